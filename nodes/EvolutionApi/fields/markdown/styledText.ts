// Text with styles, written with WhatsApp's marks.

/** Styles that WhatsApp can show, apart from code. */
export type Style = 'bold' | 'italic' | 'strike';

/** A stretch of text that looks the same throughout. */
export interface StyledText {
	readonly text: string;
	readonly styles: ReadonlySet<Style>;
}

const MARKS: Record<Style, string> = { bold: '*', italic: '_', strike: '~' };

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

const markAtWord = (mark: string) =>
	new RegExp(`(?<![\\p{L}\\p{N}])${mark}|${mark}(?![\\p{L}\\p{N}])`, 'u');

/** The mark as a character of the text, where WhatsApp would take it for the end. */
const MARK_IN_TEXT: Record<Style, RegExp> = {
	bold: markAtWord('\\*'),
	italic: markAtWord('_'),
	strike: markAtWord('~'),
};

/**
 * Text with WhatsApp's marks. WhatsApp reads marks only around whole words of one line; where that is not possible the
 * text comes without them, so that no stray marks are shown.
 */
export const withMarks = (stretches: readonly StyledText[]): string =>
	splitLines(stretches)
		.map((line) => markLine(line, new Set(), ['', '']).trimEnd())
		.join('\n');

function splitLines(stretches: readonly StyledText[]): StyledText[][] {
	const lines: StyledText[][] = [[]];
	for (const { text, styles } of stretches) {
		for (const [index, part] of text.split('\n').entries()) {
			if (index > 0) lines.push([]);
			if (part !== '') lines.at(-1)?.push({ text: part, styles });
		}
	}
	return lines;
}

/**
 * @param shown the styles that are marked around it already
 * @param around the characters before and behind it
 */
function markLine(
	line: readonly StyledText[],
	shown: ReadonlySet<Style>,
	[before, behind]: readonly [string, string],
): string {
	let marked = '';
	for (let start = 0; start < line.length; ) {
		const [style, end] = longestStyle(line, start, shown);
		const inner = line.slice(start, end);
		const around = [
			line[start - 1]?.text.slice(-1) ?? before,
			line[end]?.text.slice(0, 1) ?? behind,
		] as const;
		if (style === undefined) marked += inner.map(({ text }) => text).join('');
		else marked += wrapped(style, markLine(inner, new Set([...shown, style]), around), around);
		start = end;
	}
	return marked;
}

/** The style that begins here and lasts longest, and where it ends; if there is none, the end of what has none. */
function longestStyle(
	line: readonly StyledText[],
	start: number,
	shown: ReadonlySet<Style>,
): [style: Style | undefined, end: number] {
	let longest: [style: Style | undefined, end: number] = [undefined, start + 1];
	for (const style of line[start]?.styles ?? []) {
		if (shown.has(style)) continue;
		let end = start + 1;
		while (line[end]?.styles.has(style) === true) end += 1;
		if (longest[0] === undefined || end > longest[1]) longest = [style, end];
	}
	return longest;
}

function wrapped(style: Style, text: string, around: readonly [string, string]): string {
	const [, indent = '', words = '', rest = ''] = /^(\s*)(.*?)(\s*)$/.exec(text) ?? [];
	const isInWord =
		(indent === '' && WORD_CHARACTER.test(around[0])) ||
		(rest === '' && WORD_CHARACTER.test(around[1]));
	const isMarkable = words !== '' && !isInWord && !MARK_IN_TEXT[style].test(words);
	const mark = isMarkable ? MARKS[style] : '';
	return indent + mark + words + mark + rest;
}
