import type { Route } from '../../../simulator/core/types';
import { routes } from '../../../simulator/routes';

const patterns = routes.map((route): [Route, RegExp] => [
	route,
	new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`),
]);

/** The path may have real values, or placeholders such as `{instanceName}`. */
export const findRoute = (method: string, path: string): Route | undefined =>
	patterns.find(([route, pattern]) => route.method === method && pattern.test(path))?.[0];
