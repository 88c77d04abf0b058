import type { Operation } from '../../nodes/EvolutionApi/core/operation';
import { capturedRoutes, hasShared, readShared, type JsonSchema } from './contract';

/** Keys that the server reads although its schema does not have them, by path from the body's root. */
export const KNOWN_ALTHOUGH_NOT_IN_SCHEMA: ReadonlyArray<{
	readonly routes: RegExp;
	readonly keys: readonly string[];
	/** Where that is to be seen. */
	readonly source: string;
}> = [
	{
		routes: /^\/message\/send(?!Template|Reaction|Status|Contact)/,
		keys: ['mentionsEveryOne'],
		source: 'quirks.json, b_mentions: the schema says everyOne, the code reads mentionsEveryOne',
	},
	{
		routes: /^\/message\/send(?!Template|Reaction|Status|Contact|Carousel)/,
		keys: ['messageId'],
		source: 'versions-and-errors.json, v240rc2.changes: optional messageId on all send bodies',
	},
	{
		routes: /^\/message\/sendButtons/,
		keys: ['buttons[].copyCode'],
		source: 'contract/message.json, sendButtons: in the example that the server took',
	},
	{
		routes: /^\/message\/sendCarousel/,
		keys: ['delay', 'mentioned', 'messageId', 'quoted'],
		source:
			'versions-and-errors.json, v240rc2: only the own keys of a carousel are listed there; the rest is as with all sends',
	},
	{
		routes: /^\/chat\/findMessages/,
		keys: ['page', 'offset', 'where.messageTimestamp', 'where.messageType'],
		source:
			'contract/chat.json, findMessages: notes and examples; channel.service.ts of the server reads the type',
	},
	{
		routes: /^\/instance\/create/,
		keys: ['integration', 'webhook', 'nats', 'rabbitmq', 'sqs', 'websocket'],
		source: 'contract/instance.json, create: in the examples and in what the server answered',
	},
	{
		routes: /^\/instance\/create/,
		keys: ['chatwootLogo', 'chatwootOrganization'],
		source:
			'instance.controller.ts of the server hands them to Chatwoot; contract/chatwoot.json has both',
	},
];

/** Enumerations of the server that no dropdown is to be compared with, and why. */
export const KNOWN_ENUM_DIFFERENCES: Readonly<Record<string, string>> = {
	'instance/create Integration': 'the code reads integration: see above',
	...Object.fromEntries(
		['webhookEvents[]', 'rabbitmqEvents[]', 'natsEvents[]', 'sqsEvents[]'].map((path) => [
			`instance/create ${path}`,
			'the code reads the objects webhook, rabbitmq, nats, sqs: see above',
		]),
	),
};

/** What the server has for a route. */
export interface ExpectedRoute {
	readonly schema: JsonSchema | null;
	readonly query: readonly string[];
}

/** Routes with all parameters alike: `/label/{}/{}`. */
const anonymous = (path: string) => path.replace(/\{\w+\}|:\w+/g, '{}');

/** The captured route of an operation; for those of version 2.4 what is known of their bodies. */
export function expectedRoute({ request }: Operation): ExpectedRoute | undefined {
	if (!hasShared) return undefined;
	const captured = capturedRoutes().find(
		({ method, path }) => method === request.method && anonymous(path) === anonymous(request.path),
	);
	if (captured) return { schema: captured.requestSchema, query: captured.query };
	return newRoute(`${request.method} ${request.path.replace('/{instance}', '')}`);
}

function newRoute(name: string): ExpectedRoute | undefined {
	interface Versions {
		readonly v240rc2: { readonly newBodies: Record<string, unknown> };
	}
	const { newBodies } = readShared<Versions>('versions-and-errors.json').v240rc2;
	const sample = newBodies[name];
	return sample === undefined ? undefined : { schema: schemaLike(sample), query: [] };
}

/** A schema for values that look like the sample, in which `a|b` stands for an enumeration. */
function schemaLike(sample: unknown): JsonSchema {
	if (Array.isArray(sample)) return { type: 'array', items: schemaLike(sample[0]) };
	if (typeof sample === 'object' && sample !== null) {
		const properties = Object.entries(sample).map(([key, value]) => [key, schemaLike(value)]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	const choices =
		typeof sample === 'string' && sample.includes('|') ? sample.split('|') : undefined;
	return { type: typeof sample, ...(choices ? { enum: choices } : {}) };
}

/** `['quoted.key.x', 'cards[].y']`: keys of a body that the schema does not name, at whatever depth. */
export function unknownKeys(schema: JsonSchema | null | undefined, body: unknown): string[] {
	const find = (part: JsonSchema | undefined, value: unknown, path: string): string[] => {
		if (Array.isArray(value)) {
			return [...new Set(value.flatMap((entry) => find(part?.items, entry, `${path}[]`)))];
		}
		const { properties } = part ?? {};
		if (typeof value !== 'object' || value === null || properties === undefined) return [];
		return Object.entries(value).flatMap(([key, inner]) => {
			const name = path === '' ? key : `${path}.${key}`;
			return key in properties ? find(properties[key], inner, name) : [name];
		});
	};
	// A form has names such as `quoted[key][id]`.
	return find(schema ?? { properties: {} }, body, '').map((key) => key.replace(/\[\w+\]/g, ''));
}

/** Paths of the texts that the schema enumerates, with their values. */
export function enumsOf(schema: JsonSchema | null | undefined): Array<[string, string[]]> {
	const find = (part: JsonSchema, path: string): Array<[string, string[]]> => {
		const texts = (part.enum ?? []).filter((value) => typeof value === 'string');
		const own: Array<[string, string[]]> = texts.length > 0 ? [[path, texts]] : [];
		const inner = Object.entries(part.properties ?? {}).flatMap(([key, property]) =>
			find(property, path === '' ? key : `${path}.${key}`),
		);
		return [...own, ...inner, ...(part.items ? find(part.items, `${path}[]`) : [])];
	};
	return schema ? find(schema, '') : [];
}

/** The values at such a path. */
export function valuesAt(body: unknown, path: string): unknown[] {
	return path
		.replaceAll('[]', '.[]')
		.split('.')
		.reduce<unknown[]>(
			(values, step) =>
				values
					.flatMap((value) =>
						step === '[]' ? value : (Object(value) as Record<string, unknown>)[step],
					)
					.filter((value) => value !== undefined),
			[body],
		);
}
