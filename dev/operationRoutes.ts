import type { Operation, Resource } from '../nodes/EvolutionApi/table/operation';
import { routeVariants } from './routeVariants';

/** A route of the server that an operation calls. */
interface OperationRoute {
	readonly method: string;
	/** With `{instance}`; other parameters as the server names them: `:difyId`. */
	readonly path: string;
	/** Value of the resource. */
	readonly resource: string;
	/** Value of the operation. */
	readonly operation: string;
}

/** A route, and details that only the documentation has. */
interface DocumentedRoute extends OperationRoute {
	/** Labels of resource and operation. */
	readonly label: string;
	/** First version of the server that has it; undefined for 2.2.0 and older. */
	readonly since?: string;
}

/** *API Request*: the route is up to the user. */
export const isOfAnyRoute = ({ value }: Operation) => value === 'request';

/** Operations of another server have its own names, so nothing of Evolution API applies to them. */
export const isOfEvolutionApi = ({ request }: Operation) => request.onlyOn === undefined;

/** Tells whether the operation makes its own requests: it changes something, has its own `run`, and its route has no body. */
export const makesRequests = (operation: Operation) => {
	const { run, body, request } = operation;
	const isPlain = body !== undefined && !isOfAnyRoute(operation);
	return run !== undefined && request.reads !== true && !isPlain;
};

/** Every route of Evolution API in the table, sorted by path; without the operations whose route is up to the user. */
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

/** Every route of Evolution API in the table, with its operations. */
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
		// Such a function only reads values that the example has unchanged.
		since: typeof since === 'function' ? since(example as never) : since,
	};
}

/** `/dify/fetch/{bot}/{instance}` → `/dify/fetch/:difyId/{instance}` */
function serverPath(path: string): string {
	const [, platform] = path.split('/');
	const names: Record<string, string> = {
		bot: platform === 'openai' ? 'openaiBotId' : `${platform}Id`,
	};
	return path.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
		name === 'instance' ? placeholder : `:${names[name] ?? name}`,
	);
}
