/**
 * The routes of a server, read from what its image holds: the source texts in the source maps of its build, or the
 * source itself. A running server does not tell them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** `GET /chat/findChats/{instance}` */
type Route = string;

/** Differences from the known routes, `test/contract/facts/routes.json`. */
export interface RouteDifference {
	/** The server has them, and we know nothing of them. */
	readonly unknown: readonly Route[];
	/** We expect them of this version, and the server does not have them. */
	readonly missing: readonly Route[];
}

/** A class of the server that has routes, and mounts others. */
interface Router {
	readonly routes: ReadonlyArray<{ readonly method: string; readonly path: string }>;
	readonly mounts: ReadonlyArray<{ readonly path: string; readonly router: string }>;
}

/** In the file that mounts the first ones no class has them. */
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

/** @param version of the server, as `2.3.7` or `2.4.0-rc2` */
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

/** @returns four numbers; the last is that of a release candidate, which comes before its release */
function partsOf(version: string): number[] {
	const [, major, minor, patch, candidate] =
		/^(\d+)\.(\d+)\.(\d+)(?:-rc(\d+))?/.exec(version) ?? [];
	return [major, minor, patch, candidate ?? Infinity].map(Number);
}

/** As Markdown, for an issue; empty if nothing differs. */
export function differenceText({ unknown, missing }: RouteDifference): string {
	const list = (title: string, routes: readonly Route[]) =>
		routes.length === 0 ? [] : [`**${title}**`, '', ...routes.map((route) => `- \`${route}\``), ''];
	return [
		...list('Routes that the server has and that are not known here', unknown),
		...list('Routes that are expected of this version and that it does not have', missing),
	].join('\n');
}
