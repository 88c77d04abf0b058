import { parseSource, splitTemplate } from './parse';
import { bare, isDeep, skip } from './scan';
import { fromParts, literal, type Part, type Value } from './value';

// Parses JSON with expressions in it, as users write it into the body of a request: `{"text": "Hi {{ $json.name }}"}`.

/** Private-use characters around the number that replaces an expression: `IN_TEXT` within quotes, `ALONE` without quotes. */
const IN_TEXT = ['\uE000', '\uE001'] as const;
const ALONE = ['\uE002', '\uE001'] as const;

/** @param text the part after "=", or plain JSON. @returns undefined if it isn't JSON */
export function parseJsonText(text: string, hasExpressions: boolean): Value | undefined {
	const sources: string[] = [];
	const marked = hasExpressions
		? splitTemplate(text)
				.map((part) =>
					'text' in part ? part.text : `\uE000${sources.push(part.source) - 1}\uE001`,
				)
				.join('')
		: text;
	let json: unknown;
	try {
		json = JSON.parse(withQuotes(marked));
	} catch {
		return undefined;
	}
	return isDeep(text) ? undefined : fromMarked(json, sources);
}

/** Puts quotes around expressions that have none, because `{"count": {{ $json.count }}}` isn't JSON. */
function withQuotes(marked: string): string {
	let isInText = false;
	let result = '';
	for (let index = 0; index < marked.length; index++) {
		const character = marked[index];
		if (isInText && character === '\\') {
			result += character + marked[++index];
			continue;
		}
		if (character === '"') isInText = !isInText;
		if (!isInText && character === IN_TEXT[0]) {
			const end = marked.indexOf(IN_TEXT[1], index);
			result += `"${ALONE[0]}${marked.slice(index + 1, end)}${ALONE[1]}"`;
			index = end;
		} else result += character;
	}
	return result;
}

function fromMarked(json: unknown, sources: readonly string[]): Value {
	if (typeof json === 'string') return fromMarkedText(json, sources);
	if (Array.isArray(json)) {
		return { kind: 'list', items: json.map((item) => fromMarked(item, sources)) };
	}
	if (typeof json === 'object' && json !== null) {
		const entries = Object.entries(json).map(
			([key, inner]) => [key, fromMarked(inner, sources)] as const,
		);
		return { kind: 'object', entries: new Map(entries) };
	}
	return literal(json as number | boolean | null);
}

function fromMarkedText(text: string, sources: readonly string[]): Value {
	const [, alone] = /^\uE002(\d+)\uE001$/.exec(text) ?? [];
	if (alone !== undefined) return parsedJson(sources[Number(alone)]);
	const parts = text.split(/\uE000(\d+)\uE001/).map((part, index): Part => {
		return index % 2 === 0 ? { text: part } : { source: withoutEscapes(sources[Number(part)]) };
	});
	return fromParts(parts);
}

/** Parses an expression that has no quotes around it: `{"text": {{ … }}}`. `JSON.stringify(x)` becomes `x`. */
function parsedJson(given: string): Value {
	const source = bare(given);
	const inner = argumentOf(source, 'JSON.stringify') ?? beforeCall(source, 'toJsonString');
	if (inner !== undefined) return parseSource(inner);
	const value = parseSource(source);
	return value.kind === 'expression' ? { kind: 'expression', source } : value;
}

/** Returns the argument of a call, if the source consists of nothing but this call. */
export function argumentOf(source: string, name: string): string | undefined {
	if (!source.startsWith(`${name}(`) || skip(source, name.length) !== source.length)
		return undefined;
	return source
		.slice(name.length + 1, -1)
		.replace(/,\s*null\s*,\s*\d+\s*$/, '')
		.trim();
}

function beforeCall(source: string, method: string): string | undefined {
	return source.endsWith(`.${method}()`) ? source.slice(0, -method.length - 3) : undefined;
}

/** Calls that escape a text for JSON. They're removed, because our node's fields contain the text itself. */
const ESCAPING = [
	/\.replace(?:All)?\(\s*(?:\/\\n\/g?|\/\\r\?\\n\/g?|\/\(\\r\\n\|\\n\|\\r\)\/gm?|'\\n'|"\\n")\s*,\s*(?:'\\\\n'|"\\\\n"|`\\\\n`)\s*\)/g,
	/\.replace(?:All)?\(\s*(?:\/\\?"\/g?|'"'|"\\"")\s*,\s*(?:'\\\\?\\"'|"\\\\\\?""|'\\\\"')\s*\)/g,
	/\.replace(?:All)?\(\s*(?:\/\\\\\/g?|'\\\\'|"\\\\")\s*,\s*(?:'\\\\\\\\'|"\\\\\\\\")\s*\)/g,
	/\.replace(?:All)?\(\s*\/\\r\/g?\s*,\s*(?:'\\\\r'|"\\\\r")\s*\)/g,
	/\.replace(?:All)?\(\s*\/\\t\/g?\s*,\s*(?:'\\\\t'|"\\\\t")\s*\)/g,
];

function withoutEscapes(given: string): string {
	const source = ESCAPING.reduce((text, call) => text.replace(call, ''), bare(given));
	const whole =
		/^(JSON\.stringify\([^]*\))\s*\.(?:slice\(\s*1\s*,\s*-1\s*\)|replace\(\/\^"\|"\$\/g,\s*(?:''|"")\))$/.exec(
			source,
		);
	const inner = whole === null ? undefined : argumentOf(whole[1], 'JSON.stringify');
	if (inner !== undefined) return inner;
	const isEscaping =
		source !== bare(given)
			? /\.replace(?:All)?\([^)]*\\\\/.test(source)
			: /\\\\[nrt"\\]/.test(source);
	// JSON.parse undoes the escaping: `\n` becomes a line break.
	return isEscaping ? `JSON.parse('"' + (${source}) + '"')` : source;
}
