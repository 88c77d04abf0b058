/** Returns the part of a text before a sign; the whole text if the sign is missing. */
export function textBefore(sign: string, text: string): string {
	const position = text.indexOf(sign);
	return position < 0 ? text : text.slice(0, position);
}

const THOUGHT =
	/^\s*<(think|thinking|thought|thoughts|reasoning|reflection|scratchpad)>[^]*?<\/\1>\s*/i;

/** Removes an AI model's thoughts, such as `<think>…</think>`, from the beginning of a text. */
export const withoutThought = (text: string): string => text.replace(THOUGHT, '');

/** Numbers the labels, one per line: `1. Yes`, `2. No`. */
export const numberLines = (labels: readonly string[], first = 1) =>
	labels.map((label, index) => `${index + first}. ${label}`).join('\n');

export const joinParagraphs = (...parts: ReadonlyArray<string | undefined>) =>
	parts.filter((part) => part !== undefined && part.trim() !== '').join('\n\n');

/**
 * Characters that don't belong to a word: zero-width characters, soft hyphens, direction marks, fillers, and marks that several
 * scripts share, such as accents. Vowel signs of Indic scripts stay: they are letters to their readers.
 */
const DECORATIONS = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?=\p{M})\p{Script=Inherited}/gu;

const NO_LETTER = /[^\p{L}\p{N}\p{M}]+/gu;

const PLAIN_LETTERS: Readonly<Record<string, string>> = {
	æ: 'ae',
	œ: 'oe',
	ß: 'ss',
	ø: 'o',
	đ: 'd',
	ð: 'd',
	ł: 'l',
	ı: 'i',
	þ: 'th',
	ħ: 'h',
	ŧ: 't',
	ŋ: 'n',
	ə: 'e',
};

const LETTER_OR_DIGIT = new RegExp(
	String.raw`[${Object.keys(PLAIN_LETTERS).join('')}]|(?![0-9])\p{Nd}`,
	'gu',
);

const isDigit = (codePoint: number) => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));

/** Returns a digit as 0 to 9: `٣` → `3`. The digits of each script follow each other, starting with zero. */
function plainDigit(sign: string): string {
	const codePoint = sign.codePointAt(0) ?? 0;
	let value = 0;
	while (value < 9 && isDigit(codePoint - value - 1)) value++;
	return String(value);
}

/** Returns a text without capitals, accents and invisible characters, and with all digits as 0 to 9. */
export const foldText = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(DECORATIONS, '')
		.toLowerCase()
		.replace(LETTER_OR_DIGIT, (sign) => PLAIN_LETTERS[sign] ?? plainDigit(sign));

/** Returns a text on one line, for places where line breaks could be misread: `a / b`. */
export const inOneLine = (text: string): string =>
	text
		.split(/[\n\r\v\f\u0085\u2028\u2029]+/)
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.join(' / ');

/**
 * Returns a text in a form that suits the comparison of words: {@link foldText}, with single spaces, and without punctuation at
 * its ends. `Não!` → `nao`, `1️⃣` → `1`. A text that has only symbols, such as `👍`, keeps them.
 */
export function normalizeText(text: string): string {
	const plain = foldText(text).replace(/\s+/g, ' ').trim();
	// Trimming the end with a pattern such as `\P{L}+$` would take seconds for a long text of symbols.
	const [words] = /[\p{L}\p{N}](?:.*[\p{L}\p{N}\p{M}])?/su.exec(plain) ?? [plain];
	return words;
}

/** Tells whether a text contains a search term, ignoring capitals, accents, spaces and signs: `+55 11` finds `5511`. */
export function isFound(text: string, term: string): boolean {
	const inText = foldText(text);
	const inTerm = foldText(term);
	const letters = inTerm.replace(NO_LETTER, '');
	// A term that consists only of signs, such as an emoji, is searched for unchanged.
	if (letters === '') return inText.includes(inTerm.trim());
	return inText.replace(NO_LETTER, '').includes(letters);
}

/** Maximum characters of a name. WhatsApp's own limit is lower. */
const LONGEST = 60;

/**
 * Control and format characters (zero-width, direction), and line breaks, which could make a name look like other text.
 * Characters that join two emoji stay.
 */
const INVISIBLE =
	/(?!(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

export function plainName(name: string): string {
	const letters = [...name.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()];
	return letters.length > LONGEST
		? `${letters.slice(0, LONGEST).join('').trimEnd()}…`
		: letters.join('');
}

/** WhatsApp's values for a missing name. */
const NO_NAME = ['', '-'];

export function plainNameOrNull(value: unknown): string | null {
	const name = typeof value === 'string' ? plainName(value) : '';
	return NO_NAME.includes(name) ? null : name;
}

// Shows hidden characters in a tool call, because a person reads it to decide whether the AI agent may run it.

/** Emoji with hidden characters that have a visible effect: flags such as Scotland's, families, and keycaps (`1️⃣`). */
const EMOJI =
	/\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}|(?:\p{Extended_Pictographic}\p{Emoji_Modifier}?[\ufe0e\ufe0f]?(?:\u200d(?=\p{Extended_Pictographic}))?)+|[\d#*]\ufe0f?\u20e3/u;

/** A letter with the invisible joiner after it, in scripts such as those of Persian and Hindi. */
const JOINED_LETTER =
	/(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}])\p{L}(?:(?!\p{Default_Ignorable_Code_Point})\p{M})*[\u200c\u200d](?=\p{L})/u;

/** A character that is invisible, or changes the order of visible characters. Line breaks and tabs count as visible. */
const HIDDEN_SIGN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

const SEEN_OR_HIDDEN = new RegExp(
	`${EMOJI.source}|${JOINED_LETTER.source}|(?<hidden>${HIDDEN_SIGN.source})`,
	'gu',
);

const asEscape = (text: string) =>
	text.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const MANY_BLANKS = /[\p{Zs}\t]{20,}|(?:\r?\n[\p{Zs}\t]*){20,}/gu;

/** Replaces hidden characters with JSON escapes such as `\u202e`, and long gaps with `[200 blanks]`. */
export const showHidden = (text: string): string =>
	text
		.replace(SEEN_OR_HIDDEN, (sign, character?: string) =>
			character === undefined ? sign : asEscape(character),
		)
		.replace(MANY_BLANKS, ({ length }) => `[${length} blanks]`);
