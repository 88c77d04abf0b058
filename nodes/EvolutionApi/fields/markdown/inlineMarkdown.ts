import { isPictureAddress, isPictureMark, pictureMark } from './pictures';
import { withMarks, type Style, type StyledText } from './styledText';

/** @param styles for the whole paragraph, such as those of a heading */
export function parseInline(markdown: string, styles: readonly Style[] = []): StyledText[] {
	const base = new Set(styles);
	return matchEmphasis(tokenize(markdown)).map((token) => ({
		text: token.text,
		styles: mergeStyles(token, base),
	}));
}

/** Addresses and pictures get no styles: in `*https://example.com*`, the second `*` would become a part of the link. */
function mergeStyles(token: InlineToken, base: ReadonlySet<Style>): ReadonlySet<Style> {
	const { text, styles } = token;
	if (token.isAddress === true || isPictureMark(text)) return new Set();
	return base.size === 0 ? styles : new Set([...base, ...styles]);
}

type Reader = readonly [form: RegExp, read: (match: RegExpExecArray) => readonly InlineToken[]];

const plain = (text: string): InlineToken => ({ text, styles: new Set() });

const addressToken = (text: string): InlineToken => ({
	...plain(text),
	isAddress: text.includes('/'),
});

const LINK_TEXT = String.raw`\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})\]`;
// The number of spaces is limited, because the regular expression tries each combination.
const TARGET = String.raw`\(\s{0,9}(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\([^\s()]*\))*))`;
const TITLE = String.raw`(?:\s{1,9}(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s{0,9}\)`;

/** At each place in the text, the first reader that matches is used. */
const READERS: readonly Reader[] = [
	[/\\([!-/:-@[-`{-~])/y, ([, character = '']) => [plain(character)]],
	[/(?<!`)(`+)(?!`)([^]*?)(?<!`)\1(?!`)/y, ([, , code = '']) => [plain(codeSpan(code))]],
	[/`+/y, ([ticks]) => [plain(ticks)]],
	[/<br\s*\/?>\s*/iy, () => [plain('\n')]],
	[/<(\/?)(b|strong|i|em|s|del|strike)(?:\s[^<>]*)?>/iy, readTag],
	[
		/<(https?:\/\/[^\s<>]+|mailto:[^\s<>]+)>/iy,
		([, target = '']) => [addressToken(shownTarget(target))],
	],
	[/<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/y, ([, address = '']) => [plain(address)]],
	[new RegExp(`!?${LINK_TEXT}${TARGET}${TITLE}`, 'y'), readLink],
	// A bare address. Marks inside it belong to the address, marks at its end don't.
	[
		/(?:https?:\/\/|(?<![\p{L}\p{N}.@-])(?:[a-z\d-]+\.)+[a-z]{2,}\/)[^\s<>]*[^\s<>*_~`.,;:!?'")\]}]/iuy,
		([bareAddress]) => [addressToken(bareAddress)],
	],
	[/\\?\n[ \t]*/y, () => [plain('\n')]],
	[/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/iy, readEntity],
	[/(?:\*+|_+|~+)/y, (match) => [readMarks(match)]],
];

const PLAIN_TEXT =
	/(?:(?!https?:\/\/|(?<![\p{L}\p{N}.@-])(?:[a-z\d-]+\.)+[a-z]{2,}\/)[^\\`<![*_~&\n])+|[^]/iuy;

function tokenize(markdown: string): InlineToken[] {
	const tokens: InlineToken[] = [];
	for (let place = 0; place < markdown.length; ) {
		const reading = readAt(markdown, place);
		tokens.push(...reading.tokens);
		place += reading.length;
	}
	return tokens;
}

function readAt(
	markdown: string,
	place: number,
): { readonly tokens: readonly InlineToken[]; readonly length: number } {
	for (const [form, read] of READERS) {
		form.lastIndex = place;
		const match = form.exec(markdown);
		if (match !== null) return { tokens: read(match), length: match[0].length };
	}
	PLAIN_TEXT.lastIndex = place;
	const text = PLAIN_TEXT.exec(markdown)?.[0] ?? '';
	return { tokens: [plain(text)], length: Math.max(1, text.length) };
}

/** Turns code that contains a backtick into a code block, since WhatsApp's inline code can't contain one. */
function codeSpan(code: string): string {
	const line = code.replace(/\n/g, ' ');
	const isPadded = /^ .* $/.test(line) && line.trim() !== '';
	const content = isPadded ? line.slice(1, -1) : line;
	const fence = content.includes('`') ? '```' : '`';
	return fence + content + fence;
}

/** Returns the link's text, followed by its address unless both are the same. WhatsApp turns every address into a link. */
function readLink([source, label = '', inBrackets, bare]: RegExpExecArray): InlineToken[] {
	const text = matchEmphasis(tokenize(label));
	const target = shownTarget((inBrackets ?? bare ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1'));
	if (source.startsWith('!') && isPictureAddress(target)) {
		return [plain(pictureMark(withMarks(text), target))];
	}
	const linkText = text.map((token) => token.text).join('');
	if (target === '' || target.startsWith('#')) return text;
	const isSame = linkText.trim() === '' || isSameAddress(linkText, target);
	return isSame ? [addressToken(target)] : [...text, plain(` (${target})`)];
}

const shownTarget = (target: string) => target.replace(/^(?:mailto|tel):/i, '');

function isSameAddress(text: string, target: string): boolean {
	const short = (address: string) => address.replace(/^https?:\/\/|\/$/gi, '').toLowerCase();
	return short(text) === short(target);
}

const ENTITIES: Record<string, string> = {
	amp: '&',
	apos: "'",
	gt: '>',
	hellip: '…',
	lt: '<',
	mdash: '—',
	nbsp: '\u00a0',
	ndash: '–',
	quot: '"',
	bull: '•',
	euro: '€',
	ldquo: '“',
	lsquo: '‘',
	rdquo: '”',
	rsquo: '’',
	trade: '™',
};

/** HTML names of the characters from U+00A1 on, in order. */
const LATIN_1 =
	'iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const NAMED_LETTERS = new Map([
	...Object.entries(ENTITIES),
	...LATIN_1.split(' ').map((name, index) => [name, String.fromCodePoint(0xa1 + index)] as const),
]);

const LAST_CODE_POINT = 0x10ffff;

function readEntity([source, decimal, hex, name = '']: RegExpExecArray): InlineToken[] {
	const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
	const isNumber = code > 0 && code <= LAST_CODE_POINT;
	return [plain(isNumber ? String.fromCodePoint(code) : (NAMED_LETTERS.get(name) ?? source))];
}

const TAGS: Readonly<Record<string, Style>> = {
	b: 'bold',
	strong: 'bold',
	i: 'italic',
	em: 'italic',
	s: 'strike',
	del: 'strike',
	strike: 'strike',
};

function readTag([source, slash, name = '']: RegExpExecArray): InlineToken[] {
	const style = TAGS[name.toLowerCase()];
	if (style === undefined) return [plain(source)];
	return [{ text: '', styles: new Set(), tag: { style, by: slash === '' ? 1 : -1 } }];
}

function readMarks({ 0: run, index, input }: RegExpExecArray): InlineToken {
	const before = [...input.slice(Math.max(0, index - 2), index)].at(-1) ?? ' ';
	const [behind = ' '] = input.slice(index + run.length, index + run.length + 2);
	return { text: run, styles: new Set(), marks: { before, behind } };
}

// Finds emphasis as CommonMark does: a run of marks may open it, close it, or both, depending on the characters around it.

interface InlineToken extends StyledText {
	readonly isAddress?: boolean;
	/** An HTML tag that begins (1) or ends (-1) a style. */
	readonly tag?: { readonly style: Style; readonly by: 1 | -1 };
	/** The characters around a run of `*`, `_` or `~`. */
	readonly marks?: Neighbours;
}

interface Neighbours {
	readonly before: string;
	readonly behind: string;
}

interface MarkRun {
	/** Equal marks in a row, such as `**`. Becomes shorter when some of them are found to begin or end a style. */
	text: string;
	readonly mark: string;
	readonly length: number;
	readonly canOpen: boolean;
	readonly canClose: boolean;
}

/** The tokens after `from` and before `to` have a style. */
interface Emphasis {
	readonly from: number;
	readonly to: number;
	readonly style: Style;
}

function matchEmphasis(tokens: readonly InlineToken[]): InlineToken[] {
	const runs = tokens.map(toRun);
	const matches: Emphasis[] = [];
	/** Ascending indexes in `runs`. The marks at these indexes may begin a style. */
	const open: number[] = [];
	/** Keyed by kind of closing mark: index in `runs` up to which no opening mark matches it (CommonMark: `openers_bottom`). */
	const noOpener = new Map<string, number>();
	for (const [index, closer] of runs.entries()) {
		if (closer === undefined) continue;
		while (closer.canClose && closer.text !== '') {
			const kind = `${closer.mark}${closer.canOpen}${closer.length % 3}`;
			const at = findOpener(closer, runs, open, noOpener.get(kind) ?? -1);
			const from = open[at];
			const opener = from === undefined ? undefined : runs[from];
			if (from === undefined || opener === undefined) {
				noOpener.set(kind, index - 1);
				break;
			}
			const width = Math.min(2, opener.text.length, closer.text.length);
			opener.text = opener.text.slice(width);
			closer.text = closer.text.slice(width);
			matches.push({ from, to: index, style: chooseStyle(closer.mark, width) });
			// Marks between opener and closer can't match marks outside.
			open.length = opener.text === '' ? at : at + 1;
		}
		if (closer.canOpen && closer.text !== '') open.push(index);
	}
	matches.push(...pairLeftMarks(tokens, runs), ...pairTags(tokens));
	return applyStyles(tokens, runs, matches);
}

function pairTags(tokens: readonly InlineToken[]): Emphasis[] {
	const open = new Map<Style, number>();
	const pairs: Emphasis[] = [];
	for (const [index, { tag }] of tokens.entries()) {
		if (tag === undefined) continue;
		const { style, by } = tag;
		const from = open.get(style);
		if (by === 1) open.set(style, from ?? index);
		else if (from !== undefined) {
			pairs.push({ from, to: index, style });
			open.delete(style);
		}
	}
	return pairs;
}

/**
 * Pairs the remaining double marks. Models write bold where CommonMark sees none: `**Hours:**9h`, `**「重要」**な`, `**Hi ** all`.
 * Marks without a partner are removed, since a customer would see them as stray characters.
 */
function pairLeftMarks(
	tokens: readonly InlineToken[],
	runs: ReadonlyArray<MarkRun | undefined>,
): Emphasis[] {
	const emphases: Emphasis[] = [];
	let from: number | undefined;
	for (const [index, run] of runs.entries()) {
		const marks = tokens[index]?.marks;
		if (run === undefined || marks === undefined || run.text === '') continue;
		// Removes the rest of a pair whose marks have different lengths, as in `**bold*`.
		if (run.text.length < run.length && run.mark !== '~') run.text = '';
		if (run.text.length < 2 || run.mark === '~' || isMask(run.text, marks)) continue;
		const opener = from === undefined ? undefined : runs[from];
		const isCloser = opener?.mark === run.mark;
		if (isInCode(run.mark, marks) || (!isCloser && isOperator(tokens, index, marks))) continue;
		if (from !== undefined && opener !== undefined && isCloser) {
			emphases.push({ from, to: index, style: 'bold' });
			from = undefined;
		} else from = index;
		run.text = '';
	}
	return emphases;
}

/** Tells whether the marks hide digits, as in `****1234`. False between letters: `**one****two**` has two bold words. */
const isMask = (marks: string, { before, behind }: Neighbours): boolean =>
	marks.length > 3 && (!/\p{L}/u.test(before) || !/\p{L}/u.test(behind));

const WORD_OF_CODE = /[A-Za-z\d_]/;

/** Tells whether double marks in a word belong to the text: `2**3`, `my__name`. */
function isInCode(mark: string, { before, behind }: Neighbours): boolean {
	const isInside = WORD_OF_CODE.test(before) && WORD_OF_CODE.test(behind);
	return isInside && (mark === '_' || /\d/.test(before + behind));
}

const OPERAND_BEFORE = /(?:^|[\s(])(?:[\d.,]+|\p{L}|.*\))\s*$/u;
const OPERAND_BEHIND = /^\s*(?:[\d(]|\p{L}(?:[\s).,;]|$))/u;

const LONGEST_OPERAND = 20;

/** Tells whether marks with spaces around them are an operator, as in `2 ** 3`. False for emphasis, as in `** Hi **`. */
const isOperator = (
	tokens: readonly InlineToken[],
	index: number,
	{ before, behind }: Neighbours,
): boolean =>
	isSpace(before) &&
	isSpace(behind) &&
	OPERAND_BEFORE.test(tokens[index - 1]?.text.slice(-LONGEST_OPERAND) ?? '') &&
	OPERAND_BEHIND.test(tokens[index + 1]?.text.slice(0, LONGEST_OPERAND) ?? '');

/** @returns the opener's index in `open`, or -1 */
function findOpener(
	closer: MarkRun,
	runs: ReadonlyArray<MarkRun | undefined>,
	open: readonly number[],
	last: number,
): number {
	for (let at = open.length - 1; at >= 0; at--) {
		const index = open[at] ?? -1;
		if (index <= last) return -1;
		const opener = runs[index];
		if (opener !== undefined && fits(opener, closer)) return at;
	}
	return -1;
}

function fits(opener: MarkRun, closer: MarkRun): boolean {
	if (opener.mark !== closer.mark) return false;
	if (opener.mark === '~') return opener.length === 2 && closer.length === 2;
	const isEither = opener.canClose || closer.canOpen;
	const areThirds = opener.length % 3 === 0 && closer.length % 3 === 0;
	return !isEither || areThirds || (opener.length + closer.length) % 3 !== 0;
}

function chooseStyle(mark: string, width: number): Style {
	if (mark === '~') return 'strike';
	return width === 2 ? 'bold' : 'italic';
}

function applyStyles(
	tokens: readonly InlineToken[],
	runs: ReadonlyArray<MarkRun | undefined>,
	emphases: readonly Emphasis[],
): InlineToken[] {
	const depths = new Map<Style, number>();
	const changes = tokens.map((): Array<[style: Style, by: number]> => []);
	for (const { from, to, style } of emphases) {
		changes[from + 1]?.push([style, 1]);
		changes[to]?.push([style, -1]);
	}
	return tokens.map(({ text, styles, isAddress }, index) => {
		for (const [style, by] of changes[index] ?? []) {
			depths.set(style, (depths.get(style) ?? 0) + by);
		}
		const around = [...depths].flatMap(([style, depth]) => (depth > 0 ? style : []));
		return {
			text: runs[index]?.text ?? text,
			styles: new Set([...styles, ...around]),
			isAddress,
		};
	});
}

const isSpace = (character: string) => /\s/u.test(character);
const isPunctuation = (character: string) => /[\p{P}\p{S}]/u.test(character);
const isBorder = (character: string) => isSpace(character) || isPunctuation(character);

/** Tells whether a mark between two characters can style the text at the first character (CommonMark: flanking). */
const leansOn = (beside: string, other: string) =>
	!isSpace(beside) && (!isPunctuation(beside) || isBorder(other));

const WITHOUT_BLANKS =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function isInWord(text: string, { before, behind }: Neighbours): boolean {
	if (isBorder(before) || isBorder(behind)) return false;
	if (text.startsWith('_')) return true;
	if (!text.startsWith('*')) return false;
	// A single `*` in a word is text, as in 2*3*4. Languages without spaces between words, such as Chinese, are an exception.
	const isSingle = text.length === 1 && !WITHOUT_BLANKS.test(before + behind);
	return isSingle || /^\p{N}{2}$/u.test(before + behind);
}

function toRun({ text, marks }: InlineToken): MarkRun | undefined {
	if (marks === undefined) return undefined;
	const { before, behind } = marks;
	const [mark = ''] = text;
	const opens = leansOn(behind, before);
	const closes = leansOn(before, behind);
	const isText = isInWord(text, marks);
	return {
		text,
		mark,
		length: text.length,
		canOpen: opens && !isText && (mark !== '_' || !closes || isPunctuation(before)),
		canClose: closes && !isText && (mark !== '_' || !opens || isPunctuation(behind)),
	};
}
