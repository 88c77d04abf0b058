import { parseSource } from '../../expressions/parse';
import { bare, skip } from '../../expressions/scan';
import { fromParts, partsOf, type Part, type Value } from '../../expressions/value';
import { table, type TableOperation, type TableRequest } from '../../table';

export interface Place {
	readonly base: Value;
	/** Values by the name of the parameter: `instance`, `bot` … */
	readonly segments: ReadonlyMap<string, Value>;
	readonly query: ReadonlyMap<string, Value>;
	/** The path for *API Request*. */
	readonly path: Value;
	/** The route with the names of its parameters, such as `/message/sendText/{instance}`. */
	readonly route: string;
}

export interface Address extends Place {
	readonly candidates: ReadonlyArray<{
		readonly operation: TableOperation;
		readonly request: TableRequest;
	}>;
}

/** A character that no URL contains. It's before and after the index of an expression. */
const MARK = '\uE000';
const MARKED = /\uE000(\d+)\uE000/;

/** Returns a pattern for an expression that is directly followed by the first word of a route. */
function beforeRoute(routes: readonly string[]): RegExp {
	const words = new Set(routes.map((path) => path.split('/')[1]));
	const known = [...words].filter((word) => /^\w+$/.test(word)).join('|');
	return new RegExp(`${MARK}\\d+${MARK}(?=(?:${known})/)`);
}

const BEFORE_ROUTE = beforeRoute(table.flatMap(({ requests }) => requests.map(({ path }) => path)));

export const methodsFor = (method: string, url: Value): string[] =>
	['DELETE', 'GET', 'POST', 'PUT'].filter(
		(other) => other !== method && readAddress(other, url) !== undefined,
	);

/** Routes with fewer than two fixed segments are left out, because other programs have such routes, too. */
const TOO_SHORT = 2;

export function readAddress(method: string, url: Value): Address | undefined {
	const found = placeOf(url, paths(method), BEFORE_ROUTE);
	if (found === undefined) return undefined;
	const candidates = table.flatMap((operation) =>
		operation.requests
			.filter((request) => request.method === method && request.path === found.route)
			.map((request) => ({ operation, request })),
	);
	return { ...found, candidates };
}

/** @param routes the likeliest first */
export const placeIn = (url: Value, routes: readonly string[]): Place | undefined =>
	placeOf(url, routes, beforeRoute(routes));

function placeOf(url: Value, routes: readonly string[], start: RegExp): Place | undefined {
	const parts = (partsOf(url) ?? []).flatMap(asText);
	const sources: string[] = [];
	const text = parts
		.map((part) => ('text' in part ? part.text : `${MARK}${sources.push(part.source) - 1}${MARK}`))
		.join('')
		.trim();
	const [given = '', ...search] = text.split('?');
	// In `{{ $json.server_url }}message/sendText`, the value of `server_url` ends with a slash.
	const place = given.replace(start, '$&/');
	const valueOf = (marked: string) => fromParts(unmarked(marked, sources));
	const steps = place.replace(/\/+$/, '').split(/\/+(?!\/)/);
	for (const path of routes) {
		const found = matched(steps, path);
		if (found === undefined) continue;
		return {
			base: valueOf(found.base),
			segments: new Map(
				[...found.segments].map(([name, marked]) => [name, decoded(valueOf(marked))]),
			),
			query: queryIn(search.join('?'), valueOf),
			path: valueOf(pathOf(path, found.segments)),
			route: path,
		};
	}
	return undefined;
}

/** Paths with more fixed segments come first. */
function paths(method: string): readonly string[] {
	const known = pathsByMethod.get(method);
	if (known !== undefined) return known;
	const all = table.flatMap(({ requests }) =>
		requests.filter((request) => request.method === method).map(({ path }) => path),
	);
	const sorted = [...new Set(all)]
		.filter((path) => fixed(path).length >= TOO_SHORT)
		.sort((one, other) => fixed(other).length - fixed(one).length);
	pathsByMethod.set(method, sorted);
	return sorted;
}

const pathsByMethod = new Map<string, readonly string[]>();

const stepsOf = (path: string) => path.split('/').filter((step) => step !== '');
const fixed = (path: string) => stepsOf(path).filter((step) => !step.startsWith('{'));

function matched(steps: readonly string[], path: string) {
	const wanted = stepsOf(path);
	const own = steps.slice(-wanted.length);
	const before = steps
		.slice(0, -wanted.length)
		.join('/')
		.replace(/^(https?:)\/(?!\/)/, '$1//');
	if (own.length < wanted.length || before === '' || /^https?:\/*$/.test(before)) return undefined;
	const segments = new Map<string, string>();
	for (const [index, step] of wanted.entries()) {
		const [, name] = /^\{(\w+)\}$/.exec(step) ?? [];
		if (name !== undefined && own[index] !== '') segments.set(name, own[index]);
		else if (own[index] !== step) return undefined;
	}
	return { base: before, segments };
}

/** Returns the path with the values of its parameters, except for the instance, which has its own field. */
const pathOf = (path: string, segments: ReadonlyMap<string, string>) =>
	path.replace(/\{(\w+)\}/g, (all, name: string) =>
		name === 'instance' ? all : (segments.get(name) ?? all),
	);

function asText(part: Part): readonly Part[] {
	if ('text' in part) return [part];
	const value = parseSource(part.source);
	return value.kind === 'expression' ? [part] : (partsOf(value) ?? [part]);
}

const unmarked = (text: string, sources: readonly string[]) =>
	text
		.split(MARKED)
		.map(
			(part, index): Part => (index % 2 === 0 ? { text: part } : { source: sources[Number(part)] }),
		);

function queryIn(search: string, valueOf: (marked: string) => Value): Map<string, Value> {
	const pairs = search.split('&').filter((pair) => pair !== '');
	return new Map(
		pairs.map((pair) => {
			const [name, ...rest] = pair.split('=');
			return [name, decoded(valueOf(rest.join('=').replaceAll('+', ' ')))];
		}),
	);
}

/** Removes URL encoding, because fields need the plain value. */
function decoded(value: Value): Value {
	if (value.kind === 'literal' && typeof value.value === 'string') {
		try {
			return { kind: 'literal', value: decodeURIComponent(value.value) };
		} catch {
			return value;
		}
	}
	if (value.kind !== 'template') return value;
	const parts = value.parts.map((part): Part => {
		if ('text' in part) return part;
		const source = bare(part.source);
		const isCall = /^encodeURI(?:Component)?\(/.test(source);
		if (!isCall || skip(source, source.indexOf('(')) !== source.length) return { source };
		return { source: source.slice(source.indexOf('(') + 1, -1) };
	});
	if (parts.length === 1 && 'source' in parts[0])
		return { kind: 'expression', source: parts[0].source };
	return fromParts(parts);
}
