// Reads the source of JavaScript expressions as far as the converter needs it: where texts, brackets and comments
// begin and end.

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Where a regular expression can begin, and not a division. */
const BEFORE_REGEX = /(?:^|[=(,:[!&|?{};+]|\breturn)\s*$/;

/** The index after what begins at `start`: a text, a comment, a pair of brackets or one character. */
export function skip(source: string, start: number): number {
	const first = source[start];
	if (first === '"' || first === "'") return afterQuote(source, start, first);
	if (first === '`') return afterTemplate(source, start);
	if (source.startsWith('//', start)) return indexOr(source.indexOf('\n', start), source.length);
	if (source.startsWith('/*', start))
		return indexOr(source.indexOf('*/', start), source.length) + 2;
	if (first === '/' && BEFORE_REGEX.test(source.slice(0, start))) return afterRegex(source, start);
	const closing = CLOSING[first];
	if (closing === undefined) return start + 1;
	let index = start + 1;
	while (index < source.length && source[index] !== closing) index = skip(source, index);
	return index + 1;
}

const indexOr = (index: number, otherwise: number) => (index < 0 ? otherwise : index);

function afterQuote(source: string, start: number, quote: string): number {
	let index = start + 1;
	while (index < source.length && source[index] !== quote) index += source[index] === '\\' ? 2 : 1;
	return index + 1;
}

function afterTemplate(source: string, start: number): number {
	let index = start + 1;
	while (index < source.length && source[index] !== '`') {
		if (source[index] === '\\') index += 2;
		else if (source.startsWith('${', index)) index = skip(source, index + 1);
		else index += 1;
	}
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

/** The parts between separators that are not within texts or brackets. */
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

/** Without what has no meaning: spaces and comments around it, a semicolon behind it, brackets around the whole. */
export function bare(source: string): string {
	let text = source
		.trim()
		.replace(/^(?:\/\*[^]*?\*\/|\/\/[^\n]*\n)\s*/, '')
		.replace(/;\s*$/, '')
		.trim();
	while (text.startsWith('(') && skip(text, 0) === text.length) text = text.slice(1, -1).trim();
	return text;
}
