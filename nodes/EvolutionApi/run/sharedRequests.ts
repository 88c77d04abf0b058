import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { inParallel } from '../core/concurrency/limiter';
import { pause } from '../core/concurrency/retry';
import { decimal, readConcurrency } from '../core/input/checks';
import { parseInput } from '../core/input/inputProblem';
import { readParameter } from '../table/prepare/parameters';
import {
	isPrepared,
	toOutcome,
	prepareItems,
	type ItemOutcome,
	type ItemRequest,
	type Run,
} from '../table/prepare/prepare';
import type { Connection } from '../server/adapter';
import type { Bulk, Operation } from '../table/operation';
import { asRecord } from '../core/values/answer';
import { concurrency as usualConcurrency, REQUEST_DELAY_SECONDS } from '../fields/reads';
import { answerItem, completeItem, toItems } from './perform';
import { askOperation } from './request';

/**
 * Sends the requests of several items in parallel, and equal requests only once.
 * @returns one outcome for each item, in the order of the items. If a failure or cancellation comes before an item's turn, its
 *   outcome has no output
 */
export async function runReads(run: Run): Promise<ItemOutcome[]> {
	const { context, operation } = run;
	const requests = prepareItems(run);
	const outcomes = requests.map((item): ItemOutcome => (isPrepared(item) ? { items: [] } : item));
	if (outcomes.some(isError) && !context.continueOnFail()) return outcomes;
	const questions = groupByQuestion(operation, requests.filter(isPrepared));
	await inParallel(context, readRequestsAtOnce(context), questions, async (items) => {
		const newOutcomes = await answerTogether(run, items);
		for (const [position, outcome] of newOutcomes.entries()) {
			const item = items[position];
			if (item !== undefined) outcomes[item.index] = outcome;
		}
		return context.continueOnFail() || !newOutcomes.some(isError);
	});
	return outcomes;
}

/** @throws {InputProblem} if the number can't be used */
function readRequestsAtOnce(context: IExecuteFunctions): number {
	const { concurrency } = asRecord(readParameter(context, 'options', 0));
	return readConcurrency(concurrency, usualConcurrency.default, 'options');
}

const isError = (outcome: ItemOutcome) => 'error' in outcome;

/** The groups are in the order of their first items. */
function groupByQuestion({ paging, run }: Operation, items: readonly ItemRequest[]): Group[] {
	// If an operation always asks the server for all results, items with different limits can share the answer.
	const asksForAll = paging === undefined && run === undefined;
	return groupBy(items, ({ instance, input, limit }) => [
		instance,
		input,
		asksForAll ? undefined : String(limit),
	]);
}

/** Each item gets its own copy of the answer. */
async function answerTogether(run: Run, items: Group): Promise<ItemOutcome[]> {
	const reply = await answerItem(run, items[0]).then(
		(answer) => ({ answer }),
		(error: unknown) => ({ error }),
	);
	const outcomes: ItemOutcome[] = [];
	for (const item of items) {
		if ('error' in reply) {
			outcomes.push(reply);
			continue;
		}
		const answer: unknown = items.length === 1 ? reply.answer : structuredClone(reply.answer);
		outcomes.push(await toOutcome(toItems(run, { ...item, answer })));
	}
	return outcomes;
}

/** Result or error of each unit (see {@link Bulk}), by the unit's JSON. */
type Results = Map<string, { readonly result: IDataObject } | { readonly error: unknown }>;

interface ItemGroup {
	readonly item: ItemRequest;
	readonly units: readonly unknown[];
	readonly byUnit: Results;
}

/** @returns one outcome for each item, in their order */
export async function runBulk(run: Run, bulk: Bulk): Promise<ItemOutcome[]> {
	const { context, operation } = run;
	const inputs = prepareItems(run);
	const isRefused = (items: typeof inputs) =>
		items.some((item) => !isPrepared(item)) && !context.continueOnFail();
	const requests = isRefused(inputs) ? inputs : await completeItems(run, inputs);
	if (isRefused(requests)) return requests.map((item) => (isPrepared(item) ? { items: [] } : item));
	const byItem = new Map<ItemRequest, Results>();
	const groups = groupByRequest(operation, bulk, requests.filter(isPrepared));
	const parts = groups.flatMap((group) => {
		const results: Results = new Map();
		for (const item of group) byItem.set(item, results);
		return splitIntoParts(group, bulk, results);
	});
	const waitForTurn = delayBetweenRequests(run);
	await inParallel(context, 1, parts, async (part) => {
		if (!(await waitForTurn())) return false;
		const isDone = await askPart(run, bulk, part);
		return isDone || context.continueOnFail();
	});
	return await Promise.all(
		requests.map(async (item) => {
			if (!isPrepared(item)) return item;
			const units = bulk.units(item.input);
			return await itemOutcome(run, item, units, byItem.get(item) ?? new Map());
		}),
	);
}

/** Adds looked-up values to one item after the other, so that later items can reuse earlier lookups. */
async function completeItems(run: Run, items: ReturnType<typeof prepareItems>) {
	const completedItems: typeof items = [];
	for (const item of items) {
		const outcome = isPrepared(item)
			? await completeItem(run, item).catch((error: unknown) => ({ error }))
			: item;
		completedItems.push(outcome);
	}
	return completedItems;
}

const groupByRequest = (
	{ query, needs }: Operation,
	{ body }: Bulk,
	items: readonly ItemRequest[],
): Group[] =>
	groupBy(items, ({ instance, input }) => [
		instance,
		query?.(input),
		body([], input),
		needs?.(input),
	]);

function splitIntoParts(group: Group, { units, size }: Bulk, byUnit: Results): ItemGroup[] {
	const all = group.flatMap(({ input }) => [...units(input)]);
	const different = [...new Map(all.map((unit) => [JSON.stringify(unit), unit])).values()];
	const parts: ItemGroup[] = [];
	for (let start = 0; start < different.length; start += size) {
		parts.push({ item: group[0], units: different.slice(start, start + size), byUnit });
	}
	return parts;
}

/** @returns false if the request failed */
async function askPart(run: Run, bulk: Bulk, { item, units, byUnit }: ItemGroup): Promise<boolean> {
	const body = bulk.body(units, item.input);
	return await askOperation(run, item, { body }).then(
		(answer) => {
			const results = bulk.results(answer, units);
			units.forEach((unit, index) =>
				byUnit.set(JSON.stringify(unit), { result: results[index] ?? {} }),
			);
			return true;
		},
		(error: unknown) => {
			for (const unit of units) byUnit.set(JSON.stringify(unit), { error });
			return false;
		},
	);
}

/** The item's output is empty if the run ended before all of the item's requests were sent. */
async function itemOutcome(
	run: Run,
	item: ItemRequest,
	units: readonly unknown[],
	byUnit: Results,
): Promise<ItemOutcome> {
	const answer: IDataObject[] = [];
	let isComplete = true;
	for (const unit of units) {
		const part = byUnit.get(JSON.stringify(unit));
		if (part === undefined) isComplete = false;
		else if ('error' in part) return part;
		else answer.push(part.result);
	}
	if (!isComplete) return { items: [] };
	return { items: await toItems(run, { ...item, answer }) };
}

const LONGEST_DELAY_SECONDS = 3600;

const delayInput = z.object({
	options: z.object({
		delayBetweenRequests: decimal(0, LONGEST_DELAY_SECONDS).default(REQUEST_DELAY_SECONDS),
	}),
});

/**
 * @returns a function that waits before every request except the first, and returns false if the execution was cancelled
 * @throws {InputProblem} if `delayBetweenRequests` isn't a valid number of seconds
 */
function delayBetweenRequests({ context, operation }: Run): () => Promise<boolean> {
	const { options: fields = [] } = operation.fields.find(({ name }) => name === 'options') ?? {};
	const hasDelay = fields.some(({ name }) => name === 'delayBetweenRequests');
	const options = asRecord(readParameter(context, 'options', 0));
	const seconds = hasDelay ? parseInput(delayInput, { options }).options.delayBetweenRequests : 0;
	const signal = context.getExecutionCancelSignal();
	let isFirst = true;
	return async () => {
		if (!isFirst) await pause(seconds * 1000, signal);
		isFirst = false;
		return signal?.aborted !== true;
	};
}

type Group = [ItemRequest, ...ItemRequest[]];

/** The groups are in the order of their first requests. */
function groupBy(requests: readonly ItemRequest[], by: (request: ItemRequest) => unknown): Group[] {
	const groups = new Map<Connection, Map<string, Group>>();
	const inOrder: Group[] = [];
	for (const request of requests) {
		const ofServer = groups.get(request.connection) ?? new Map<string, Group>();
		groups.set(request.connection, ofServer);
		const key = JSON.stringify(by(request));
		const group = ofServer.get(key);
		if (group !== undefined) {
			group.push(request);
			continue;
		}
		const newGroup: Group = [request];
		ofServer.set(key, newGroup);
		inOrder.push(newGroup);
	}
	return inOrder;
}
