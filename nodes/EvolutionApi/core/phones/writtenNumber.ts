import { findPlan } from './numberingPlan';
import { OTHER_LABEL } from './otherForms';

// Removes everything that people, spreadsheets, exports and models put around a number's digits.

/** Returns a digit's value, which is its distance from the script's zero: `\p{Nd}` contains whole blocks of ten. */
function digitValue(digit: string): string {
	const point = digit.codePointAt(0) ?? 0;
	let first = point;
	while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
	return String((point - first) % 10);
}

const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FROM_FULL_WIDTH = 0xfee0;

/** Invisible characters, including the frame of a keycap emoji (U+20E3) and the placeholder of a picture (U+FFFC). */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u20e3\ufffc]|(?!\s)\p{Cc}/gu;

const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/gu;

const plainCharacters = (text: string): string =>
	/^[\x20-\x7e]*$/.test(text)
		? text.trim()
		: text
				.replace(INVISIBLE, '')
				.replace(PICTURES, ' ')
				.replace(FULL_WIDTH, (sign) => String.fromCodePoint(sign.charCodeAt(0) - FROM_FULL_WIDTH))
				.replace(/\p{Nd}/gu, digitValue)
				.replace(/[\p{Pd}\u2212\u2043]/gu, '-')
				.replace(/[\u2018\u2019\u201c\u201d\u00ab\u00bb\u00b4`]/g, "'")
				.replace(/[^\S\n\r]/g, ' ')
				.trim();

/** A spreadsheet's number as text, with zeros after the decimal point: `5511988887777.0`. */
const ZERO_DECIMALS = /^(\d{5,}|\+?[\d\s()-]*\d{4})\s?[.,]0+$/;

/** `5.511988887777E+12`. The number is complete if it has as many decimals as the exponent says. */
const SCIENTIFIC = /^(\d)[.,](\d+)e\+?(\d{1,2})$/i;
const wholeNumber = (text: string, first: string, decimals: string, power: string): string =>
	decimals.length === Number(power) ? first + decimals : text;

/** A number in a spreadsheet's American format: `5,511,988,887,777`. */
const THOUSANDS = /^\d{1,3}(?:,\d{3}){2,}$/;

/** Brazilian placeholders for a carrier's code between the 0 and the area: `0xx11`, `0**11`, `(xx11)`. */
const OF_A_CARRIER = /(?<!\d)0?[\s-]?(?:xx|\*\*|__)[\s-]?(\d{2})(?!\d)/i;

/** A Brazilian number with a carrier's code: `+55 0 15 11 …`. */
const WITH_CARRIER =
	/^(\+?\s?55[\s(]*)0\s?(?:1[245]|2[1-35]|31|4[13]|[56]5|99)[\s)-]*(?=\(?\d{2}\)?\s?9?\d{4}[\s-]?\d{4}$)/;

/** The label of an empty extension, which some forms add: `11 3333-4444 ramal`. */
const EMPTY_EXTENSION = /(?<=\d\)?)[\s,;]*(?:ext(?:ension|n)?|ramal)$/i;

/** Quotes around a number (also as `="…"` in an export), or Markdown's marks. */
const QUOTES = /^(?:"?="+(.*?)"+|(["'`]+|[*_~]+|<)(.*?)(?:["'`]+|[*_~]+|>))$/s;

/** `["5511…"]`, a list with one number. */
const ONLY_ENTRY = /^\[\s*(["'])([^"',;]*)\1\s*\]$/;

/** `[+55 11 …](tel:+5511…)` */
const MARKDOWN_LINK = /^\[[^\]]*\]\(([^()\s]+)\)$/;

/** Separators at the end, where a second number is missing: `5511988887777 / `. */
const OPEN_END = /[\s,;.|/]+$/;

function unquote(text: string): string {
	const link = MARKDOWN_LINK.exec(text)?.[1] ?? ONLY_ENTRY.exec(text)?.[2];
	if (link !== undefined) return unquote(link);
	const [, formula, , quotation] = QUOTES.exec(text.replace(OPEN_END, '')) ?? [];
	const inner = formula ?? quotation;
	if (inner !== undefined) return unquote(inner.trim());
	// In a spreadsheet, an apostrophe before a number makes it text, and "=" makes it a formula.
	return text
		.replace(/^['`|;,/]+\s*|^=(?=[+\d])/, '')
		.replace(OPEN_END, '')
		.replace(EMPTY_EXTENSION, '')
		.replace(OF_A_CARRIER, '0$1')
		.replace(WITH_CARRIER, '$1')
		.replace(ZERO_DECIMALS, '$1')
		.replace(SCIENTIFIC, wholeNumber)
		.replace(THOUSANDS, (number) => number.replaceAll(',', ''));
}

const SCHEME = /^(?:tel|callto|sms|whatsapp)\s*:\s*(?:\/\/)?(?=[+%\d("'<*])/i;
const WHATSAPP_LINK =
	/^(?:https?:\/\/)?(?:www\.|api\.|web\.)?(?:wa\.me|whatsapp\.com|whatsapp:\/\/)\/?(?:send)?\/?(?:\?(?:.*&)?phone=|(?=[+%\d]))([^/?&#]*)/i;
const APP_LINK = /^whatsapp:\/\/send\/?\?(?:.*&)?phone=([^&#]*)/i;

function fromAddress(text: string): string {
	const link = APP_LINK.exec(text)?.[1] ?? WHATSAPP_LINK.exec(text)?.[1];
	const number = link === undefined ? SIP.exec(text)?.[1] : withBlanks(link);
	const address = number ?? (SCHEME.test(text) ? withContext(text.replace(SCHEME, '')) : undefined);
	return address === undefined ? text : decodeText(address);
}

/** Replaces plus signs in a query, where they mean spaces: `55+11+98888-7777`. */
function withBlanks(text: string): string {
	const [first = '', ...rest] = decodeText(text.replace(/(?<=.)\+/g, ' ')).split(' ');
	const isCode = first.startsWith('+') || findPlan(first)?.code === first;
	return rest.length === 0 || isCode ? [first, ...rest].join(' ') : text;
}

/** Address of a telephone system: `sip:+5511988887777@pbx.example.com`. */
const SIP = /^<?sips?:(\+?\d[\d().-]*)(?:@[^\s>]*)?>?$/i;

/** Parameters of `tel:` that don't change the number (RFC 3966 and 4694). */
const TEL_PARAMETERS = /;(?:npdi|rn=[^;]*|cic=[^;]*|verstat=[^;]*|user=phone)(?=;|$)/gi;

/**
 * Adds the prefix of a `tel:` number, such as `863-1234;phone-context=+1-914-555`. If the context is a domain, the prefix is
 * unknown: the text then stays unchanged, and the number is rejected later.
 */
function withContext(text: string): string {
	const plain = text.replace(TEL_PARAMETERS, '');
	const [, number = '', context = ''] = /^([^;]*);phone-context=([^;]*)$/i.exec(plain) ?? [];
	if (context === '') return plain;
	if (number.startsWith('+')) return number;
	return context.startsWith('+') ? `${context} ${number}` : plain;
}

function decodeText(text: string): string {
	try {
		return decodeURIComponent(text).trim();
	} catch {
		return text;
	}
}

/** Matches a label: any words with a colon (`Sales: +55…`), or a known word without a colon (`cel 5511…`). */
const LABEL =
	/^(?:\p{L}[\p{L} .-]{0,20}[:：]\s*|(?:cel(?:l|ular)?|contat?o|contacto|fone|mob(?:ile)?|m[oó]vil|ph(?:one)?|tel(?:efone|[eé]fono)?|whats ?app|wpp|zap)\.?\s+(?!\d[\s.)-]))(?=[+(\d"'<*])/iu;

/** Matches a label after a number: `+55… (WhatsApp)`. Doesn't match `+55… (Ana)`, which may be the wrong person's number. */
const LABEL_BEHIND =
	/(?<=\d)\s*[([](?:casa|cell?|cell ?phone|celular|handy|home|m|mob|m[oó]vil|mobile|trabalho|wa|whats ?app|work|wpp|zap)[)\]]$/iu;

/** Removes a label such as `Tel.:` or `(WhatsApp)`, unless it's that of a tax ID or a fax. */
const withoutLabel = (text: string) =>
	OTHER_LABEL.test(text) ? text : text.replace(LABEL, '').replace(LABEL_BEHIND, '');

/** A country code that is repeated with its `+` or `00`: `+55 +55 11 …`, `55 0055 11 …`. */
const SECOND_CODE = /^[\s(]*(?:\+|00)?\s*(\d{1,3})[\s)-]*\(?\s*(?:\+\s*(?:00)?|00)\s*\1(?=\D*\d)/;

const withoutSecondCode = (text: string) =>
	text.replace(SECOND_CODE, (both, code: string) =>
		findPlan(code)?.code === code ? `+${code}` : both,
	);

const MOST_LAYERS = 5;

export function unwrapNumber(text: string): string {
	let inner = plainCharacters(text);
	for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
		const bare = unquote(inner);
		const address = fromAddress(bare);
		const next = address === bare ? withoutLabel(bare).trim() : address;
		if (next === inner) break;
		inner = next;
	}
	return withoutSecondCode(inner);
}

/** List markers: `1. `, `2) `, `- `, `• `. The forms `(3) ` and `3 - ` may also be an area code. */
const LIST_MARKER =
	/^(?:(?<bullet>[-*•·‣◦]\s*)|(?<count>\d{1,3}[.)]\s+)|(?<area>\(\d{1,3}\)\s*|\d{1,3}\s+-\s+))(?=[+(\d"'<*]|[a-z]{3,8}:)/;

export interface ListEntry {
	readonly marker: 'bullet' | 'count' | 'area';
	readonly rest: string;
}

export function withoutMarker(text: string): ListEntry | undefined {
	const match = LIST_MARKER.exec(text);
	if (match === null) return undefined;
	const { bullet, count } = match.groups ?? {};
	const marker = bullet === undefined ? (count === undefined ? 'area' : 'count') : 'bullet';
	return { marker, rest: text.slice(match[0].length) };
}

/** Separators between the entries of a list. A single space may be part of a number. */
const BETWEEN_ENTRIES = /[,;|\n\r\t\v\f\u2028\u2029]|:::|\s{2,}/;

/** Reads `["5511…", "5511…"]`, a list as AI models write it. */
function fromJson(text: string): string[] | undefined {
	if (!/^\s*\[\s*["'\d]/.test(text)) return undefined;
	try {
		const entries = JSON.parse(text) as unknown;
		return Array.isArray(entries) ? entries.map(String) : undefined;
	} catch {
		return undefined;
	}
}

export const splitPeople = (text: string): string[] =>
	fromJson(text)?.flatMap(splitPeople) ??
	text
		.split(/[\n\r]/)
		.map((line) => line.trim().replace(/^(?:\d{1,3}[.)]|[-*•])\s{2,}/, ''))
		.flatMap((line) => line.split(BETWEEN_ENTRIES))
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
