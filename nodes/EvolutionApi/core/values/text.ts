/** The text before a sign; all of it if the sign is not in it. */
export function textBefore(sign: string, text: string): string {
	const position = text.indexOf(sign);
	return position < 0 ? text : text.slice(0, position);
}

/** A block that a model thought, at the very beginning of what it wrote. */
const THOUGHT =
	/^\s*<(think|thinking|thought|thoughts|reasoning|reflection|scratchpad)>[^]*?<\/\1>\s*/i;

/** Removes what a model thought before it wrote the text. */
export const withoutThought = (text: string): string => text.replace(THOUGHT, '');

/** `1. Yes`, `2. No` */
export const numberLines = (labels: readonly string[], first = 1) =>
	labels.map((label, index) => `${index + first}. ${label}`).join('\n');

/** The given parts, with an empty line between them. */
export const joinParagraphs = (...parts: ReadonlyArray<string | undefined>) =>
	parts.filter((part) => part !== undefined && part.trim() !== '').join('\n\n');

/**
 * What is not part of a word: zero-width characters, soft hyphens, directions, fillers, and marks that no script has for
 * itself, such as accents. Vowel signs of Indic scripts are letters to those who read them.
 */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?=\p{M})\p{Script=Inherited}/gu;

const NO_LETTER = /[^\p{L}\p{N}\p{M}]+/gu;

/** Letters that Unicode does not take apart, as people write them without their marks. */
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

/** The digits of each script follow each other from zero on: `٣` → `3`. */
function plainDigit(sign: string): string {
	const codePoint = sign.codePointAt(0) ?? 0;
	let value = 0;
	while (value < 9 && isDigit(codePoint - value - 1)) value++;
	return String(value);
}

/** A text without capitals, accents and invisible characters, and with the digits 0 to 9. */
export const foldText = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(UNSEEN, '')
		.toLowerCase()
		.replace(LETTER_OR_DIGIT, (sign) => PLAIN_LETTERS[sign] ?? plainDigit(sign));

/** A text in one line, where its own lines could be taken for something else: `a / b`. */
export const inOneLine = (text: string): string =>
	text
		.split(/[\n\r\v\f\u0085\u2028\u2029]+/)
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.join(' / ');

/**
 * A text in the form in which words are compared: {@link foldText}, without surrounding punctuation and double spaces.
 * `Não!` → `nao`, `1️⃣` → `1`. A text of nothing but symbols, such as `👍`, keeps them.
 */
export function normalizeText(text: string): string {
	const plain = foldText(text).replace(/\s+/g, ' ').trim();
	// One match from the first to the last letter: to look for the end alone takes seconds for a long text of symbols.
	const [words] = /[\p{L}\p{N}](?:.*[\p{L}\p{N}\p{M}])?/su.exec(plain) ?? [plain];
	return words;
}

/** Whether a text has in it what somebody searches for, whatever its capitals, accents, blanks and signs: `+55 11` finds `5511`. */
export function isFound(text: string, wanted: string): boolean {
	const inText = foldText(text);
	const inWanted = foldText(wanted);
	const letters = inWanted.replace(NO_LETTER, '');
	// What is nothing but signs, such as an emoji, is looked for as it is.
	if (letters === '') return inText.includes(inWanted.trim());
	return inText.replace(NO_LETTER, '').includes(letters);
}

/** WhatsApp's own limit for a name is shorter. */
const LONGEST = 60;

/**
 * Control and format characters (zero-width, direction), and the ends of lines, with which a name could look like other
 * text. What joins two emoji stays.
 */
const INVISIBLE =
	/(?!(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** A name that somebody has chosen, for texts by which people decide: one line, of limited length, with nothing invisible. */
export function plainName(name: string): string {
	const letters = [...name.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()];
	return letters.length > LONGEST
		? `${letters.slice(0, LONGEST).join('').trimEnd()}…`
		: letters.join('');
}

/** What WhatsApp sends where somebody has no name. */
const NO_NAME = ['', '-'];

/** The {@link plainName} of what may be no name; null if it is none. */
export function plainNameOrNull(value: unknown): string | null {
	const name = typeof value === 'string' ? plainName(value) : '';
	return NO_NAME.includes(name) ? null : name;
}

// Where a person decides on a text, it must not look other than it is.

/** Flags of regions, emoji of several signs, and keycaps: all that is hidden in them can be seen. */
const EMOJI =
	/\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}|(?:\p{Extended_Pictographic}\p{Emoji_Modifier}?[\ufe0e\ufe0f]?(?:\u200d(?=\p{Extended_Pictographic}))?)+|[\d#*]\ufe0f?\u20e3/u;

/** With what joins or parts it and the next letter, in scripts such as those of Persian and Hindi. */
const JOINED_LETTER =
	/(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}])\p{L}(?:(?!\p{Default_Ignorable_Code_Point})\p{M})*[\u200c\u200d](?=\p{L})/u;

/** Not seen, or changing the order in which the rest is seen. Ends of lines and tabs are. */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

const SEEN_OR_HIDDEN = new RegExp(
	`${EMOJI.source}|${JOINED_LETTER.source}|(?<hidden>${HIDDEN.source})`,
	'gu',
);

const asEscape = (hidden: string) =>
	hidden.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** So many, that what follows may be out of sight. */
const MANY_BLANKS = /[\p{Zs}\t]{20,}|(?:\r?\n[\p{Zs}\t]*){20,}/gu;

/** A text with all that nobody would see in it, as JSON writes that: `\u202e`, and long gaps as `[200 blanks]`. */
export const showHidden = (text: string): string =>
	text
		.replace(SEEN_OR_HIDDEN, (sign, hidden?: string) =>
			hidden === undefined ? sign : asEscape(hidden),
		)
		.replace(MANY_BLANKS, ({ length }) => `[${length} blanks]`);
