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

// Finds out whether our fields can make a request: each of its values must come from a field or be a constant of the operation,
// and no value may be left over.

export interface Matched {
	readonly parameters: Parameters;
	/** Paths of values for which our node has no field: `body.number`. If there are any, our node can't send the request. */
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

/** Returns the field for `quoted.key.id` if `quoted` contains nothing else; otherwise, the field for `quoted`. */
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

/** @returns undefined if an entry of the list contains a value for which our node has no field */
function rowsFor({ rows }: SayRows, given: Value): unknown {
	if (given.kind !== 'list') return undefined;
	const entries = given.items.map((item) =>
		rows.map((shape) => matchShape(shape, item)).find(({ left }) => left.length === 0),
	);
	return entries.includes(undefined) ? undefined : entries.map((entry) => entry?.parameters);
}

function fieldFor(say: Say, given: Value): unknown {
	if (say.times !== undefined) return divided(given, say.times);
	if (given.kind === 'expression' || given.kind === 'template') {
		// A field for a list also accepts an expression that returns a list.
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

/** Joins the texts of a list; undefined if the list is empty, or a text contains the separator. */
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
			// Returns a list instead of a text, because the result of an expression may contain the separator.
			return asParameter({ kind: 'expression', source: `[${items.map(asSource).join(', ')}]` });
		}
		parts.push(...(index === 0 ? [] : [{ text: separator }]), ...own);
	}
	return parts.map((part) => ('text' in part ? part.text : '')).join('');
}

/** @returns undefined if the path doesn't exist, or an expression hides it */
export function valueAt(value: Value, path: string): Value | undefined {
	let place: Value | undefined = value;
	for (const step of path.split('.')) {
		if (place?.kind === 'object') place = place.entries.get(step);
		else if (place?.kind === 'list') place = place.items[Number(step)];
		else return undefined;
	}
	return place;
}

/** Returns the paths of all values that contain no others, including empty objects and lists. */
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
