// A workflow as n8n exports it, with only the properties that are used here. All others stay unchanged.

export type Parameters = Record<string, unknown>;

export interface NodeJson {
	name: string;
	type: string;
	typeVersion?: number;
	position?: [x: number, y: number];
	parameters: Parameters;
	credentials?: Record<string, unknown>;
	[key: string]: unknown;
}

interface Link {
	node: string;
	type: string;
	index: number;
}

/** Connections by the name of the node that they start from, and by their kind (`main`, `ai_tool` …). */
export type Connections = Record<string, Record<string, Array<Link[] | null>>>;

export interface WorkflowJson {
	nodes: unknown[];
	connections: Connections;
	pinData?: Record<string, unknown>;
	[key: string]: unknown;
}

export const isObject = (value: unknown): value is Parameters =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const isNode = (value: unknown): value is NodeJson =>
	isObject(value) &&
	typeof value.name === 'string' &&
	typeof value.type === 'string' &&
	(value.parameters === undefined || isObject(value.parameters));

export const isWorkflow = (value: unknown): value is WorkflowJson =>
	isObject(value) &&
	Array.isArray(value.nodes) &&
	(value.connections === undefined || isObject(value.connections));

export function* textsIn(
	value: unknown,
	path: readonly string[] = [],
): Generator<[path: readonly string[], text: string]> {
	if (typeof value === 'string') yield [path, value];
	if (typeof value !== 'object' || value === null) return;
	for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, [...path, key]);
}

export function withTexts(value: unknown, change: (text: string) => string): unknown {
	if (typeof value === 'string') return change(value);
	if (Array.isArray(value)) return value.map((inner) => withTexts(inner, change));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [key, withTexts(inner, change)]),
	);
}
