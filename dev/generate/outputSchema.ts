export interface OutputSchema {
	type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

/** Content of a preview file. n8n requires `version`, which counts changes of the file's form. */
export type OutputPreview = OutputSchema & { version: number };

export function outputPreview(items: readonly object[]): OutputPreview {
	if (items.length === 0) throw new Error('has no output to derive a preview from');
	return { ...items.map(schemaOf).reduce(merge), version: 1 };
}

function schemaOf(value: unknown): OutputSchema {
	if (value === null || value === undefined) return { type: 'null' };
	if (Array.isArray(value)) {
		const items = value.length > 0 ? value.map(schemaOf).reduce(merge) : undefined;
		return { type: 'array', ...(items && { items }) };
	}
	if (typeof value === 'object') {
		const properties = Object.entries(value).map(([key, inner]) => [key, schemaOf(inner)]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
	return { type: typeof value === 'boolean' ? 'boolean' : 'string' };
}

/** Merges two types into one, because the editor doesn't show alternatives. A known type takes precedence over `null`. */
function merge(one: OutputSchema, other: OutputSchema): OutputSchema {
	if (one.type === 'null') return other;
	if (one.type === 'integer' && other.type === 'number') return other;
	if (one.type !== other.type) return one;
	if (one.type === 'array') {
		const items = one.items && other.items ? merge(one.items, other.items) : one.items;
		return { ...one, ...((items ?? other.items) && { items: items ?? other.items }) };
	}
	if (one.type !== 'object') return one;
	const properties = { ...one.properties };
	for (const [key, schema] of Object.entries(other.properties ?? {})) {
		properties[key] = key in properties ? merge(properties[key], schema) : schema;
	}
	return { ...one, properties };
}
