// Recognizes texts that contain digits but aren't phone numbers, such as dates, IDs and IP addresses.

/** `problem` follows the field's label, such as `is a tax ID (CNPJ)`. */
export interface NoNumber {
	readonly problem: string;
	readonly hint: string;
	/** The digits, if the text may be a number that only lacks its country code. */
	readonly national?: string;
}

export const NUMBER_HINT = 'Enter it with country code, e.g. 5511988887777 for +55 11 98888-7777.';

export const GROUP_HINT = 'The JID of a group ends with @g.us.';

/** The length of the shortest phone number in use, and the longest that E.164 allows. */
export const PHONE_DIGITS = { min: 7, max: 15 };

export const countedDigits = (digits: string) =>
	`has ${digits.length} digits, but a phone number has ${PHONE_DIGITS.min} to ${PHONE_DIGITS.max}`;

const AS_TEXT =
	'Format the column of the spreadsheet as text, and enter the whole number again, because its last digits are lost.';

const noOctetAbove255 = (text: string) => text.split('.').every((part) => Number(part) <= 255);

const isWithin = (part: string, last: number) => Number(part) >= 1 && Number(part) <= last;

/** Recognizes `2026-11-27`, `27/11/2026` and `11/27/26`, with or without a time. */
function isDate(text: string): boolean {
	const [, a = '', b = '', c = ''] =
		/^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ,]+\d{1,2}:\d{2}.*)?$/.exec(text) ?? [];
	const [year, first, second] = a.length === 4 ? [a, b, c] : [c, a, b];
	const isYear = /^(?:(?:19|20)\d)?\d\d?$/.test(year) && year.length % 2 === 0 && year !== '';
	const days = isWithin(first, 31) && isWithin(second, 31);
	return isYear && days && (isWithin(first, 12) || isWithin(second, 12));
}

type OtherForm = readonly [
	fits: RegExp | ((text: string) => boolean),
	problem: string,
	hint?: string,
];

const TAX_HINT =
	'The expression may read the wrong column. Enter a phone number with country code.';

export const OTHER_LABEL =
	/^(?:c[oó]digo|code|conta|account|cart[aã]o|card|cep|cnpj|cpf|cuil|cuit|curp|dni|ean|ein|fatura|fax|iban|invoice|isbn|nie|nif|nipc|order|pedido|pis|plz|protocolo?|rfc|rg|run|rut|sku|ssn|ticket|vat|zip)\b[^\d+]{0,12}[\d+]/i;

/** `123.456.789-09`, `12.345.678/0001-90`, `20-12345678-9`: IDs and postcodes, by the groups of their digits. */
const ID =
	/^(?:\d{3}\.\d{3}\.\d{3}(?:-\d\d?)?|\d{2}\.?\d{3}\.?\d{3}\/\d{4}-\d{2}|\d{3}\.\d{5}\.\d{2}-\d|\d{1,2}\.?\d{3}\.?\d{3}-[\dkx]|\d{2}\.\d{3}\.\d{3}|\d{2}-\d{8}-\d|\d{3}-\d{2}-\d{4}|\d{2}-\d{7}|\d{5}-\d{3}|97[89]-(?:\d+-){3}\d)$/i;

const FORMS: readonly OtherForm[] = [
	[
		OTHER_LABEL,
		'has a label of something other than a phone number',
		'Choose the column with the phone number.',
	],
	[
		/^[+-]?\d+(?:[.,]\d+)?\s*e\s*\+?\s*\d+$/i,
		'is in scientific notation: a spreadsheet has cut the number',
		AS_TEXT,
	],
	[/^-?(?:\d{7,}[.,]\d{1,2}|\d{10,}[.,]\d{3})$/, 'is a number with decimals'],
	[isDate, 'is a date'],
	[/^\d{1,2}:\d{2}(:\d{2})?$/, 'is a time'],
	[
		(text) =>
			/^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/.test(text) && noOctetAbove255(text.replace(/:.*/, '')),
		'is an IP address',
	],
	[ID, 'has the form of an ID or a postcode', TAX_HINT],
	[/^-?\d+\.\d{3,},\s*-?\d+\.\d{3,}$/, 'is a place on the map', TAX_HINT],
	[/^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u, 'is an email address'],
	[
		/chat\.whatsapp\.com\//i,
		'is the invite of a group',
		'Choose the group from the list, or enter its JID; Group → Join With Invite takes an invite.',
	],
	[
		/^(?:https?:\/\/)?(?:wa\.me|api\.whatsapp\.com)\/message\//i,
		'is a short link, which does not contain a number',
	],
	[/^(?:https?:\/\/|www\.)/i, 'is a web address'],
	[
		/(?:;\s*ext\s*=|(?<!\p{L})(?:ext?(?:ension|ensi[oó]n|ens[aã]o|n)?|ramal|rml|int(?:erno)?|anexo|poste|durchwahl|dw|доб)(?!\p{L})|[\d)][\s-]*(?:x|#|r\.?)\s*\d{1,6}$|[,;]{1,3}\s*\d{1,5}#?$)/iu,
		'has an extension, which WhatsApp cannot dial',
		'Enter the number without it.',
	],
];

/** Returns the check digit that follows `digits` in a Brazilian tax ID. @param weights begin with the last digit's factor */
function checkDigit(digits: string, weights: readonly number[]): number {
	const sum = [...digits]
		.reverse()
		.reduce((before, digit, place) => before + Number(digit) * (weights[place] ?? 0), 0);
	return sum % 11 < 2 ? 0 : 11 - (sum % 11);
}

function hasCheckDigits(digits: string, weights: readonly number[]): boolean {
	const [first, second] = [digits.slice(0, -2), digits.slice(0, -1)].map((part) =>
		checkDigit(part, weights),
	);
	return digits.endsWith(`${first}${second}`);
}

/** Recognizes a Brazilian company's tax ID: 14 digits, four of which are the number of the branch. */
export function recognizeCnpj(text: string): NoNumber | undefined {
	const isLikeOne = /^\d{8}000[1-9]\d{2}$/.test(text);
	return isLikeOne && hasCheckDigits(text, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 6])
		? { problem: 'is a tax ID (CNPJ)', hint: TAX_HINT }
		: undefined;
}

/** Tells whether 11 digits may be a Brazilian tax ID. One phone number in a hundred matches, too. */
export const mayBeCpf = (digits: string): boolean =>
	/^\d{11}$/.test(digits) && hasCheckDigits(digits, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

export function recognizeOther(text: string): NoNumber | undefined {
	const form = FORMS.find(([fits]) => (typeof fits === 'function' ? fits(text) : fits.test(text)));
	return form && { problem: form[1], hint: form[2] ?? NUMBER_HINT };
}

const BETWEEN =
	/[,;|&\n\r\t\v\f/\\\u2028\u2029]|:::| {2,}|\s(?:or|and|ou|e|o|y|u|oder|und|et|или|и)\s|(?<=[\d)\s])\+(?=\s*\(?\d)/iu;

const countDigits = (text: string) => text.replace(/\D/g, '').length;

/** Matches a second number that is shortened to its last digits: `98888-7777 ou 6666`. */
const OR_ENDING = /\d{4}\s+(?:or|and|ou|e|o|y|u|oder|und|et|или|и)\s+\d{3,}$/iu;

export const hasTwoNumbers = (text: string): boolean =>
	OR_ENDING.test(text) ||
	text.split(BETWEEN).filter((part) => countDigits(part ?? '') >= PHONE_DIGITS.min).length > 1;

/** Maximum digits of one number with all its prefixes. A text with more digits contains two numbers. */
const MOST_DIALLED = 18;

/**
 * Tells whether the text has the digits of two numbers. Separators may be part of a number, so only the digits are counted.
 * @param isNumber tells whether the digits are a complete number
 */
export function hasDigitsOfTwo(text: string, isNumber: (digits: string) => boolean): boolean {
	const { min, max } = PHONE_DIGITS;
	const parts = text.split(/\D+/);
	const isLength = ({ length }: string) => length >= min && length <= max;
	if (countDigits(text) <= max) return false;
	return parts.some((_part, index) => {
		const halves = [parts.slice(0, index + 1).join(''), parts.slice(index + 1).join('')];
		const isSure = countDigits(text) > MOST_DIALLED || halves.some(isNumber);
		return halves.every(isLength) && (isSure || halves[0]?.length === halves[1]?.length);
	});
}
