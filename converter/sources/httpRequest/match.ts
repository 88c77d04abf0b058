import { divided } from '../../expressions/divided';
import {
	asJson,
	asParameter,
	asSource,
	literal,
	partsOf,
	type Part,
	type Value,
} from '../../expressions/value';
import { put } from '../../parameters';
import type { Say, SayRows, Shape } from '../../table';
import type { Parameters } from '../../workflow';

// Whether a request can be made by filling in fields: each value of it has to be what a field says, or what is always
// sent, and nothing may be left over.

export interface Matched {
	/** Keyed by the path of the field. */
	readonly parameters: Parameters;
	/** Paths of the request for which there is no field; then it cannot be said with our fields. */
	readonly left: readonly string[];
}

export function matchShape(shape: Shape, request: Value): Matched {
	const parameters: Parameters = structuredClone(shape.set) as Parameters;
	const left = new Set(leavesOf(request));
	const done = (path: string) => {
		for (const one of left) if (one === path || one.startsWith(`${path}.`)) left.delete(one);
	};
	const isSent = (path: string, wanted: unknown) => {
		const given = valueAt(request, path);
		return given !== undefined && JSON.stringify(asJson(given)) === JSON.stringify(wanted);
	};
	for (const [path, wanted] of Object.entries(shape.always)) {
		if (isSent(path, wanted)) done(path);
		else left.add(path);
	}
	for (const say of chosenSays(shape, request)) {
		const given = valueAt(request, say.at);
		if (given === undefined) continue;
		const value = 'rows' in say ? rowsFor(say, given) : fieldFor(say, given);
		if (value === undefined) continue;
		put(parameters, say.field, value);
		done(say.at);
		for (const [path, wanted] of Object.entries('along' in say ? (say.along ?? {}) : {})) {
			if (isSent(path, wanted)) done(path);
		}
	}
	for (const path of shape.also) done(path);
	return { parameters, left: [...left] };
}

/** Where a field takes the whole of something and another one a part of it: the part, if that is all there is. */
function chosenSays(shape: Shape, request: Value): ReadonlyArray<Say | SayRows> {
	const says = shape.says.filter(({ at }) => valueAt(request, at) !== undefined);
	return says.filter((say) => {
		const inner = says.filter(({ at }) => at.startsWith(`${say.at}.`));
		const outer = says.find((one) => say.at.startsWith(`${one.at}.`));
		if (inner.length > 0) return !coveredBy(inner, request, say.at);
		return outer === undefined || coveredBy([say], request, outer.at);
	});
}

function coveredBy(says: ReadonlyArray<Say | SayRows>, request: Value, path: string): boolean {
	const leaves = leavesOf(request).filter((one) => one === path || one.startsWith(`${path}.`));
	return leaves.every((leaf) => says.some(({ at }) => leaf === at || leaf.startsWith(`${at}.`)));
}

/** @returns undefined if an entry has something for which a row has no field */
function rowsFor({ rows }: SayRows, given: Value): unknown {
	if (given.kind !== 'list') return undefined;
	const entries = given.items.map((item) =>
		rows.map((shape) => matchShape(shape, item)).find(({ left }) => left.length === 0),
	);
	return entries.includes(undefined) ? undefined : entries.map((entry) => entry?.parameters);
}

/** @returns undefined if the field cannot take it */
function fieldFor(say: Say, given: Value): unknown {
	if (say.times !== undefined) return divided(given, say.times);
	if (given.kind === 'expression' || given.kind === 'template') {
		// A list of texts may come from an expression as well.
		return asParameter(given);
	}
	switch (say.as) {
		case 'text':
			return given.kind === 'literal' && given.value !== null
				? asParameter(typeof given.value === 'string' ? given : literal(String(given.value)))
				: undefined;
		case 'number': {
			const number = given.kind === 'literal' && given.value !== '' ? Number(given.value) : NaN;
			return Number.isFinite(number) ? number : undefined;
		}
		case 'boolean': {
			const text = given.kind === 'literal' ? String(given.value) : '';
			return text === 'true' ? true : text === 'false' ? false : undefined;
		}
		case 'choice':
			return given.kind === 'literal' ? say.choices?.[String(given.value)] : undefined;
		case 'list':
			return given.kind === 'list' ? textOfList(given.items, say.separator ?? '\n') : undefined;
		case 'values':
			return given.kind === 'list' ? asJson(given) : undefined;
		case 'json': {
			const json = asJson(given);
			return json === undefined ? asParameter(given) : JSON.stringify(json, null, 2);
		}
	}
}

/** One text for all of them; undefined if that would not mean the same. */
function textOfList(items: readonly Value[], separator: string): unknown {
	if (items.length === 0) return undefined;
	const parts: Part[] = [];
	for (const [index, item] of items.entries()) {
		const own = partsOf(item);
		const isBroken = own?.some(
			(part) => 'text' in part && part.text.includes(separator.trim() || separator),
		);
		if (own === undefined || isBroken === true) return undefined;
		if (item.kind === 'expression' || item.kind === 'template') {
			// It may give a text with a separator in it.
			return asParameter({ kind: 'expression', source: `[${items.map(asSource).join(', ')}]` });
		}
		parts.push(...(index === 0 ? [] : [{ text: separator }]), ...own);
	}
	return parts.map((part) => ('text' in part ? part.text : '')).join('');
}

/** @returns undefined if there is no such place, or an expression hides it */
export function valueAt(value: Value, path: string): Value | undefined {
	let place: Value | undefined = value;
	for (const step of path.split('.')) {
		if (place?.kind === 'object') place = place.entries.get(step);
		else if (place?.kind === 'list') place = place.items[Number(step)];
		else return undefined;
	}
	return place;
}

/** The paths of everything that has nothing below it; of empty objects and lists as well. */
function leavesOf(value: Value, path = ''): string[] {
	const under = (key: string) => (path === '' ? key : `${path}.${key}`);
	if (value.kind === 'object' && (value.entries.size > 0 || path === '')) {
		return [...value.entries].flatMap(([key, inner]) => leavesOf(inner, under(key)));
	}
	if (value.kind === 'list' && value.items.length > 0) {
		return value.items.flatMap((inner, index) => leavesOf(inner, under(String(index))));
	}
	return [path];
}
