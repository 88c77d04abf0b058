import { bare, skip } from '../../expressions/scan';

// Finds the part of a delivery that an expression such as `$json.body.data.key.id` returns.

/** Use of a JID in an expression: extract its number, or test whether it's a group's. */
type As = 'number' | 'isGroup';

export interface Origin {
	/** Paths within the item: two for `$json.name || $json.phone`, and none for a fixed value. */
	readonly paths: readonly string[];
	readonly as?: As;
}

export interface Item {
	readonly fields: ReadonlyMap<string, Origin>;
	readonly objects?: ReadonlySet<string>;
	/** Source of all fields that aren't in `fields`. */
	readonly rest?: Item;
	readonly isDelivery?: true;
}

export interface Scope {
	readonly current: Item | undefined;
	readonly named: (node: string) => Item | undefined;
	readonly locals: ReadonlyMap<string, Origin>;
}

/** Limit for code that extracts a value. Real code stays far below it. */
const MOST_CHARACTERS = 2000;

/** Path of `$input.first()`, a whole item. The path of `$input.first().json` is empty. */
const WHOLE = '@';

const CURRENT =
	/^(?:\$json\b|(?:\$input\.(?:first\(\)|last\(\)|item)|(?:items|\$input\.all\(\))\[0\])(?:\.json\b)?)/;
const NAMED =
	/^\$(?:node\[(["'`])([^"'`]+)\1\]|\((["'`])([^"'`]+)\3\)\.(?:item|first\(\)|last\(\)))\.json\b/;
const LOCAL = /^[A-Za-z_$][\w$]*/;
const KEY = /^\s*\??\.\s*([A-Za-z_$][\w$]*)(?![\w$]|\s*\()|^(?:\?\.)?\[\s*(["'])([^"']*)\2\s*\]/;
const CALL = /^\s*\??\.\s*(\w+)\(([^()]*)\)/;

const VALUE = /^(?:''|""|``|null|undefined|false|true|0|\{\s*\}|\[\s*\])$/;

/** Calls that reduce a JID to its number. */
const CUTS = [
	/^split\(\s*(["'`])@\1\s*\)$/,
	/^replace(?:All)?\(\s*(["'`])(?:@[\w.]*|\+)\1\s*,\s*(["'`])\2\s*\)$/,
	/^replace\(\s*\/@[^/]*\/g?\s*,\s*(["'`])\1\s*\)$/,
];
const HARMLESS = /^(?:trim|toString)\(\s*\)$/;
const FIRST = /^\s*(?:\[0\]|\.(?:first|shift)\(\))/;
const ASKS_GROUP = /^(?:endsWith|includes)\(\s*(["'`])@g\.us\1\s*\)$/;

/** @param given JavaScript source. @returns undefined if it does more than extract a value */
export function originOf(given: string, scope: Scope): Origin | undefined {
	if (given.length > MOST_CHARACTERS) return undefined;
	const source = bare(given);
	if (VALUE.test(source)) return { paths: [] };
	const [first, ...others] = alternatives(source);
	if (others.length === 0) return takenOut(source, scope);
	const origins = [first, ...others].map((one) => originOf(one, scope));
	const known = origins.filter((one) => one !== undefined);
	const kinds = new Set(known.filter(({ paths }) => paths.length > 0).map(({ as }) => as));
	if (known.length < origins.length || kinds.size > 1) return undefined;
	return { paths: [...new Set(known.flatMap(({ paths }) => paths))], as: [...kinds][0] };
}

function alternatives(source: string): string[] {
	const parts: string[] = [];
	let from = 0;
	for (let index = 0; index < source.length; ) {
		const isBetween = source.startsWith('||', index) || source.startsWith('??', index);
		if (isBetween) {
			parts.push(source.slice(from, index));
			from = index + 2;
		}
		index = isBetween ? from : skip(source, index);
	}
	return [...parts, source.slice(from)];
}

function takenOut(source: string, scope: Scope): Origin | undefined {
	let { origin, item, rest } = rootOf(source, scope);
	for (let key = KEY.exec(rest); key !== null; key = KEY.exec(rest)) {
		const name = key[1] ?? key[3];
		rest = rest.slice(key[0].length);
		if (item === undefined) origin = below(origin, name);
		else ({ origin, item } = inItem(item, name));
	}
	if (item?.isDelivery === true) origin = { paths: [''] };
	return origin && afterCalls(origin, rest);
}

interface Root {
	readonly origin?: Origin;
	readonly item?: Item;
	readonly rest: string;
}

function rootOf(source: string, { current, named, locals }: Scope): Root {
	const own = CURRENT.exec(source)?.[0];
	if (own !== undefined) {
		const rest = source.slice(own.length);
		if (own.endsWith('json')) return { item: current, rest };
		return { origin: current?.isDelivery === true ? { paths: [WHOLE] } : undefined, rest };
	}
	const other = NAMED.exec(source);
	if (other !== null)
		return { item: named(other[2] ?? other[4]), rest: source.slice(other[0].length) };
	const [local = ''] = LOCAL.exec(source) ?? [];
	return { origin: locals.get(local), rest: source.slice(local.length) };
}

function inItem(item: Item, name: string): { origin?: Origin; item?: Item } {
	if (item.isDelivery === true) return { origin: { paths: [name] } };
	const known = item.fields.get(name);
	if (known !== undefined) return { origin: known };
	if (item.objects?.has(name) === true || item.rest === undefined) return {};
	return inItem(item.rest, name);
}

function below(origin: Origin | undefined, name: string): Origin | undefined {
	if (origin === undefined || origin.as !== undefined || origin.paths.length === 0)
		return undefined;
	const under = (path: string) => {
		if (path === WHOLE) return name === 'json' ? '' : undefined;
		return path === '' ? name : `${path}.${name}`;
	};
	const paths = origin.paths.map(under).filter((path) => path !== undefined);
	return paths.length === origin.paths.length ? { paths } : undefined;
}

function afterCalls(origin: Origin, given: string): Origin | undefined {
	let { as } = origin;
	let rest = given;
	for (let call = CALL.exec(rest); call !== null; call = CALL.exec(rest)) {
		const text = `${call[1]}(${call[2]})`;
		rest = rest.slice(call[0].length);
		if (HARMLESS.test(text)) continue;
		if (as === undefined && ASKS_GROUP.test(text)) as = 'isGroup';
		else if (as !== 'isGroup' && CUTS.some((cut) => cut.test(text))) {
			as = 'number';
			if (text.startsWith('split') && !FIRST.test(rest)) return undefined;
			rest = text.startsWith('split') ? rest.replace(FIRST, '') : rest;
		} else return undefined;
	}
	return rest.trim() === '' ? { ...origin, as } : undefined;
}
