// CommonMark ends emphasis with its paragraph: of `*Attention`, a blank line and `closed tomorrow*`, a customer would read
// both stars. People and models mean all of it.

/** Blank lines, and what stands before the first word of a line: lists and quotes. */
const GAP = /(\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-+•>]|\d{1,3}[.)])[^\S\n]))/;
const PREFIX = /^(?:[^\S\n]*(?:[-+•>]|#{1,6}|\d{1,3}[.)])[^\S\n]+)?/;

const OPENER = /^(\*{1,3}|_{1,3}|~~)(?=[^\s*_~])/;

const CLOSER = /^(\*{1,3}|_{1,3}|~~)[\s.,:;!?)]*$/;
const LONGEST_CLOSER = 20;

/** So many paragraphs may belong to one mark. */
const MOST_UNITS = 12;

/** Gives each paragraph between two marks both of them. Code stays as it is. */
export function closeMarksOfParagraphs(markdown: string): string {
	if (!/[*_~]/.test(markdown) || /```|~~~/.test(markdown)) return markdown;
	// Every second one is a gap.
	const parts = markdown.split(GAP);
	for (let place = 0; place < parts.length; place += 2) {
		const { mark, end } = findMarked(parts, place) ?? {};
		if (mark === undefined || end === undefined) continue;
		for (let at = place; at <= end; at += 2) {
			parts[at] = wrapped(parts[at] ?? '', mark, at === place, at === end);
		}
		place = end;
	}
	return parts.join('');
}

/** @returns the mark that opens here and is closed at the end of a later paragraph, if no other one like it is between */
function findMarked(
	parts: readonly string[],
	start: number,
): { readonly mark: string; readonly end: number } | undefined {
	const first = parts[start] ?? '';
	const content = first.slice(prefixOf(first).length);
	const [, mark] = OPENER.exec(content) ?? [];
	if (mark === undefined || content.slice(mark.length).includes(mark.charAt(0))) return undefined;
	const last = Math.min(parts.length - 1, start + 2 * MOST_UNITS);
	for (let end = start + 2; end <= last; end += 2) {
		const text = parts[end] ?? '';
		const position = text.indexOf(mark.charAt(0));
		if (position < 0) continue;
		const isClosed = CLOSER.exec(text.slice(position, position + LONGEST_CLOSER))?.[1] === mark;
		const isAtEnd = text.length - position < LONGEST_CLOSER;
		const isBehindWord = /[^\s*_~]/.test(text.charAt(position - 1));
		return isClosed && isAtEnd && isBehindWord ? { mark, end } : undefined;
	}
	return undefined;
}

const prefixOf = (text: string): string => PREFIX.exec(text)?.[0] ?? '';

function wrapped(text: string, mark: string, isFirst: boolean, isLast: boolean): string {
	const prefix = prefixOf(text);
	const content = text.slice(prefix.length);
	if (content.trim() === '') return text;
	const ended = isLast ? content : content.trimEnd() + mark;
	return prefix + (isFirst ? ended : mark + ended);
}
