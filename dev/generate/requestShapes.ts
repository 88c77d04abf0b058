import type { Say, SayRows, Shape } from '../../converter/table';
import { parseInput } from '../../nodes/EvolutionApi/core/input/inputProblem';
import type { Changes, Operation } from '../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';
import { everyVariant, SAMPLE_BASE64, type Values } from '../../test/support/fullInput';
import { wireOf } from '../../test/support/wire';
import { differences, leaves, placesOf, valueAt, withValue } from './jsonPaths';
import { pairsFor } from './probes';
import { shownValues } from './shownValues';

// Finds out how an operation sends its fields: changes one field after the other, and looks at the changes in the request.

type Send = (values: Values) => Promise<unknown>;

interface Leaf {
	readonly path: string;
	readonly field: Field;
	/** The fields of a row, if any number of rows can be added. */
	readonly rows?: readonly Field[];
}

const NOT_SENT = ['instance', 'bulkSending', 'simplify'];

/** Limit for combinations of choices, because all choices of all dropdowns would be too many. */
const MOST_COMBINATIONS = 48;

const SECOND_MS = 1000;

/** Returns the shapes of an operation's requests; empty if they can't be found out. */
export async function requestShapes(operation: Operation): Promise<Shape[]> {
	const send: Send = async (changes) => {
		try {
			const values = shownValues(operation.fields, { ...Object.fromEntries(ofPath), ...changes });
			if (await isAnsweredWithout(operation, values)) return undefined;
			const { body, query, isForm } = await wireOf(operation, values);
			return { body: body ?? {}, query, ...(isForm ? { isForm } : {}) };
		} catch {
			return undefined;
		}
	};
	const inPath = (name: string) => operation.request.path.includes(`{${name}}`);
	const fields = operation.fields.filter(({ name }) => !NOT_SENT.includes(name) && !inPath(name));
	const ofPath = Object.entries(operation.example).filter(([name]) => inPath(name));
	const starts = [operation.example, ...everyVariant(operation)];
	return await shapesOf(fields, starts, send);
}

/** Tells whether an operation with these values never calls its own route. */
async function isAnsweredWithout(
	{ run, input, bulk }: Operation,
	values: Values,
): Promise<boolean> {
	// The type `Operation` doesn't contain the type of the operation's input.
	const parsed = parseInput(input, values) as never;
	if (bulk?.units(parsed).length === 0) return true;
	const requests: Changes[] = [];
	const call = {
		connection: { server: {} },
		ask: async (changes: Changes = {}) => await Promise.resolve(requests.push(changes)),
	};
	try {
		await run?.(parsed, call as never);
	} catch {
		// `call` is incomplete. Every operation that needs more of it calls its own route.
		return false;
	}
	return requests.length > 0 && requests.every(({ path }) => path !== undefined);
}

async function shapesOf(
	fields: readonly Field[],
	starts: readonly Values[],
	send: Send,
): Promise<Shape[]> {
	const dropdowns = fields.filter(({ name, type }) => type === 'options' && decides(name, fields));
	const shapes: Shape[] = [];
	for (const set of combinations(dropdowns)) {
		const base = await baseFor(fields, starts, set, send);
		if (base === undefined) continue;
		const shape = await shapeOf(fields, { base, starts, set }, send);
		if (!isComplete(shape, fields, base)) continue;
		const isSame = shapes.some((one) => JSON.stringify(one) === JSON.stringify(shape));
		if (!isSame) shapes.push(shape);
	}
	return dropdowns.reduce((all, { name }) => withChoice(all, name), shapes);
}

/** Tells whether all fields that must be filled in can be derived from a request with this shape. */
function isComplete({ set, says, always }: Shape, fields: readonly Field[], base: Values): boolean {
	// A shape that always contains the tests' sample file matches no user's request.
	if (Object.values(always).some((value) => String(value).includes(SAMPLE_BASE64))) return false;
	return fields.every(({ name, type, default: initial }) => {
		if (type === 'notice') return true;
		const isDefault =
			JSON.stringify(base[name]) === JSON.stringify(type === 'resourceLocator' ? '' : initial);
		return (
			isDefault ||
			name in set ||
			says.some(({ field }) => field === name || field.startsWith(`${name}.`))
		);
	});
}

/** Joins shapes that differ only in the choice of a dropdown. */
function withChoice(shapes: readonly Shape[], dropdown: string): Shape[] {
	const merged: Shape[] = [];
	for (const shape of shapes) {
		const alike = merged.findIndex((one) => choiceBetween(one, shape, dropdown) !== undefined);
		const choice = merged[alike] && choiceBetween(merged[alike], shape, dropdown);
		if (choice === undefined) merged.push(shape);
		else merged[alike] = choice;
	}
	return merged;
}

function choiceBetween(one: Shape, other: Shape, dropdown: string): Shape | undefined {
	const say = one.says.find((entry): entry is Say => entry.field === dropdown);
	const at =
		say?.at ??
		differences(Object.entries(one.always), Object.entries(other.always)).map(
			(path) => Object.keys(one.always)[Number(path.split('.')[0])],
		)[0];
	if (at === undefined || !(at in other.always) || !(dropdown in other.set)) return undefined;
	const { [dropdown]: choice, ...set } = other.set;
	const { [at]: sent, ...always } = other.always;
	const first = say?.choices ?? { [String(one.always[at])]: one.set[dropdown] };
	const joined: Shape = {
		...other,
		set,
		says: [
			...other.says,
			{ at, field: dropdown, as: 'choice', choices: { ...first, [String(sent)]: choice } },
		],
		always,
	};
	return sameBut(one, joined, dropdown, at) ? joined : undefined;
}

function sameBut(one: Shape, other: Shape, dropdown: string, at: string): boolean {
	const rest = ({ set, says, always, ...more }: Shape) =>
		JSON.stringify([
			Object.entries(set).filter(([name]) => name !== dropdown),
			says.filter(({ field }) => field !== dropdown),
			Object.entries(always).filter(([path]) => path !== at),
			more,
		]);
	return rest(one) === rest(other);
}

function decides(name: string, fields: readonly Field[]): boolean {
	const shown = JSON.stringify(fields, (key, value: unknown) =>
		key === 'default' ? undefined : value,
	);
	return new RegExp(`"(?:show|hide)":\\{[^}]*"/?${name}":`).test(shown);
}

function combinations(dropdowns: readonly Field[]): Values[] {
	let all: Values[] = [{}];
	for (const { name, options = [] } of dropdowns) {
		const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
		const next = all.flatMap((set) => choices.map((choice) => ({ ...set, [name]: choice })));
		if (next.length > MOST_COMBINATIONS) break;
		all = next;
	}
	return all;
}

async function baseFor(
	fields: readonly Field[],
	starts: readonly Values[],
	set: Values,
	send: Send,
): Promise<Values | undefined> {
	const defaults: Values = {};
	for (const { name, type, default: initial } of fields) {
		if (type !== 'notice') defaults[name] = type === 'resourceLocator' ? '' : initial;
	}
	for (const start of starts) {
		let values: Values = { ...defaults, ...start, ...set };
		if ((await send(values)) === undefined) continue;
		for (const { name } of fields) {
			if (name in set) continue;
			const without = { ...values, [name]: defaults[name] };
			if ((await send(without)) !== undefined) values = without;
		}
		return values;
	}
	return undefined;
}

interface Tried {
	readonly base: Values;
	readonly starts: readonly Values[];
	readonly set: Values;
}

async function shapeOf(
	fields: readonly Field[],
	{ base, starts, set }: Tried,
	send: Send,
): Promise<Shape> {
	const all: Found[] = [];
	const sent = await send(base);
	const isForm = valueAt(sent, 'isForm') === true;
	for (const leaf of valuesFirst(leavesOf(fields.filter(({ name }) => !(name in set))))) {
		const find = async (values: Values) =>
			leaf.rows
				? await sayRows(leaf.path, leaf.rows, values, send)
				: await sayOf(leaf, values, send, starts);
		const found =
			(await find(base)) ?? (await firstFound(inCompany(leaf, base, starts), isForm, send, find));
		if (found !== undefined) all.push(found);
	}
	const firsts = all.filter(
		({ say }, index) => all.findIndex((one) => one.say.at === say.at) === index,
	);
	const also = new Set(all.flatMap((found) => found.also));
	const explained = [...firsts.map(({ say }) => say.at), ...also];
	const isExplained = (path: string) =>
		path === 'isForm' || explained.some((one) => isWithin(path, one));
	const says = firsts.map((found) => withAlong(found, sent, isExplained));
	const unsteady = await changedBy(says, base, send);
	const always = leaves(sent).filter(
		([path, value]) => !unsteady.has(path) && !isExplained(path) && !isOfFile(isForm, value),
	);
	return {
		set,
		says,
		always: Object.fromEntries(always),
		also: [...also].filter(
			(path) => path !== 'isForm' && !says.some(({ at }) => isWithin(path, at)),
		),
		...(isForm ? { file: 'binaryPropertyName' } : {}),
	};
}

/** Fills in the whole collection of a field. For example, a proxy's port is only sent together with the proxy's host. */
function inCompany({ path }: Leaf, base: Values, starts: readonly Values[]): Values[] {
	const [collection, ...inner] = path.split('.');
	if (inner.length === 0) return [];
	return starts.map((start) => ({ ...base, [collection]: start[collection] }));
}

async function firstFound(
	bases: readonly Values[],
	isForm: boolean,
	send: Send,
	find: (base: Values) => Promise<Found | undefined>,
): Promise<Found | undefined> {
	for (const base of bases) {
		// Skips values that change how the file is sent: as Base64, or as a part of a form.
		if ((valueAt(await send(base), 'isForm') === true) !== isForm) continue;
		const found = await find(base);
		if (found !== undefined) return found;
	}
	return undefined;
}

function withAlong(
	{ say, sent }: Found,
	without: unknown,
	isExplained: (path: string) => boolean,
): Say | SayRows {
	const before = new Set(leaves(without).map(([path]) => path));
	const along = leaves(sent).filter(([path]) => !before.has(path) && !isExplained(path));
	return along.length === 0 || 'rows' in say ? say : { ...say, along: Object.fromEntries(along) };
}

const isOfFile = (isForm: boolean, value: unknown) => isForm && value === 'image/png';

const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}.`);

/** Finds values that are only sent while a certain field is empty. */
async function changedBy(
	says: ReadonlyArray<Say | SayRows>,
	base: Values,
	send: Send,
): Promise<Set<string>> {
	const sent = await send(base);
	const changed = new Set<string>();
	for (const say of says) {
		if ('rows' in say || say.as !== 'text') continue;
		for (const [one] of pairsFor({ type: 'string' } as Field)) {
			const otherwise = await send(withValue(base, say.field, one));
			if (otherwise === undefined) continue;
			for (const path of differences(sent, otherwise)) changed.add(path);
			break;
		}
	}
	return changed;
}

interface Found {
	readonly say: Say | SayRows;
	/** Example of a request that contains the field's value. */
	readonly sent: unknown;
	readonly also: readonly string[];
}

interface Nested {
	readonly name: string;
	readonly values?: readonly Field[];
}

function leavesOf(fields: readonly Field[], prefix = ''): Leaf[] {
	return fields.flatMap((field): Leaf[] => {
		const path = prefix + field.name;
		if (field.type === 'notice') return [];
		if (field.type === 'collection') return leavesOf(field.options as Field[], `${path}.`);
		if (field.type !== 'fixedCollection') return [{ path, field }];
		return ((field.options ?? []) as readonly Nested[]).flatMap(({ name, values = [] }) =>
			field.typeOptions?.multipleValues === true
				? [{ path: `${path}.${name}`, field, rows: values }]
				: leavesOf(values, `${path}.${name}.`),
		);
	});
}

/** Puts dropdowns last, because some only decide how another field's value is sent. */
const valuesFirst = (found: readonly Leaf[]): Leaf[] => [
	...found.filter(({ field }) => field.type !== 'options'),
	...found.filter(({ field }) => field.type === 'options'),
];

async function sayOf(
	{ path, field }: Leaf,
	base: Values,
	send: Send,
	starts: readonly Values[],
): Promise<Found | undefined> {
	if (field.type === 'options') return await sayChoice(path, field, base, send, starts);
	for (const [one, other] of pairsFor(field)) {
		const sent = await send(withValue(base, path, one));
		const otherwise = await send(withValue(base, path, other));
		if (sent === undefined || otherwise === undefined) continue;
		if (valueAt(sent, 'isForm') !== valueAt(await send(base), 'isForm')) continue;
		const changed = differences(sent, otherwise);
		const found = explained(path, [one, sent], [other, otherwise]);
		if (found === undefined) continue;
		const rest = changed.filter((place) => !isWithin(place, found.at));
		const say = await asList(found, [one, other], base, send);
		return { say, sent, also: rest };
	}
	return undefined;
}

function explained(
	field: string,
	[one, sent]: readonly [unknown, unknown],
	[other, otherwise]: readonly [unknown, unknown],
): Say | undefined {
	const same = (target: unknown, place: string, request: unknown) =>
		JSON.stringify(valueAt(request, place)) === JSON.stringify(target);
	const find = (first: unknown, second: unknown) =>
		placesOf(sent, first).find((place) => same(second, place, otherwise));
	const plain = find(one, other);
	if (plain !== undefined) {
		if (typeof one === 'boolean') return { at: plain, field, as: 'boolean' };
		if (typeof one === 'number') return { at: plain, field, as: 'number' };
		if (Array.isArray(one)) return { at: plain, field, as: 'values' };
		return { at: plain, field, as: 'text' };
	}
	const asText = typeof one === 'number' ? find(String(one), String(other)) : undefined;
	if (asText !== undefined) return { at: asText, field, as: 'number' };
	const inMs =
		typeof one === 'number' ? find(one * SECOND_MS, Number(other) * SECOND_MS) : undefined;
	if (inMs !== undefined) return { at: inMs, field, as: 'number', times: SECOND_MS };
	if (one === true) {
		const at = differences(sent, otherwise).find((place) => valueAt(sent, place) === true);
		return at === undefined ? undefined : { at, field, as: 'boolean' };
	}
	if (typeof one !== 'string' || typeof other !== 'string') return undefined;
	const list = find(one.split('\n'), other.split('\n'));
	if (list !== undefined) return { at: list, field, as: 'list', separator: '\n' };
	const jid = find(`${one}@s.whatsapp.net`, `${other}@s.whatsapp.net`);
	if (jid !== undefined) return { at: jid, field, as: 'text' };
	if (!one.startsWith('{') && !one.startsWith('[')) return undefined;
	const json = find(JSON.parse(one), JSON.parse(other));
	return json === undefined ? undefined : { at: json, field, as: 'json' };
}

/** Changes `as: 'text'` to `as: 'list'` if the field accepts several entries, such as `one, two`. */
async function asList(
	say: Say,
	[one, other]: readonly [unknown, unknown],
	base: Values,
	send: Send,
): Promise<Say> {
	if (say.as !== 'text' || !say.at.endsWith('.0')) return say;
	const at = say.at.slice(0, -2);
	for (const separator of ['\n', ', ']) {
		const sent = await send(withValue(base, say.field, [one, other].join(separator)));
		const list = valueAt(sent, at);
		if (Array.isArray(list) && list.length === 2) {
			return { at, field: say.field, as: 'list', separator };
		}
	}
	return say;
}

async function sayChoice(
	path: string,
	{ options = [] }: Field,
	base: Values,
	send: Send,
	starts: readonly Values[],
): Promise<Found | undefined> {
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	const sent: Array<readonly [value: unknown, request: unknown]> = [];
	for (const value of values) {
		const variant = withValue(base, path, value);
		const more = starts.filter((start) => valueAt(start, path) === value);
		sent.push([value, (await send(variant)) ?? (await sentWithAnother(variant, more, send))]);
	}
	const working = sent.filter(([, request]) => request !== undefined);
	if (working.length < 2) return undefined;
	const changed = differences(working[0][1], working[1][1]);
	const at =
		changed.find((place) =>
			working.every(([value, request]) => valueAt(request, place) === value),
		) ?? changed[0];
	if (at === undefined) return undefined;
	const choices = Object.fromEntries(
		working.flatMap(([value, request]) => {
			const shown = valueAt(request, at);
			return shown === undefined ? [] : [[String(shown), value]];
		}),
	);
	return { say: { at, field: path, as: 'choice', choices }, sent: working[0][1], also: [] };
}

/** If the node refuses the values, tries others. For example, the payment key type "email" needs an email address. */
async function sentWithAnother(
	values: Values,
	starts: readonly Values[],
	send: Send,
): Promise<unknown> {
	for (const start of starts) {
		for (const [name, value] of Object.entries(start)) {
			const sent = await send({ ...values, [name]: value });
			if (sent !== undefined) return sent;
		}
	}
	return undefined;
}

async function sayRows(
	path: string,
	fields: readonly Field[],
	base: Values,
	send: Send,
): Promise<Found | undefined> {
	const sendRow = async (...rows: Values[]) => await send(withValue(base, path, rows));
	for (const row of rowsToStart(fields, valueAt(base, path))) {
		const [single, double] = [await sendRow(row), await sendRow(row, another(row))];
		if (single === undefined || double === undefined) continue;
		const at = differences(single, double).find((place) => {
			const [short, long] = [valueAt(single, place), valueAt(double, place)];
			return Array.isArray(short) && Array.isArray(long) && short.length === 1 && long.length === 2;
		});
		if (at === undefined) continue;
		const sendEntry: Send = async (values) => valueAt(await sendRow(values), `${at}.0`);
		const rows = await shapesOf(fields, rowsToStart(fields, valueAt(base, path)), sendEntry);
		return rows.length === 0
			? undefined
			: { say: { at, field: path, rows }, sent: single, also: [] };
	}
	return undefined;
}

/** Returns a similar row, because some lists reject two equal entries. */
const another = (row: Values): Values =>
	JSON.parse(
		JSON.stringify(row, (_key, value: unknown) => {
			return typeof value === 'string' && /^[A-Z a-z]+$/.test(value) && value.includes(' ')
				? `${value} too`
				: value;
		}),
	) as Values;

function rowsToStart(fields: readonly Field[], example: unknown): Values[] {
	const [first] = Array.isArray(example) ? (example as Values[]) : [];
	return [...(first === undefined ? [] : [first]), ...everyVariant({ fields, example: {} })];
}
