import { matchEmphasis, type InlineToken } from './emphasis';
import { isPictureAddress, isPictureMark, pictureMark } from './pictures';
import { withMarks, type Style, type StyledText } from './styledText';

// A paragraph of Markdown: code, links, escapes and emphasis.

/** @param styles of the whole of it, for a heading */
export function parseInline(markdown: string, styles: readonly Style[] = []): StyledText[] {
	const base = new Set(styles);
	return matchEmphasis(tokensOf(markdown)).map((token) => ({
		text: token.text,
		styles: stylesOf(token, base),
	}));
}

/** What is around a picture is not marked across it. */
function stylesOf({ text, styles }: InlineToken, base: ReadonlySet<Style>): ReadonlySet<Style> {
	if (isPictureMark(text)) return new Set();
	return base.size === 0 ? styles : new Set([...base, ...styles]);
}

type Reader = readonly [form: RegExp, read: (found: RegExpExecArray) => readonly InlineToken[]];

const plain = (text: string): InlineToken => ({ text, styles: new Set() });

const LINK_TEXT = String.raw`\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})\]`;
// So few spaces, because each of these places is tried with each number of them.
const TARGET = String.raw`\(\s{0,9}(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\([^\s()]*\))*))`;
const TITLE = String.raw`(?:\s{1,9}(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s{0,9}\)`;

/** In order of precedence; each is tried at the place where the text before it ends. */
const READERS: readonly Reader[] = [
	[/\\([!-/:-@[-`{-~])/y, ([, character = '']) => [plain(character)]],
	[/(?<!`)(`+)(?!`)([^]*?)(?<!`)\1(?!`)/y, ([, , code = '']) => [plain(codeSpan(code))]],
	[/`+/y, ([ticks]) => [plain(ticks)]],
	[/<br\s*\/?>\s*/iy, () => [plain('\n')]],
	[/<(https?:\/\/[^\s<>]+|mailto:[^\s<>]+)>/iy, ([, target = '']) => [plain(shownTarget(target))]],
	[/<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/y, ([, address = '']) => [plain(address)]],
	[new RegExp(`!?${LINK_TEXT}${TARGET}${TITLE}`, 'y'), readLink],
	// A bare address: what looks like marks in it belongs to it, but not at its end.
	[/https?:\/\/[^\s<>]*[^\s<>*_~`.,;:!?'")\]}]/iy, ([address]) => [plain(address)]],
	[/\\?\n[ \t]*/y, () => [plain('\n')]],
	[/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/iy, readEntity],
	[/(?:\*+|_+|~+)/y, (found) => [readMarks(found)]],
];

const PLAIN_TEXT = /(?:(?!https?:\/\/)[^\\`<![*_~&\n])+|[^]/iy;

function tokensOf(markdown: string): InlineToken[] {
	const tokens: InlineToken[] = [];
	for (let place = 0; place < markdown.length; ) {
		const found = readAt(markdown, place);
		tokens.push(...found.tokens);
		place += found.length;
	}
	return tokens;
}

function readAt(
	markdown: string,
	place: number,
): { readonly tokens: readonly InlineToken[]; readonly length: number } {
	for (const [form, read] of READERS) {
		form.lastIndex = place;
		const found = form.exec(markdown);
		if (found !== null) return { tokens: read(found), length: found[0].length };
	}
	PLAIN_TEXT.lastIndex = place;
	const text = PLAIN_TEXT.exec(markdown)?.[0] ?? '';
	return { tokens: [plain(text)], length: Math.max(1, text.length) };
}

/** WhatsApp's inline code cannot hold a backtick; its code block can. */
function codeSpan(code: string): string {
	const line = code.replace(/\n/g, ' ');
	const isPadded = /^ .* $/.test(line) && line.trim() !== '';
	const shown = isPadded ? line.slice(1, -1) : line;
	const fence = shown.includes('`') ? '```' : '`';
	return fence + shown + fence;
}

/** The text, and where it leads unless that is the text itself. WhatsApp makes a link of every address. */
function readLink([whole, label = '', inBrackets, bare]: RegExpExecArray): InlineToken[] {
	const text = matchEmphasis(tokensOf(label));
	const target = shownTarget((inBrackets ?? bare ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1'));
	if (whole.startsWith('!') && isPictureAddress(target)) {
		return [plain(pictureMark(withMarks(text), target))];
	}
	const shown = text.map((token) => token.text).join('');
	if (target === '' || target.startsWith('#')) return text;
	const isSame = shown.trim() === '' || isSameAddress(shown, target);
	return isSame ? [plain(target)] : [...text, plain(` (${target})`)];
}

const shownTarget = (target: string) => target.replace(/^(?:mailto|tel):/i, '');

function isSameAddress(text: string, target: string): boolean {
	const short = (address: string) => address.replace(/^https?:\/\/|\/$/gi, '').toLowerCase();
	return short(text) === short(target);
}

const NAMED: Record<string, string> = {
	amp: '&',
	apos: "'",
	gt: '>',
	hellip: '…',
	lt: '<',
	mdash: '—',
	nbsp: '\u00a0',
	ndash: '–',
	quot: '"',
};

const LAST_CODE_POINT = 0x10ffff;

function readEntity([whole, decimal, hex, name = '']: RegExpExecArray): InlineToken[] {
	const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
	const isNumber = code > 0 && code <= LAST_CODE_POINT;
	return [plain(isNumber ? String.fromCodePoint(code) : (NAMED[name] ?? whole))];
}

function readMarks({ 0: run, index, input }: RegExpExecArray): InlineToken {
	const before = [...input.slice(Math.max(0, index - 2), index)].at(-1) ?? ' ';
	const [behind = ' '] = input.slice(index + run.length, index + run.length + 2);
	return { text: run, styles: new Set(), marks: { before, behind } };
}
