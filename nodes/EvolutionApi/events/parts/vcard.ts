import { firstText } from '../../core/values/answer';
import { textBefore } from '../../core/values/text';

// vCards, in the spellings of versions 2.1 to 4.0, as phones write them.

/** `item1.TEL;type=CELL;waid=5511…:+55 11 …` */
interface Property {
	/** The property's name in capitals: `TEL` for `item1.TEL`. */
	readonly name: string;
	readonly parameters: string;
	readonly value: string;
}

interface Vcard {
	readonly name: string | null;
	/** Phone numbers of contacts on WhatsApp have no plus sign. */
	readonly phoneNumbers: string[];
	readonly emails: string[];
}

/** Properties that may contain the only name of a company or a person. */
const NAMES = ['X-WA-BIZ-NAME', 'NICKNAME'];

export function readVcard(text: string): Vcard {
	const properties = joinLines(text).flatMap(readProperty);
	const all = (name: string) => properties.filter((property) => property.name === name);
	const values = (name: string) =>
		all(name).flatMap(({ value }) => (value.trim() === '' ? [] : value.trim()));
	const [family = '', firstName = ''] = all('N')[0]?.value.split(';') ?? [];
	const wholeName = `${firstName.trim()} ${family.trim()}`.trim();
	const [organization = ''] = (values('ORG')[0] ?? '').split(/(?<!\\);/);
	return {
		name: firstText(
			...[values('FN')[0], wholeName, organization, ...NAMES.map((name) => values(name)[0])].map(
				unescapeValue,
			),
		),
		phoneNumbers: [
			...new Set(
				all('TEL')
					.map(readPhone)
					.filter((phone) => phone !== ''),
			),
		],
		emails: [...new Set(values('EMAIL').map(unescapeValue))],
	};
}

/** A longer card is cut off: anyone can send one, and reading it would stop n8n for seconds. */
const MAX_LETTERS = 64 * 1024;

/** Joins lines that were split: the next line begins with a blank, or a quoted-printable line ends with `=`. */
function joinLines(text: string): string[] {
	const lines: Array<{ readonly parts: string[]; readonly isEncoded: boolean }> = [];
	for (const line of text.slice(0, MAX_LETTERS).split(/\r?\n/)) {
		const { parts, isEncoded = false } = lines.at(-1) ?? {};
		const last = parts?.at(-1) ?? '';
		if (isEncoded && last.endsWith('=')) parts?.splice(-1, 1, last.slice(0, -1), line);
		else if (parts !== undefined && /^[ \t]/.test(line)) parts.push(line.slice(1));
		else lines.push({ parts: [line], isEncoded: isQuotedPrintable(line) });
	}
	return lines.map(({ parts }) => parts.join(''));
}

const isQuotedPrintable = (line: string) => /^[^:]*ENCODING=QUOTED-PRINTABLE/i.test(line);

function readProperty(line: string): Property[] {
	const [, name = '', parameters = '', rawValue = ''] =
		/^(?:[\w-]+\.)?([\w-]+)((?:;[^:]*)?):(.*)$/.exec(line) ?? [];
	if (name === '') return [];
	const value = isQuotedPrintable(line) ? decodeQuotedPrintable(rawValue) : rawValue;
	return [{ name: name.toUpperCase(), parameters, value }];
}

/** `Jo=C3=A3o` → `João`, in UTF-8 or, in old cards, Latin-1 */
function decodeQuotedPrintable(text: string): string {
	const bytes = text.replace(/=([\da-f]{2})/gi, (_code, hex: string) =>
		String.fromCharCode(parseInt(hex, 16)),
	);
	const utf8 = Buffer.from(bytes, 'latin1').toString('utf8');
	return utf8.includes('\ufffd') ? bytes : utf8;
}

/** `Silva\, Ana` → `Silva, Ana` */
const unescapeValue = (text = ''): string =>
	text
		.replace(/\\([,;\\])/g, '$1')
		.replace(/\\n/gi, ' ')
		.trim();

const readPhone = ({ parameters, value }: Property): string =>
	/waid=(\d+)/i.exec(parameters)?.[1] ?? textBefore(';', value).replace(/[^\d+]/g, '');
