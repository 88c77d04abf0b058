import type { Operation, Resource } from '../nodes/EvolutionApi/table/operation';
import { routeVariants } from './routeVariants';

interface OperationRoute {
	readonly method: string;
	/** Contains `{instance}`. Other parameters have the names that the server uses, such as `:difyId`. */
	readonly path: string;
	readonly resource: string;
	readonly operation: string;
}

interface DocumentedRoute extends OperationRoute {
	readonly label: string;
	/** First version of the server that has the route; undefined for 2.2.0 and older. */
	readonly since?: string;
}

export const isOfAnyRoute = ({ value }: Operation) => value === 'request';

export const isOfEvolutionApi = ({ request }: Operation) => request.onlyOn === undefined;

/** Tells whether `run` makes the operation's requests. A single HTTP request can't replace such an operation. */
export const makesRequests = (operation: Operation) => {
	const { run, body, request } = operation;
	const isPlain = body !== undefined && !isOfAnyRoute(operation);
	return run !== undefined && request.reads !== true && !isPlain;
};

export function documentedRoutes(resources: readonly Resource[]): DocumentedRoute[] {
	return resources
		.flatMap((resource) =>
			resource.operations
				.filter((operation) => !isOfAnyRoute(operation) && isOfEvolutionApi(operation))
				.flatMap((operation) =>
					routeVariants(operation).map((variant) => route(resource, variant)),
				),
		)
		.sort((a, b) => alphabetically(a.path, b.path) || alphabetically(a.method, b.method));
}

export const operationRoutes = (resources: readonly Resource[]): OperationRoute[] =>
	documentedRoutes(resources).map(({ method, path, resource, operation }) => ({
		method,
		path,
		resource,
		operation,
	}));

const alphabetically = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function route(resource: Resource, operation: Operation): DocumentedRoute {
	const { request, since, example, name, value } = operation;
	return {
		method: request.method,
		path: serverPath(request.path),
		resource: resource.value,
		operation: value,
		label: `${resource.name} → ${name}`,
		// `since` expects parsed input, but only reads the value of a dropdown, which parsing doesn't change.
		since: typeof since === 'function' ? since(example as never) : since,
	};
}

/** Replaces parameters by the server's names: `/dify/fetch/{bot}/{instance}` becomes `/dify/fetch/:difyId/{instance}`. */
function serverPath(path: string): string {
	const [, platform] = path.split('/');
	const names: Record<string, string> = {
		bot: platform === 'openai' ? 'openaiBotId' : `${platform}Id`,
	};
	return path.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
		name === 'instance' ? placeholder : `:${names[name] ?? name}`,
	);
}
