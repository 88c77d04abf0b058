import { firstText } from '../../core/values/answer';

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

/** Joins lines that were split: the next line begins with a blank, or a quoted-printable line ends with `=`. */
function joinLines(text: string): string[] {
	const lines: string[] = [];
	for (const line of text.split(/\r?\n/)) {
		const last = lines.at(-1);
		if (last !== undefined && isQuotedPrintable(last) && last.endsWith('='))
			lines[lines.length - 1] = last.slice(0, -1) + line;
		else if (last !== undefined && /^[ \t]/.test(line))
			lines[lines.length - 1] = last + line.slice(1);
		else lines.push(line);
	}
	return lines;
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
	/waid=(\d+)/i.exec(parameters)?.[1] ?? value.replace(/;.*$/, '').replace(/[^\d+]/g, '');
