import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ask, type ItemRequest } from './ask';
import type { Connection } from './connection';
import { prepareItem } from './item';
import type { Operation } from './operation';
import { toItems } from './output';

/** A route that takes many at once: the items of the run share its requests. */
export interface Bulk<Input = never> {
	/** Most units in a request. */
	readonly size: number;
	/** What an item asks about; each unit becomes an output item. */
	readonly units: (input: Input) => readonly unknown[];
	/** Items share a request only where this is equal; left out: all of the same instance. */
	readonly target?: (input: Input) => string;
	/** The body for some units; `input` is one of those that share the request. */
	readonly body: (units: readonly unknown[], input: Input) => object;
	/** What the answer says about each of the units, in their order. */
	readonly results: (answer: unknown, units: readonly unknown[]) => IDataObject[];
}

/** An item's output, or why it has none. */
export type Outcome = { readonly items: INodeExecutionData[] } | { readonly error: unknown };

type Prepared = ItemRequest & { readonly units: readonly unknown[] };

/** Sends as few requests as possible for all items. @returns one outcome for each item, in their order */
export async function runBulk(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	bulk: Bulk,
): Promise<Outcome[]> {
	const prepared = context
		.getInputData()
		.map((_item, index) => prepare(context, connection, operation, bulk, index));
	const isRefused = prepared.some((item) => !isPrepared(item)) && !context.continueOnFail();
	if (isRefused) return prepared.map((item) => (isPrepared(item) ? { items: [] } : item));
	const results = new Map<Prepared, Map<string, unknown>>();
	for (const group of groups(prepared.filter(isPrepared), bulk)) {
		const found = await askGroup(context, connection, operation, bulk, group);
		for (const item of group) results.set(item, found);
	}
	return await Promise.all(
		prepared.map(async (item) => {
			if (!isPrepared(item)) return item;
			return await outcomeOf(context, operation, item, results.get(item) ?? new Map());
		}),
	);
}

const isPrepared = (item: Prepared | { error: unknown }): item is Prepared => 'units' in item;

function prepare(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	bulk: Bulk,
	index: number,
): Prepared | { error: unknown } {
	try {
		const item = prepareItem(context, connection, operation, index);
		return { ...item, units: bulk.units(item.input as never) };
	} catch (error) {
		return { error };
	}
}

function groups(items: readonly Prepared[], { target }: Bulk): Prepared[][] {
	const byTarget = new Map<string, Prepared[]>();
	for (const item of items) {
		const key = JSON.stringify([item.instance, target?.(item.input as never)]);
		const group = byTarget.get(key);
		if (group === undefined) byTarget.set(key, [item]);
		else group.push(item);
	}
	return [...byTarget.values()];
}

/** @returns by unit (as JSON) what was found, or an Error for the units of a request that failed */
async function askGroup(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	bulk: Bulk,
	group: readonly Prepared[],
): Promise<Map<string, unknown>> {
	const [first] = group;
	const units = new Map(
		group.flatMap((item) => item.units.map((unit) => [JSON.stringify(unit), unit])),
	);
	const keys = [...units.keys()];
	const found = new Map<string, unknown>();
	for (let start = 0; start < keys.length; start += bulk.size) {
		const chunk = keys.slice(start, start + bulk.size);
		const asked = chunk.map((key) => units.get(key));
		const body = bulk.body(asked, first.input as never);
		const results = await ask(context, connection, operation, first, body).then(
			(answer): unknown[] => bulk.results(answer, asked),
			(error: unknown) => asked.map(() => new Failed(error)),
		);
		chunk.forEach((key, index) => found.set(key, results[index]));
	}
	return found;
}

class Failed {
	constructor(readonly error: unknown) {}
}

async function outcomeOf(
	context: IExecuteFunctions,
	operation: Operation,
	item: Prepared,
	found: Map<string, unknown>,
): Promise<Outcome> {
	const answer = item.units.map((unit) => found.get(JSON.stringify(unit)));
	const failed = answer.find((result) => result instanceof Failed);
	if (failed !== undefined) return { error: failed.error };
	return { items: await toItems(context, operation, { ...item, answer }) };
}
