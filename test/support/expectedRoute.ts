import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import type { JsonSchema } from './factSchema';
import { knownRoutes, version24 } from './facts';
import type { Wire } from './wire';

const WITHOUT_FACTS: Readonly<Record<string, string>> = {
	'GET /metrics': 'plain text, only where it is switched on',
};

interface ExpectedRoute {
	readonly schema: JsonSchema | null;
	readonly query: readonly string[];
}

/** Replaces all parameters in a path, for example `/label/{}/{}`. */
export const anonymous = (path: string) => path.replace(/\{\w+\}|:\w+/g, '{}');

/** For routes that were added in 2.4, the schema is derived from a sample body in `version24.json`. */
export function expectedRoute({ request }: Operation): ExpectedRoute | undefined {
	const documented = knownRoutes.find(
		({ method, path }) => method === request.method && anonymous(path) === anonymous(request.path),
	);
	if (documented) return { schema: documented.requestSchema, query: documented.query };
	return newRoute(`${request.method} ${request.path.replace('/{instance}', '')}`);
}

function newRoute(name: string): ExpectedRoute | undefined {
	const { bodies, routes } = version24;
	const [route, sample] = Object.entries(bodies).find(([key]) => key.split('?')[0] === name) ?? [];
	if (route === undefined) {
		const paths = routes.map((entry) => entry.replace('/{instanceName}', ''));
		return paths.includes(name) || name in WITHOUT_FACTS ? { schema: null, query: [] } : undefined;
	}
	const [, other] = /^same schema as (\w+)$/.exec(String(sample)) ?? [];
	const like = knownRoutes.find(({ operation }) => operation === other);
	const query = [...new URLSearchParams(route.split('?')[1]).keys()];
	return { schema: like ? like.requestSchema : schemaLike(sample), query };
}

/** The server moves query parameters that are in the route's schema into the body before it checks the body. */
export function asChecked(route: ExpectedRoute | undefined, { body, query }: Wire): unknown {
	const named = Object.entries(query).filter(([key]) => key in (route?.schema?.properties ?? {}));
	if (named.length === 0) return body ?? {};
	return {
		...Object.fromEntries(named.map(([key, value]) => [key, String(value)])),
		...Object(body),
	};
}

/** A text such as `a|b` in the sample lists the allowed values. */
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
