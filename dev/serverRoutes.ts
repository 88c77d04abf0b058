/**
 * Reads the routes of a server from the content of its image: from the source texts in the build's source maps, or from the
 * source itself. A running server doesn't list its routes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** For example `GET /chat/findChats/{instance}`. */
type Route = string;

export interface RouteDifference {
	readonly unknown: readonly Route[];
	readonly missing: readonly Route[];
}

interface Router {
	readonly routes: ReadonlyArray<{ readonly method: string; readonly path: string }>;
	readonly mounts: ReadonlyArray<{ readonly path: string; readonly router: string }>;
}

/** Key of the server's main router. Unlike the other routers, the main router isn't a class. */
const ROOT = '';

/** @param folder of the server's build, or of its source */
export function serverRoutes(folder: string): Route[] {
	const routers = new Map<string, Router>();
	for (const source of sourcesIn(folder)) {
		const name = /class (\w+Router)\b/.exec(source)?.[1];
		const isRoot = name === undefined && /new InstanceRouter\(/.test(source);
		if (name !== undefined || isRoot) routers.set(name ?? ROOT, routerIn(source));
	}
	if (!routers.has(ROOT)) throw new Error(`No routes of Evolution API are in ${folder}`);
	return [...new Set(routesBelow(routers, ROOT, ''))].sort();
}

function* sourcesIn(folder: string): Generator<string> {
	for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		const read = () => readFileSync(path.join(folder, file), 'utf8');
		if (/\.ts$/.test(file)) yield read();
		if (!/\.js\.map$/.test(file)) continue;
		const { sourcesContent = [] } = JSON.parse(read()) as { sourcesContent?: string[] };
		yield* sourcesContent;
	}
}

const ROUTE =
	/\.(get|post|put|delete|patch)\(\s*(?:(?:this\.)?routerPath\(\s*'([^']*)'\s*(,\s*false)?|'(\/[^']*)')/g;
const MOUNT = /\.use\(\s*'([^']*)',\s*new (\w+Router)\(/g;

function routerIn(source: string): Router {
	return {
		routes: [...source.matchAll(ROUTE)].map(([, method, named, isBare, plain]) => ({
			method: method.toUpperCase(),
			path: plain ?? (isBare === undefined ? `${named}/{instance}` : named),
		})),
		mounts: [...source.matchAll(MOUNT)].map(([, at, router]) => ({ path: at, router })),
	};
}

function routesBelow(routers: ReadonlyMap<string, Router>, name: string, prefix: string): Route[] {
	const router = routers.get(name);
	if (router === undefined) return [];
	const join = (part: string) => `${prefix}/${part}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
	return [
		...router.routes.map((route) => `${route.method} ${join(route.path)}`),
		...router.mounts.flatMap((mount) => routesBelow(routers, mount.router, join(mount.path))),
	];
}

/** @param version of the server, such as `2.3.7` or `2.4.0-rc2` */
export function compareRoutes(
	found: readonly Route[],
	documentedRoutes: Readonly<Record<Route, string>>,
	version: string,
): RouteDifference {
	const expected = Object.entries(documentedRoutes).flatMap(([route, since]) =>
		isSince(version, since) ? [route] : [],
	);
	return {
		unknown: found.filter((route) => documentedRoutes[route] === undefined),
		missing: expected.filter((route) => !found.includes(route)),
	};
}

/** @param since `2.3.1`, `2.4.0-rc1` or `2.2.0 or before` */
function isSince(version: string, since: string): boolean {
	const [now, first] = [partsOf(version), partsOf(since)];
	const at = now.findIndex((part, index) => part !== first[index]);
	return at < 0 || now[at] > first[at];
}

/** `2.4.0-rc2` → `[2, 4, 0, 2]`. `2.4.0` → `[2, 4, 0, Infinity]`, because a release is newer than its candidates. */
function partsOf(version: string): number[] {
	const [, major, minor, patch, candidate] =
		/^(\d+)\.(\d+)\.(\d+)(?:-rc(\d+))?/.exec(version) ?? [];
	return [major, minor, patch, candidate ?? Infinity].map(Number);
}

export function differenceText({ unknown, missing }: RouteDifference): string {
	const list = (title: string, routes: readonly Route[]) =>
		routes.length === 0 ? [] : [`**${title}**`, '', ...routes.map((route) => `- \`${route}\``), ''];
	return [
		...list('Routes that the server has and that are not known here', unknown),
		...list('Routes that are expected of this version and that it does not have', missing),
	].join('\n');
}
