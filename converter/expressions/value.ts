// The content of a parameter: a fixed value, an expression, or a mixture of both.

export type Value =
	| { readonly kind: 'literal'; readonly value: string | number | boolean | null }
	| { readonly kind: 'template'; readonly parts: readonly Part[] }
	| { readonly kind: 'expression'; readonly source: string }
	| { readonly kind: 'object'; readonly entries: ReadonlyMap<string, Value> }
	| { readonly kind: 'list'; readonly items: readonly Value[] };

export type Part = { readonly text: string } | { readonly source: string };

export const literal = (value: string | number | boolean | null): Value => ({
	kind: 'literal',
	value,
});

export function fromParts(given: readonly Part[]): Value {
	const parts: Part[] = [];
	for (const part of given) {
		const last = parts.at(-1);
		if ('text' in part && part.text === '') continue;
		if ('text' in part && last !== undefined && 'text' in last) {
			parts[parts.length - 1] = { text: last.text + part.text };
		} else parts.push(part);
	}
	if (parts.length === 0) return literal('');
	if (parts.length === 1 && 'text' in parts[0]) return literal(parts[0].text);
	return { kind: 'template', parts };
}

/** Returns the value as parts of a text; undefined for objects and lists. */
export function partsOf(value: Value): readonly Part[] | undefined {
	if (value.kind === 'template') return value.parts;
	if (value.kind === 'expression') return [{ source: value.source }];
	if (value.kind === 'literal') return [{ text: String(value.value ?? '') }];
	return undefined;
}

/** Returns the value as the editor shows it. */
export const shown = (value: Value): string =>
	(partsOf(value) ?? [])
		.map((part) => ('text' in part ? part.text : `{{ ${part.source} }}`))
		.join('');

export function asSource(value: Value): string {
	switch (value.kind) {
		case 'literal':
			return quoted(value.value);
		case 'expression':
			return value.source;
		case 'template':
			return value.parts
				.map((part) => ('text' in part ? quoted(part.text) : `(${part.source})`))
				.reduce(
					(text, part, index) =>
						index === 0 && !part.startsWith('"')
							? `"" + ${part}`
							: text === ''
								? part
								: `${text} + ${part}`,
					'',
				);
		case 'object':
			return `{ ${[...value.entries].map(([key, inner]) => `${JSON.stringify(key)}: ${asSource(inner)}`).join(', ')} }`;
		case 'list':
			return `[${value.items.map(asSource).join(', ')}]`;
	}
}

/** Returns the value as JSON; undefined if it contains an expression. */
export function asJson(value: Value): unknown {
	switch (value.kind) {
		case 'literal':
			return value.value;
		case 'object': {
			const entries = [...value.entries].map(([key, inner]) => [key, asJson(inner)] as const);
			return entries.some(([, inner]) => inner === undefined)
				? undefined
				: Object.fromEntries(entries);
		}
		case 'list': {
			const items = value.items.map(asJson);
			return items.includes(undefined) ? undefined : items;
		}
		default:
			return undefined;
	}
}

/** Returns n8n's saved form: a value, or a text that begins with "=". */
export function asParameter(value: Value): unknown {
	switch (value.kind) {
		case 'literal':
			if (typeof value.value !== 'string') return value.value;
			return value.value.startsWith('=') ? expression(quoted(value.value)) : value.value;
		case 'template':
			if (value.parts.some((part) => 'text' in part && part.text.includes('{{'))) {
				return expression(asSource(value));
			}
			return `=${value.parts.map((part) => ('text' in part ? part.text : `{{ ${closed(part.source)} }}`)).join('')}`;
		case 'expression':
			return expression(value.source);
		default: {
			const json = asJson(value);
			return json === undefined ? expression(asSource(value)) : JSON.stringify(json, null, 2);
		}
	}
}

const expression = (source: string) => `={{ ${closed(source)} }}`;

/** Escapes `}}` within a text, where n8n would end the expression. A space between the braces would change the text. */
const quoted = (value: string | number | boolean | null) =>
	JSON.stringify(value).replaceAll('}}', '}\\u007d');

/** Separates braces by a space, because n8n ends an expression at the first "}}". */
const closed = (source: string) => source.trim().replace(/\}(?=\})/g, '} ');
