// Reads the source of JavaScript expressions as far as the converter needs it: where strings, brackets and comments
// start and end.

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** After one of these characters, a slash starts a regular expression instead of a division. */
const BEFORE_REGEX = '=(,:[!&|?{};+';

/** Limit for nested brackets, since each level takes time. Real expressions stay far below it. */
const MOST_LEVELS = 50;

/** Returns the index after the string, comment, pair of brackets or single character at `start`. */
export const skip = (source: string, start: number): number => measured(source, start).end;

export function isDeep(source: string): boolean {
	for (let index = 0; index < source.length; ) {
		const { end, levels } = measured(source, index);
		if (levels > MOST_LEVELS) return true;
		index = end;
	}
	return false;
}

function measured(source: string, start: number): { end: number; levels: number } {
	// The closing characters of all open brackets and template strings. It's an explicit stack, because deep nesting would overflow
	// the call stack.
	const open: string[] = [];
	let index = start;
	let levels = 0;
	do {
		levels = Math.max(levels, open.length);
		const character = source[index];
		const closing = open.at(-1);
		if (character === closing) {
			open.pop();
			index += 1;
		} else if (closing === '`') {
			if (source.startsWith('${', index)) open.push('}');
			index += character === '\\' || source.startsWith('${', index) ? 2 : 1;
		} else if (character === '`' || character in CLOSING) {
			open.push(CLOSING[character] ?? '`');
			index += 1;
		} else index = afterWord(source, index);
	} while (open.length > 0 && index < source.length);
	return { end: open.length > 0 ? source.length + 1 : index, levels };
}

function afterWord(source: string, start: number): number {
	const first = source[start];
	if (first === '"' || first === "'") return afterQuote(source, start, first);
	if (first !== '/') return start + 1;
	if (source[start + 1] === '/') return indexOr(source.indexOf('\n', start), source.length);
	if (source[start + 1] === '*') return indexOr(source.indexOf('*/', start), source.length) + 2;
	return isRegex(source, start) ? afterRegex(source, start) : start + 1;
}

function isRegex(source: string, slash: number): boolean {
	let before = slash - 1;
	while (before >= 0 && /\s/.test(source[before])) before -= 1;
	if (before < 0 || BEFORE_REGEX.includes(source[before])) return true;
	return /\breturn$/.test(source.slice(Math.max(0, before - 7), before + 1));
}

const indexOr = (index: number, otherwise: number) => (index < 0 ? otherwise : index);

function afterQuote(source: string, start: number, quote: string): number {
	let index = start + 1;
	while (index < source.length && source[index] !== quote) index += source[index] === '\\' ? 2 : 1;
	return index + 1;
}

function afterRegex(source: string, start: number): number {
	let inClass = false;
	let index = start + 1;
	while (index < source.length && (inClass || source[index] !== '/')) {
		if (source[index] === '[') inClass = true;
		if (source[index] === ']') inClass = false;
		index += source[index] === '\\' ? 2 : 1;
	}
	return index + 1;
}

/** Splits the source at separators that aren't within strings or brackets. */
export function splitAt(source: string, separator: string): string[] {
	const parts: string[] = [];
	let from = 0;
	for (let index = 0; index < source.length; ) {
		if (source[index] === separator) {
			parts.push(source.slice(from, index));
			index += 1;
			from = index;
		} else index = skip(source, index);
	}
	return [...parts, source.slice(from)];
}

/** Removes spaces and comments around the source, a semicolon at its end, and parentheses around the whole. */
export function bare(source: string): string {
	let text = source
		.trim()
		.replace(/^(?:\/\*[^]*?\*\/|\/\/[^\n]*\n)\s*/, '')
		.replace(/;\s*$/, '')
		.trim();
	for (let level = 0; level < MOST_LEVELS; level++) {
		if (!text.startsWith('(') || skip(text, 0) !== text.length) return text;
		text = text.slice(1, -1).trim();
	}
	return text;
}
