export type Style = 'bold' | 'italic' | 'strike';

export interface StyledText {
	readonly text: string;
	readonly styles: ReadonlySet<Style>;
}

const MARKS: Record<Style, string> = { bold: '*', italic: '_', strike: '~' };

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

const markAtWord = (mark: string) =>
	new RegExp(`(?<![\\p{L}\\p{N}])${mark}|${mark}(?![\\p{L}\\p{N}])`, 'u');

/** Matches a mark inside a styled text. WhatsApp would read it as the end of the style. */
const MARK_IN_TEXT: Record<Style, RegExp> = {
	bold: markAtWord('\\*'),
	italic: markAtWord('_'),
	strike: markAtWord('~'),
};

/**
 * WhatsApp only reads marks around whole words within one line. Elsewhere, no marks are added, because they would show as plain
 * characters.
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

/** @param outer styles of the surrounding marks @param around the characters before and after the line */
function markLine(
	line: readonly StyledText[],
	outer: ReadonlySet<Style>,
	[before, behind]: readonly [string, string],
): string {
	let result = '';
	for (let start = 0; start < line.length; ) {
		const [style, end] = longestStyle(line, start, outer);
		const inner = line.slice(start, end);
		const around = [
			line[start - 1]?.text.slice(-1) ?? before,
			line[end]?.text.slice(0, 1) ?? behind,
		] as const;
		if (style === undefined) result += inner.map(({ text }) => text).join('');
		else result += addMark(style, markLine(inner, new Set([...outer, style]), around), around);
		start = end;
	}
	return result;
}

/** Returns the style that lasts longest from `start`, and the index after its end. Plain text has no style. */
function longestStyle(
	line: readonly StyledText[],
	start: number,
	outer: ReadonlySet<Style>,
): [style: Style | undefined, end: number] {
	let longest: [style: Style | undefined, end: number] = [undefined, start + 1];
	for (const style of line[start]?.styles ?? []) {
		if (outer.has(style)) continue;
		let end = start + 1;
		while (line[end]?.styles.has(style) === true) end += 1;
		if (longest[0] === undefined || end > longest[1]) longest = [style, end];
	}
	return longest;
}

function addMark(style: Style, text: string, around: readonly [string, string]): string {
	const [, indent = '', words = '', rest = ''] = /^(\s*)(.*?)(\s*)$/.exec(text) ?? [];
	const isInWord =
		(indent === '' && WORD_CHARACTER.test(around[0])) ||
		(rest === '' && WORD_CHARACTER.test(around[1]));
	const isMarkable = words !== '' && !isInWord && !MARK_IN_TEXT[style].test(words);
	const mark = isMarkable ? MARKS[style] : '';
	return indent + mark + words + mark + rest;
}
