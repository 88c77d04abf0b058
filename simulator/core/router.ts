import type { Route } from './types';

export interface Match<Entry> {
	route: Entry;
	params: Record<string, string>;
}

const decode = (segment: string): string | undefined => {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
};

/** `/a/:b` against `/a/x%2Fy` → `{ b: 'x/y' }`; undefined when it does not fit. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
	const wanted = pattern.split('/');
	const got = path.replace(/\/+$/, '').split('/');
	if (pattern === '/') return path === '/' ? {} : undefined;
	if (wanted.length !== got.length) return undefined;
	const params: Record<string, string> = {};
	for (let index = 0; index < wanted.length; index++) {
		if (wanted[index].startsWith(':')) {
			const value = decode(got[index]);
			if (value === undefined || value === '') return undefined;
			params[wanted[index].slice(1)] = value;
		} else if (wanted[index].toLowerCase() !== got[index].toLowerCase()) {
			return undefined;
		}
	}
	return params;
}

/** The first entry of the table that takes this method and path. */
export function findRoute<Entry extends Pick<Route, 'method' | 'path'>>(
	table: readonly Entry[],
	method: string,
	path: string,
): Match<Entry> | undefined {
	for (const route of table) {
		if (route.method !== method) continue;
		const params = matchPath(route.path, path);
		if (params) return { route, params };
	}
	return undefined;
}
