import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { decimal } from '../core/input/checks';
import { parseInput } from '../core/input/inputErrors';
import { readParameter } from '../core/prepare/parameters';
import { recordOf } from '../core/values/answer';
import { pause } from '../core/concurrency/retry';
import { isPrepared, prepareItems } from '../core/prepare/prepare';
import type { ItemRequest, ItemOutcome, Run } from '../core/prepare/run';
import type { Bulk } from '../core/table/bulkDefinition';
import { inParallel } from '../core/concurrency/limiter';
import { ask } from './ask';
import { grouped, type Group } from './grouped';
import { toItems } from './output';

const ONE_AT_A_TIME = 1;

/** By unit (as JSON): its result, or why there is none. Items that share requests share it. */
type Results = Map<string, { readonly result: IDataObject } | { readonly error: unknown }>;

/** The content of one request. */
interface Part {
	/** One of the items that share the request. */
	readonly item: ItemRequest;
	readonly units: readonly unknown[];
	readonly found: Results;
}

/** Sends as few requests as possible for all items, one after the other. @returns one outcome for each item, in their order */
export async function runBulk(run: Run, bulk: Bulk): Promise<ItemOutcome[]> {
	const { context } = run;
	const prepared = prepareItems(run);
	const isRefused = prepared.some((item) => !isPrepared(item)) && !context.continueOnFail();
	if (isRefused) return prepared.map((item) => (isPrepared(item) ? { items: [] } : item));
	const found = new Map<ItemRequest, Results>();
	const parts = groups(prepared.filter(isPrepared), bulk).flatMap((group) => {
		const shared: Results = new Map();
		for (const item of group) found.set(item, shared);
		return partsOf(group, bulk, shared);
	});
	const waitForTurn = bulk.hasDelay === true ? delayBetweenRequests(context) : undefined;
	await inParallel(context, ONE_AT_A_TIME, parts, async (part) => {
		if ((await waitForTurn?.()) === false) return false;
		const isDone = await askPart(run, bulk, part);
		return isDone || context.continueOnFail();
	});
	return await Promise.all(
		prepared.map(async (item) => {
			if (!isPrepared(item)) return item;
			const units = bulk.units(item.input);
			return await itemOutcome(run, item, units, found.get(item) ?? new Map());
		}),
	);
}

function groups(items: readonly ItemRequest[], { target }: Bulk): Group[] {
	return grouped(items, ({ instance, input }) => [instance, target?.(input)]);
}

/** The requests for items that share them. A unit that several items ask about is in them once. */
function partsOf(group: Group, { units, size, known }: Bulk, found: Results): Part[] {
	const all = group.flatMap((item) => [...units(item.input)]);
	const asked = new Map<string, unknown>();
	for (const unit of all) {
		const result = known?.(unit);
		if (result === undefined) asked.set(JSON.stringify(unit), unit);
		else found.set(JSON.stringify(unit), { result });
	}
	const different = [...asked.values()];
	const parts: Part[] = [];
	for (let start = 0; start < different.length; start += size) {
		parts.push({ item: group[0], units: different.slice(start, start + size), found });
	}
	return parts;
}

/** @returns whether the server answered */
async function askPart(run: Run, bulk: Bulk, { item, units, found }: Part): Promise<boolean> {
	const body = bulk.body(units, item.input);
	return await ask(run, item, { body }).then(
		(answer) => {
			const results = bulk.results(answer, units);
			units.forEach((unit, index) =>
				found.set(JSON.stringify(unit), { result: results[index] ?? {} }),
			);
			return true;
		},
		(error: unknown) => {
			for (const unit of units) found.set(JSON.stringify(unit), { error });
			return false;
		},
	);
}

/** No output if the item's turn did not come. */
async function itemOutcome(
	run: Run,
	item: ItemRequest,
	units: readonly unknown[],
	found: Results,
): Promise<ItemOutcome> {
	const answer: IDataObject[] = [];
	let isComplete = true;
	for (const unit of units) {
		const part = found.get(JSON.stringify(unit));
		if (part === undefined) isComplete = false;
		else if ('error' in part) return part;
		else answer.push(part.result);
	}
	if (!isComplete) return { items: [] };
	return { items: await toItems(run, { ...item, answer }) };
}

// The field has these numbers, too: `requestDelayOptions` in `fields/concurrency.ts`.
const DELAY_SECONDS = 2;
const LONGEST_DELAY_SECONDS = 3600;

const delay = z.object({
	options: z.object({
		delayBetweenRequests: decimal(0, LONGEST_DELAY_SECONDS).default(DELAY_SECONDS),
	}),
});

/**
 * For a run whose requests follow each other: the first item's *Delay Between Requests*.
 * @returns waits before every request but the first; answers false if the execution was cancelled
 * @throws {InputProblem} if the number cannot be used
 */
function delayBetweenRequests(context: IExecuteFunctions): () => Promise<boolean> {
	const options = recordOf(readParameter(context, 'options', 0));
	const { delayBetweenRequests: seconds } = parseInput(delay, { options }).options;
	const signal = context.getExecutionCancelSignal();
	let isFirst = true;
	return async () => {
		if (!isFirst) await pause(seconds * 1000, signal);
		isFirst = false;
		return signal?.aborted !== true;
	};
}
