// A long WhatsApp text as several messages. Nothing is lost but the white space between them.

/** A piece of the text, and what was behind it. */
interface Piece {
	readonly text: string;
	readonly gap: string;
}

/** Where a text may be cut, the best place first. */
const CUTS = ['blankLine', 'line', 'sentence', 'word'] as const;

type Cut = (typeof CUTS)[number];

const PLACES: Record<Cut, RegExp> = {
	blankLine: /\n(?:[^\S\n]*\n)+/g,
	line: /\n/g,
	// Chinese and Japanese sentences have no space behind them.
	sentence: /\s+|(?<=[。！？])(?![\s。！？」』”’）])/g,
	word: /\s+|(?<=[，、；：])(?!\s)/g,
};

/** One message for each paragraph. A code block stays whole. */
export const splitByParagraph = (text: string): string[] =>
	cutAt(text, 'blankLine').flatMap((piece) => shownPart(piece.text));

/**
 * Messages of at most `most` characters, cut at the best places: between paragraphs, then lines, then sentences, then
 * words. Only a word or a link that is longer itself is more.
 */
export const splitByLength = (text: string, most: number): string[] =>
	cutToFit({ text, gap: '' }, most, CUTS).flatMap((piece) => shownPart(piece.text));

/** The first line keeps its indentation, by which it belongs to a list. */
function shownPart(text: string): string[] {
	const shown = text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
	return shown === '' ? [] : [shown];
}

/** Cut no further than necessary, and joined again as far as it fits. */
function cutToFit(piece: Piece, most: number, cuts: readonly Cut[], whole = TOGETHER): Piece[] {
	const joined: Piece[] = [];
	for (const next of shortPieces(piece, most, cuts, whole)) {
		const last = joined.at(-1);
		const text = last === undefined ? next.text : last.text + last.gap + next.text;
		if (last !== undefined && text.length <= most) joined.pop();
		joined.push(text.length <= most ? { text, gap: next.gap } : next);
	}
	return joined;
}

function shortPieces(
	piece: Piece,
	most: number,
	[cut, ...finer]: readonly Cut[],
	whole: RegExp,
): Piece[] {
	if (piece.text.length <= most) return [piece];
	if (cut === undefined) return takeApart(piece, most, whole);
	const found = cutAt(piece.text, cut, whole);
	return found.flatMap(({ text, gap }, index) => {
		const isLast = index === found.length - 1;
		return shortPieces({ text, gap: isLast ? piece.gap : gap }, most, finer, whole);
	});
}

/** Code, and marked words of a line, which are not cut while there is another way. */
const TOGETHER = new RegExp(
	[
		'https?://\\S+',
		'```[^]*?```',
		'`[^`\\n]+`',
		...['\\*', '_', '~'].map(
			(mark) => `(?<![\\p{L}\\p{N}])${mark}(?=\\S)[^${mark}\\n]*(?<=\\S)${mark}(?![\\p{L}\\p{N}])`,
		),
	].join('|'),
	'gu',
);

/** Not an abbreviation, nor the number of a list. */
const SENTENCE_END = /(?:[!?…。！？]|(?:[\p{L}\p{N}]{3}|[^\p{L}\p{N}\s])\.)["'”’»)\]*_~`]*$/u;

/** So much of the text before a place is looked at. */
const LOOK_BACK = 20;

/** @param whole finds what is not cut */
function cutAt(text: string, cut: Cut, whole = TOGETHER): Piece[] {
	const kept = [...text.matchAll(whole)];
	const found: Piece[] = [];
	let start = 0;
	let passed = 0;
	for (const { 0: gap, index } of text.matchAll(PLACES[cut])) {
		while (endOfMatch(kept[passed]) <= index) passed += 1;
		const isInside = (kept[passed]?.index ?? Infinity) < index;
		const before = text.slice(Math.max(start, index - LOOK_BACK), index);
		if (isInside || (cut === 'sentence' && !SENTENCE_END.test(before))) continue;
		found.push({ text: text.slice(start, index), gap });
		start = index + gap.length;
	}
	return [...found, { text: text.slice(start), gap: '' }];
}

const endOfMatch = (found: RegExpExecArray | undefined) =>
	found === undefined ? Infinity : found.index + found[0].length;

/** Cuts what belongs together but is too long. A word stays as it is. */
function takeApart({ text, gap }: Piece, most: number, whole: RegExp): Piece[] {
	const found: Piece[] = [];
	let start = 0;
	for (const kept of text.matchAll(whole)) {
		if (!/\s/.test(kept[0])) continue;
		found.push(...markedParts(text.slice(start, kept.index), kept[0], most));
		start = endOfMatch(kept);
	}
	return [...found, { text: text.slice(start), gap }];
}

/** Each part of it gets its marks. @param before what stands right before it */
function markedParts(before: string, kept: string, most: number): Piece[] {
	const { mark, inner, cuts, whole } = unwrapped(kept);
	const room = Math.max(most - before.length - 2 * mark.length, Math.ceil(most / 2));
	const parts = cutToFit({ text: inner, gap: '' }, room, cuts, whole);
	return parts.map(({ text, gap }, index) => ({
		text: (index === 0 ? before : '') + mark + text.trimEnd() + [...mark].reverse().join(''),
		gap: index === parts.length - 1 ? '' : gap,
	}));
}

const CODE_BLOCK = /^```\n?([^]*?)\n?```$/;
const NOTHING = /(?!)/g;

/** What is between the marks, and how to cut it. */
function unwrapped(whole: string): {
	readonly mark: string;
	readonly inner: string;
	readonly cuts: readonly Cut[];
	readonly whole: RegExp;
} {
	const [, code] = CODE_BLOCK.exec(whole) ?? [];
	if (code !== undefined) {
		return { mark: '```\n', inner: code, cuts: ['line', 'word'], whole: NOTHING };
	}
	const mark = whole.charAt(0);
	const isCode = mark === '`';
	return {
		mark,
		inner: whole.slice(1, -1),
		cuts: isCode ? ['word'] : ['sentence', 'word'],
		whole: isCode ? NOTHING : TOGETHER,
	};
}
