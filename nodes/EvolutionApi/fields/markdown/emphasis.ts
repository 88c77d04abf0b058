import type { Style } from './styledText';

// How CommonMark finds emphasis: a run of marks may open it, close it, or both, depending on what is around it.

export interface InlineToken {
	readonly text: string;
	readonly styles: ReadonlySet<Style>;
	/** It is a run of `*`, `_` or `~`, between these characters. */
	readonly marks?: { readonly before: string; readonly behind: string };
}

interface Run {
	/** What is left of it. */
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

/** Gives the tokens between matching marks their styles, and removes those marks. Others are text. */
export function matchEmphasis(tokens: readonly InlineToken[]): InlineToken[] {
	const runs = tokens.map(runOf);
	const found: Emphasis[] = [];
	/** Of the runs that may still be closed, the last one at the end. */
	const open: number[] = [];
	/** By kind of closer: there is no opener for it up to this run. */
	const noOpener = new Map<string, number>();
	for (const [index, closer] of runs.entries()) {
		if (closer === undefined) continue;
		while (closer.canClose && closer.text !== '') {
			const kind = `${closer.mark}${closer.canOpen}${closer.length % 3}`;
			const at = openerOf(closer, runs, open, noOpener.get(kind) ?? -1);
			const from = open[at];
			const opener = from === undefined ? undefined : runs[from];
			if (from === undefined || opener === undefined) {
				noOpener.set(kind, index - 1);
				break;
			}
			const used = Math.min(2, opener.text.length, closer.text.length);
			opener.text = opener.text.slice(used);
			closer.text = closer.text.slice(used);
			found.push({ from, to: index, style: styleOf(closer.mark, used) });
			// What is between them cannot match anything outside.
			open.length = opener.text === '' ? at : at + 1;
		}
		if (closer.canOpen && closer.text !== '') open.push(index);
	}
	return styled(tokens, runs, found);
}

/** @returns its place in `open`, or -1 */
function openerOf(
	closer: Run,
	runs: ReadonlyArray<Run | undefined>,
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

function fits(opener: Run, closer: Run): boolean {
	if (opener.mark !== closer.mark) return false;
	if (opener.mark === '~') return opener.length === 2 && closer.length === 2;
	const isEither = opener.canClose || closer.canOpen;
	const areThirds = opener.length % 3 === 0 && closer.length % 3 === 0;
	return !isEither || areThirds || (opener.length + closer.length) % 3 !== 0;
}

function styleOf(mark: string, used: number): Style {
	if (mark === '~') return 'strike';
	return used === 2 ? 'bold' : 'italic';
}

function styled(
	tokens: readonly InlineToken[],
	runs: ReadonlyArray<Run | undefined>,
	found: readonly Emphasis[],
): InlineToken[] {
	const depths = new Map<Style, number>();
	const changes = tokens.map((): Array<[style: Style, by: number]> => []);
	for (const { from, to, style } of found) {
		changes[from + 1]?.push([style, 1]);
		changes[to]?.push([style, -1]);
	}
	return tokens.map(({ text, styles }, index) => {
		for (const [style, by] of changes[index] ?? []) {
			depths.set(style, (depths.get(style) ?? 0) + by);
		}
		const around = [...depths].flatMap(([style, depth]) => (depth > 0 ? style : []));
		return { text: runs[index]?.text ?? text, styles: new Set([...styles, ...around]) };
	});
}

const isSpace = (character: string) => /\s/u.test(character);
const isPunctuation = (character: string) => /[\p{P}\p{S}]/u.test(character);
const isDigit = (character: string) => /\p{N}/u.test(character);
const isBorder = (character: string) => isSpace(character) || isPunctuation(character);

/** Whether the marks can belong to the word beside them, by what is on the other side. */
const leansOn = (beside: string, other: string) =>
	!isSpace(beside) && (!isPunctuation(beside) || isBorder(other));

/** Within a word, marks may be what the text says. */
function isInWord(text: string, { before, behind }: NonNullable<InlineToken['marks']>): boolean {
	if (isBorder(before) || isBorder(behind)) return false;
	if (text.startsWith('_')) return true;
	// People and models write 2*3*4 and mean it.
	return text.startsWith('*') && (text.length === 1 || (isDigit(before) && isDigit(behind)));
}

function runOf({ text, marks }: InlineToken): Run | undefined {
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
