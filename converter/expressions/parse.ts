import { bare, isDeep, skip, splitAt } from './scan';
import { fromParts, literal, partsOf, type Part, type Value } from './value';

export function parseParameter(raw: unknown): Value {
	if (typeof raw === 'string')
		return raw.startsWith('=') ? parseTemplate(raw.slice(1)) : literal(raw);
	return fromJson(raw);
}

export function fromJson(json: unknown): Value {
	if (Array.isArray(json)) return { kind: 'list', items: json.map(parseParameter) };
	if (typeof json === 'object' && json !== null) {
		const entries = Object.entries(json).map(
			([key, inner]) => [key, parseParameter(inner)] as const,
		);
		return { kind: 'object', entries: new Map(entries) };
	}
	return literal(json as string | number | boolean | null);
}

export function splitTemplate(text: string): Part[] {
	const parts: Part[] = [];
	let from = 0;
	for (;;) {
		const start = text.indexOf('{{', from);
		const end = start < 0 ? -1 : text.indexOf('}}', start + 2);
		if (end < 0) return [...parts, { text: text.slice(from) }];
		parts.push({ text: text.slice(from, start) }, { source: text.slice(start + 2, end).trim() });
		from = end + 2;
	}
}

export function parseTemplate(text: string): Value {
	const parts = splitTemplate(text).filter((part) => !('text' in part) || part.text !== '');
	if (parts.length === 1 && 'source' in parts[0]) return parseSource(parts[0].source);
	return fromParts(parts.flatMap((part) => ('text' in part ? [part] : flat(part.source))));
}

/** Returns the parts of an expression: the text "a" and the expression `b` for `'a' + b`. */
const flat = (source: string): readonly Part[] => {
	const value = parseSource(source);
	return value.kind === 'template' || value.kind === 'literal'
		? (partsOf(value) ?? [])
		: [{ source }];
};

export function parseSource(given: string): Value {
	const source = bare(given);
	if (isDeep(source)) return { kind: 'expression', source };
	const simple = parseSimple(source);
	if (simple !== undefined) return simple;
	if (source.startsWith('{') && skip(source, 0) === source.length) {
		const entries = objectEntries(source.slice(1, -1));
		if (entries !== undefined) return { kind: 'object', entries };
	}
	if (source.startsWith('[') && skip(source, 0) === source.length) {
		const items = splitAt(source.slice(1, -1), ',').map((item) => item.trim());
		if (items.at(-1) === '') items.pop();
		if (!items.some((item) => item.startsWith('...')))
			return { kind: 'list', items: items.map(parseSource) };
	}
	return concatenation(source) ?? { kind: 'expression', source };
}

function parseSimple(source: string): Value | undefined {
	if (/^-?\d+(?:\.\d+)?$/.test(source)) return literal(Number(source));
	if (source === 'true' || source === 'false') return literal(source === 'true');
	if (source === 'null') return literal(null);
	if (skip(source, 0) !== source.length || source.length < 2) return undefined;
	if (source.startsWith('"') || source.startsWith("'"))
		return literal(unescaped(source.slice(1, -1)));
	return source.startsWith('`') ? fromTemplateLiteral(source.slice(1, -1)) : undefined;
}

function fromTemplateLiteral(inner: string): Value {
	const parts: Part[] = [];
	let from = 0;
	for (let index = 0; index < inner.length; ) {
		if (inner.startsWith('${', index)) {
			const end = skip(inner, index + 1);
			parts.push(
				{ text: unescaped(inner.slice(from, index)) },
				...flat(inner.slice(index + 2, end - 1)),
			);
			from = end;
			index = end;
		} else index += inner[index] === '\\' ? 2 : 1;
	}
	return fromParts([...parts, { text: unescaped(inner.slice(from)) }]);
}

const ESCAPES: Readonly<Record<string, string>> = {
	n: '\n',
	r: '\r',
	t: '\t',
	b: '\b',
	f: '\f',
	v: '\v',
	'0': '\0',
};

const unescaped = (text: string) =>
	text.replace(
		/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|\r?\n|([^]))/gi,
		(_all, long, four, two, one: string | undefined) => {
			const code: string | undefined = long ?? four ?? two;
			if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
			return one === undefined ? '' : (ESCAPES[one] ?? one);
		},
	);

/** Returns undefined if the object literal has more than keys and values, such as a spread. */
function objectEntries(inner: string): Map<string, Value> | undefined {
	const entries = new Map<string, Value>();
	const parts = splitAt(inner, ',').map((part) => part.trim());
	if (parts.at(-1) === '') parts.pop();
	for (const part of parts) {
		const [key, ...rest] = splitAt(part, ':');
		const name = /^(?:([A-Za-z_$][\w$]*)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')$/.exec(bare(key));
		if (name === null || rest.length === 0) return undefined;
		entries.set(name[1] ?? unescaped(name[2] ?? name[3]), parseSource(rest.join(':')));
	}
	return entries;
}

/** Parses `'Hi ' + name`, but not `a + b + 'x'`, in which `a + b` may be a sum. */
function concatenation(source: string): Value | undefined {
	const operands = splitAt(source, '+');
	if (operands.length < 2 || operands.some((operand) => operand.trim() === '')) return undefined;
	// In "a ? b : c + d" and "a || b + c", only the end is a sum.
	if (['?', '|', '&', ',', '=', '<', '>'].some((sign) => splitAt(source, sign).length > 1))
		return undefined;
	const values = operands.map(parseSource);
	const isText = (value: Value) =>
		value.kind === 'template' || (value.kind === 'literal' && typeof value.value === 'string');
	const first = values.findIndex(isText);
	if (first < 0 || first > 1) return undefined;
	const parts = values.map(partsOf);
	return parts.includes(undefined) ? undefined : fromParts(parts.flatMap((part) => part ?? []));
}
