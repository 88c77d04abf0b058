export interface JsonSchema {
	readonly type?: string | readonly string[];
	readonly properties?: Record<string, JsonSchema>;
	readonly required?: readonly string[];
	readonly items?: JsonSchema;
	readonly enum?: readonly unknown[];
	readonly minItems?: number;
	readonly minLength?: number;
}

/**
 * The form of a body in the files of `test/contract/facts/`, as a short notation:
 *
 * - `string`, `integer`, `string|number` …: a value of that type
 * - `string 1+`: at least one character; `string /^\d+/`: matches the pattern; `number 1 to 10`: between these
 * - `string: a, b`: one of these; `event`: one of the events in `events.json`
 * - `… = text`: the server's error for a wrong value
 * - `{ "key!": …, "other+": … }`: an object; `!`: required; `+`: can't be empty in a body whose keys all have a `+`
 * - `{ "*": "anything", … }`: like an object, but other types are accepted, too
 * - `{ "[]": …, "least": 1, "most": 3, "unique": true }`: a list
 * - `{ "schema": … }`: any other form, as JSON Schema
 */
export type Spec = string | { readonly [key: string]: unknown };

export function schemaOf(spec: Spec, events: readonly string[]): JsonSchema {
	if (typeof spec === 'string') return leafOf(spec, events);
	if ('schema' in spec) return spec.schema as JsonSchema;
	if ('[]' in spec) return listOf(spec, events);
	return objectOf(spec, events);
}

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

function leafOf(text: string, events: readonly string[]): JsonSchema {
	if (text === 'event') return { type: 'string', enum: events };
	const [rule, description] = text.split(' = ');
	const [, types = '', rest = ''] = /^([a-z|]+)(.*)$/.exec(rule) ?? [];
	const named = types.split('|');
	const unknown = named.find((name) => !TYPES.includes(name));
	if (unknown !== undefined) throw new Error(`"${text}" begins with no type of JSON`);
	const type = named.length > 1 ? named : types;
	const schema: Record<string, unknown> = { type };
	for (const [, length, pattern, low, high, values] of rest.matchAll(
		/ (?:(\d+)\+|\/(.+?)\/(?= |$)|(-?\d+) to (-?\d+))|: (.*)$/g,
	)) {
		if (length !== undefined) schema.minLength = Number(length);
		if (pattern !== undefined) schema.pattern = pattern;
		if (low !== undefined) Object.assign(schema, { minimum: Number(low), maximum: Number(high) });
		if (values !== undefined) schema.enum = values.split(', ').map((one) => valueOf(one, types));
	}
	if (description !== undefined) schema.description = description;
	return schema;
}

const valueOf = (text: string, type: string): unknown =>
	type === 'string' ? (text === '""' ? '' : text) : (JSON.parse(text) as unknown);

function listOf(spec: Exclude<Spec, string>, events: readonly string[]): JsonSchema {
	const { '[]': items, least, most, unique } = spec;
	return {
		type: 'array',
		...(least === undefined ? {} : { minItems: least }),
		...(most === undefined ? {} : { maxItems: most }),
		...(unique === undefined ? {} : { uniqueItems: unique }),
		items: schemaOf(items as Spec, events),
	} as JsonSchema;
}

function objectOf(spec: Exclude<Spec, string>, events: readonly string[]): JsonSchema {
	const { '*': anything, ...keys } = spec;
	const entries = Object.entries(keys).map(([key, value]) => {
		const [, name, marks] = /^(.*?)([!+]*)$/.exec(key) ?? [];
		return { name, marks, value: value as Spec };
	});
	const marked = (mark: string) =>
		entries.filter(({ marks }) => marks.includes(mark)).map(({ name }) => name);
	const properties = entries.map(({ name, value }) => [name, schemaOf(value, events)] as const);
	const [required, notEmpty] = [marked('!'), marked('+')];
	const complaints = notEmpty.map((name) => [
		name,
		{ minLength: 1, description: `The "${name}" cannot be empty` },
	]);
	return {
		...(anything === undefined ? { type: 'object' } : {}),
		properties: Object.fromEntries(properties),
		...(required.length === 0 ? {} : { required }),
		...(notEmpty.length === 0
			? {}
			: {
					if: { propertyNames: { enum: notEmpty } },
					then: { properties: Object.fromEntries(complaints) },
				}),
	} as JsonSchema;
}
