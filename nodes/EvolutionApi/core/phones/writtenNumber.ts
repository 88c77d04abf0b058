import { findPlan } from './numberingPlan';
import { OTHER_LABEL } from './otherForms';

// What people, spreadsheets, exports and models put around the digits of a number.

/** Where a block of ten digits of a script begins; `\p{Nd}` has whole blocks only. */
function digitValue(digit: string): string {
	const point = digit.codePointAt(0) ?? 0;
	let first = point;
	while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
	return String((point - first) % 10);
}

const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FROM_FULL_WIDTH = 0xfee0;

/** What nobody sees, the frame of an emoji digit and the place of a picture included. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u20e3\ufffc]|(?!\s)\p{Cc}/gu;

/** A telephone or a flag beside the number, or a tick behind it. */
const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/gu;

/** The number in plain characters: digits of every script, dashes and blanks of every kind, and nothing invisible. */
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

/** A spreadsheet's number, as a text. */
const ZERO_DECIMALS = /^(\d{5,}|\+?[\d\s()-]*\d{4})\s?[.,]0+$/;

/** `5.511988887777E+12`: as many digits as the power has are the whole number. */
const SCIENTIFIC = /^(\d)[.,](\d+)e\+?(\d{1,2})$/i;
const wholeNumber = (text: string, first: string, decimals: string, power: string): string =>
	decimals.length === Number(power) ? first + decimals : text;

/** A number as a spreadsheet shows it to Americans. */
const THOUSANDS = /^\d{1,3}(?:,\d{3}){2,}$/;

/** How Brazilians write that the code of a carrier is dialled between the 0 and the area: `0xx11`, `0**11`, `(xx11)`. */
const OF_A_CARRIER = /(?<!\d)0?[\s-]?(?:xx|\*\*|__)[\s-]?(\d{2})(?!\d)/i;

/** A Brazilian number with the code of a carrier in it: `+55 0 15 11 …`. */
const WITH_CARRIER =
	/^(\+?\s?55[\s(]*)0\s?(?:1[245]|2[1-35]|31|4[13]|[56]5|99)[\s)-]*(?=\(?\d{2}\)?\s?9?\d{4}[\s-]?\d{4}$)/;

/** What a form writes where nobody has entered an extension. */
const EMPTY_EXTENSION = /(?<=\d\)?)[\s,;]*(?:ext(?:ension|n)?|ramal)$/i;

/** Surrounding quotes, also as `="…"` of an export, and what marks a text in Markdown. */
const QUOTES = /^(?:"?="+(.*?)"+|(["'`]+|[*_~]+|<)(.*?)(?:["'`]+|[*_~]+|>))$/s;

/** `["5511…"]`, a list with one number in it. */
const ONLY_ENTRY = /^\[\s*(["'])([^"',;]*)\1\s*\]$/;

/** `[+55 11 …](tel:+5511…)` */
const MARKDOWN_LINK = /^\[[^\]]*\]\(([^()\s]+)\)$/;

/** What stands behind a number where another one is missing. */
const OPEN_END = /[\s,;.|/]+$/;

function unquote(text: string): string {
	const link = MARKDOWN_LINK.exec(text)?.[1] ?? ONLY_ENTRY.exec(text)?.[2];
	if (link !== undefined) return unquote(link);
	const [, exported, , quoted] = QUOTES.exec(text.replace(OPEN_END, '')) ?? [];
	const inner = exported ?? quoted;
	if (inner !== undefined) return unquote(inner.trim());
	// In front of a number, an apostrophe tells a spreadsheet that it is a text, and a "=" makes a formula of it.
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

/** Addresses that say a number: of apps that call, and of WhatsApp's own links. */
const SCHEME = /^(?:tel|callto|sms|whatsapp)\s*:\s*(?:\/\/)?(?=[+%\d("'<*])/i;
const WHATSAPP_LINK =
	/^(?:https?:\/\/)?(?:www\.|api\.|web\.)?(?:wa\.me|whatsapp\.com|whatsapp:\/\/)\/?(?:send)?\/?(?:\?(?:.*&)?phone=|(?=[+%\d]))([^/?&#]*)/i;
const APP_LINK = /^whatsapp:\/\/send\/?\?(?:.*&)?phone=([^&#]*)/i;

/** The number in an address; the text itself if it is none. */
function fromAddress(text: string): string {
	const linked = APP_LINK.exec(text)?.[1] ?? WHATSAPP_LINK.exec(text)?.[1];
	const number = linked === undefined ? SIP.exec(text)?.[1] : withBlanks(linked);
	const found = number ?? (SCHEME.test(text) ? withContext(text.replace(SCHEME, '')) : undefined);
	return found === undefined ? text : decoded(found);
}

/** In a query, a blank is written as a plus sign: `55+11+98888-7777`. A sign behind other digits has lost one of them. */
function withBlanks(text: string): string {
	const [first = '', ...rest] = decoded(text.replace(/(?<=.)\+/g, ' ')).split(' ');
	const isCode = first.startsWith('+') || findPlan(first)?.code === first;
	return rest.length === 0 || isCode ? [first, ...rest].join(' ') : text;
}

/** Of a telephone system: `sip:+5511988887777@pbx.example.com`. */
const SIP = /^<?sips?:(\+?\d[\d().-]*)(?:@[^\s>]*)?>?$/i;

/** Parameters of `tel:` that change nothing in the number (RFC 3966 and 4694). */
const TEL_PARAMETERS = /;(?:npdi|rn=[^;]*|cic=[^;]*|verstat=[^;]*|user=phone)(?=;|$)/gi;

/**
 * `863-1234;phone-context=+1-914-555` with what is dialled before it. Where the context is a domain, nobody can know that, so
 * it stays, and the number is refused.
 */
function withContext(text: string): string {
	const plain = text.replace(TEL_PARAMETERS, '');
	const [, number = '', context = ''] = /^([^;]*);phone-context=([^;]*)$/i.exec(plain) ?? [];
	if (context === '') return plain;
	if (number.startsWith('+')) return number;
	return context.startsWith('+') ? `${context} ${number}` : plain;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text).trim();
	} catch {
		return text;
	}
}

/** `WhatsApp: +55…`, `Tel.: …`; without a colon only what is no name: `cel 5511…` */
const LABEL =
	/^(?:\p{L}[\p{L} .-]{0,20}[:：]\s*|(?:cel(?:l|ular)?|contat?o|contacto|fone|mob(?:ile)?|m[oó]vil|ph(?:one)?|tel(?:efone|[eé]fono)?|whats ?app|wpp|zap)\.?\s+(?!\d[\s.)-]))(?=[+(\d"'<*])/iu;

/** `+55… (WhatsApp)`, `+1… [mobile]`; a name may say that the number is somebody else's. */
const LABEL_BEHIND =
	/(?<=\d)\s*[([](?:casa|cell?|cell ?phone|celular|handy|home|m|mob|m[oó]vil|mobile|trabalho|wa|whats ?app|work|wpp|zap)[)\]]$/iu;

/** What says of itself that it is a tax ID or a fax keeps that. */
const withoutLabel = (text: string) =>
	OTHER_LABEL.test(text) ? text : text.replace(LABEL, '').replace(LABEL_BEHIND, '');

/** A country code with its sign, and once more: `+55 +55 11 …`, `55 0055 11 …`. */
const SECOND_CODE = /^[\s(]*(?:\+|00)?\s*(\d{1,3})[\s)-]*\(?\s*(?:\+\s*(?:00)?|00)\s*\1(?=\D*\d)/;

const withoutSecondCode = (text: string) =>
	text.replace(SECOND_CODE, (both, code: string) =>
		findPlan(code)?.code === code ? `+${code}` : both,
	);

/** One thing may be around another so often: a quoted link of a list. */
const MOST_LAYERS = 5;

/** The text without what surrounds a number; the number is read from it. */
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

/** `1. `, `2) `, `- `, `• `; `(3) ` and `3 - ` may be an area code as well. */
const LIST_MARKER =
	/^(?:(?<bullet>[-*•·‣◦]\s*)|(?<count>\d{1,3}[.)]\s+)|(?<area>\(\d{1,3}\)\s*|\d{1,3}\s+-\s+))(?=[+(\d"'<*]|[a-z]{3,8}:)/;

export interface Marked {
	/** A `bullet` belongs to no number, a `count` hardly ever, and an `area` often. */
	readonly marker: 'bullet' | 'count' | 'area';
	/** What stands behind the marker. */
	readonly rest: string;
}

/** A number behind the marker of a list; undefined if there is no marker. */
export function withoutMarker(text: string): Marked | undefined {
	const found = LIST_MARKER.exec(text);
	if (found === null) return undefined;
	const { bullet, count } = found.groups ?? {};
	const marker = bullet === undefined ? (count === undefined ? 'area' : 'count') : 'bullet';
	return { marker, rest: text.slice(found[0].length) };
}

/** Between the entries of a list. A single blank may be part of a number. */
const BETWEEN_ENTRIES = /[,;|\n\r\t\v\f\u2028\u2029]|:::|\s{2,}/;

/** `["5511…", "5511…"]`, as models write a list. */
function fromJson(text: string): string[] | undefined {
	if (!/^\s*\[\s*["'\d]/.test(text)) return undefined;
	try {
		const entries = JSON.parse(text) as unknown;
		return Array.isArray(entries) ? entries.map(String) : undefined;
	} catch {
		return undefined;
	}
}

/** The entries of a list of people, without the markers of its lines. Each is trimmed, and none is empty. */
export const splitPeople = (text: string): string[] =>
	fromJson(text)?.flatMap(splitPeople) ??
	text
		.split(/[\n\r]/)
		.map((line) => line.trim().replace(/^(?:\d{1,3}[.)]|[-*•])\s{2,}/, ''))
		.flatMap((line) => line.split(BETWEEN_ENTRIES))
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
