import { htmlAsMarkdown } from './html';
import { parseInline } from './inlineMarkdown';
import { partsWithPictures, withoutMarksOfOurs, type TextPart } from './pictures';
import { withMarks, type Style } from './styledText';

// Markdown (CommonMark, with GitHub's tables and strikethrough) as a WhatsApp text. WhatsApp shows bold, italic, struck and
// code text, lists and quotes. Everything else becomes lines that read well without marks.

interface Block {
	/** WhatsApp's text of the block; `''` for a blank line or a rule. */
	readonly text: string;
	/** Index of the first line after the block. */
	readonly end: number;
	readonly isHeading?: boolean;
}

type Lines = readonly string[];

export const toWhatsappParts = (markdown: string): TextPart[] =>
	partsWithPictures(convertText(markdown));

function convertText(markdown: string): string {
	const inLines = htmlAsMarkdown(withoutMarksOfOurs(markdown).replace(/\r\n?/g, '\n'));
	return convert(inLines.split('\n'), 0);
}

/** Gaps (blank lines) stay, except in lists and after headings, since a heading belongs to the next block. */
function convert(lines: Lines, depth: number, isInList = false): string {
	let text = '';
	let last: Block | undefined;
	let isGap = false;
	for (let place = 0; place < lines.length; ) {
		const block = readBlock(lines, place, depth);
		place = block.end;
		if (block.text === '') {
			isGap = true;
			continue;
		}
		if (last !== undefined) text += isGap && last.isHeading !== true && !isInList ? '\n\n' : '\n';
		text += block.text;
		last = block;
		isGap = false;
	}
	return text;
}

const DEEPEST = 20;

function readBlock(lines: Lines, start: number, depth: number): Block {
	const readers = depth < DEEPEST ? READERS : [readGap];
	for (const read of readers) {
		const block = read(lines, start, depth);
		if (block !== undefined) return block;
	}
	return readParagraph(lines, start);
}

const isBlank = (line: string) => line.trim() === '';
const inlineText = (markdown: string, styles?: readonly Style[]) =>
	withMarks(parseInline(markdown, styles));

function findEnd(lines: Lines, start: number, isEnd: (line: string) => boolean): number {
	let end = start;
	while (end < lines.length && !isEnd(lines[end] ?? '')) end += 1;
	return end;
}

const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;

function readGap(lines: Lines, start: number): Block | undefined {
	const line = lines[start] ?? '';
	return isBlank(line) || RULE.test(line) ? { text: '', end: start + 1 } : undefined;
}

const FENCE = /^( {0,3})(`{3,}|~{3,})([^`]*)$/;

function readCode(lines: Lines, start: number, depth: number): Block | undefined {
	const [, indent = '', fence, language = ''] = FENCE.exec(lines[start] ?? '') ?? [];
	if (fence === undefined) return undefined;
	const end = findEnd(lines, start + 1, (line) => {
		const marks = line.trim();
		return marks.length >= fence.length && marks === fence.charAt(0).repeat(marks.length);
	});
	const code = lines
		.slice(start + 1, end)
		.map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))));
	// Models may put a whole answer into a code block with the language `markdown`.
	if (/^(?:markdown|md)$/i.test(language.trim())) {
		return { text: convert(code, depth + 1), end: end + 1 };
	}
	const text = code.every(isBlank) ? '' : ['```', ...code, '```'].join('\n');
	return { text, end: end + 1 };
}

const HEADING = /^ {0,3}#{1,6}(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/;

function readHeading(lines: Lines, start: number): Block | undefined {
	const match = HEADING.exec(lines[start] ?? '');
	if (match === null) return undefined;
	return { text: inlineText(match[1] ?? '', ['bold']), end: start + 1, isHeading: true };
}

const QUOTE = /^ {0,3}> ?/;

/** An inner quote becomes part of the outer one, because WhatsApp can't nest quotes. */
function readQuote(lines: Lines, start: number, depth: number): Block | undefined {
	const end = findEnd(lines, start, (line) => !QUOTE.test(line));
	if (end === start) return undefined;
	const inner = lines.slice(start, end).map((line) => line.replace(QUOTE, ''));
	const quoteLines = convert(inner, depth + 1)
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => (line.startsWith('> ') ? line : `> ${line}`));
	return { text: quoteLines.join('\n'), end };
}

const ROW = /^[ \t]*\|?(.*?)\|?[ \t]*$/;
const DIVIDER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

const splitCells = (line: string) =>
	(ROW.exec(line)?.[1] ?? '').split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|'));

function readTable(lines: Lines, start: number): Block | undefined {
	const head = lines[start] ?? '';
	const divider = lines[start + 1] ?? '';
	const isTable = head.includes('|') && DIVIDER.test(divider);
	if (!isTable || splitCells(head).length !== splitCells(divider).length) return undefined;
	const end = findEnd(lines, start + 2, (line) => isBlank(line) || startsBlock(line));
	const rows = [head, ...lines.slice(start + 2, end)].map((row, index) =>
		splitCells(row)
			.map((cell) => inlineText(cell, index === 0 ? ['bold'] : []).replace(/\n/g, ' '))
			.join(' | ')
			.trimEnd(),
	);
	return { text: rows.join('\n'), end };
}

const LIST_ITEM = /^( {0,3})(?:([-*+])|(\d{1,9})([.)]))(?:([ \t]+)(?=\S)|[ \t]*$)/;

function readList(lines: Lines, start: number, depth: number): Block | undefined {
	const [, , bullet, number, closing] = LIST_ITEM.exec(lines[start] ?? '') ?? [];
	if (bullet === undefined && number === undefined) return undefined;
	const items: string[] = [];
	let end = start;
	for (;;) {
		const item = readItem(lines, end, { bullet, closing });
		if (item === undefined) break;
		const marker = bullet === undefined ? `${Number(number) + items.length}.` : '-';
		items.push(`${marker} ${indentLines(convert(item.inner, depth + 1, true))}`.trimEnd());
		end = item.end;
	}
	while (isBlank(lines[end - 1] ?? '')) end -= 1;
	return { text: items.join('\n'), end };
}

function readItem(
	lines: Lines,
	start: number,
	list: { readonly bullet?: string; readonly closing?: string },
): { readonly inner: string[]; readonly end: number } | undefined {
	const line = lines[start] ?? '';
	const [marker = '', indent = '', bullet, , closing] = LIST_ITEM.exec(line) ?? [];
	const isSame = marker !== '' && bullet === list.bullet && closing === list.closing;
	if (!isSame || RULE.test(line)) return undefined;
	// Models indent a list item's content by as little as two spaces.
	const deepest = Math.max(marker.length, indent.length + 2);
	const inside = new RegExp(`^(?: {${indent.length + 2},${deepest}}|\\t)`);
	const hasText = !isBlank(line.slice(marker.length));
	const end = findItemEnd(lines, start, inside, hasText);
	const others = lines.slice(start + 1, end);
	const inner = [line.slice(marker.length), ...others.map((other) => other.replace(inside, ''))];
	return { inner, end };
}

/** A line right below the item's text belongs to the item, even unindented. */
function findItemEnd(lines: Lines, start: number, inside: RegExp, hasText: boolean): number {
	let end = start + 1;
	for (; end < lines.length; end++) {
		const line = lines[end] ?? '';
		const isText = !startsBlock(line) && !UNDERLINE.test(line);
		const isBelowText = end === start + 1 ? hasText : !isBlank(lines[end - 1] ?? '');
		const isContinued = isText && isBelowText;
		if (!isBlank(line) && !inside.test(line) && !isContinued) break;
	}
	return end;
}

const indentLines = (text: string) => text.replace(/\n(?=[^\n])/g, '\n  ');

const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;

function readParagraph(lines: Lines, start: number): Block {
	const end = findEnd(
		lines,
		start + 1,
		(line) => isBlank(line) || UNDERLINE.test(line) || interruptsParagraph(line),
	);
	const isHeading = UNDERLINE.test(lines[end] ?? '');
	const text = lines.slice(start, end).map((line) => line.trimStart());
	const paragraph = inlineText(text.join('\n'), isHeading ? ['bold'] : []);
	return { text: paragraph, end: isHeading ? end + 1 : end, isHeading };
}

const startsBlock = (line: string) =>
	[RULE, FENCE, HEADING, QUOTE, LIST_ITEM].some((form) => form.test(line));

/** Tells whether a line ends the paragraph above it. A list item must have text, and begin with a bullet or the number 1. */
function interruptsParagraph(line: string): boolean {
	const item = LIST_ITEM.exec(line);
	if (item === null || RULE.test(line)) return startsBlock(line);
	return item[5] !== undefined && (item[3] ?? '1') === '1';
}

const READERS: ReadonlyArray<(lines: Lines, start: number, depth: number) => Block | undefined> = [
	readGap,
	readCode,
	readHeading,
	readQuote,
	readTable,
	readList,
];
