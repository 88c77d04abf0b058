import type { IExecuteFunctions } from 'n8n-workflow';

import { readParameter } from '../core/prepare/parameters';
import { recordOf } from '../core/values/answer';
import { readConcurrency } from '../core/input/checks';
import { isPrepared, prepareItems } from '../core/prepare/prepare';
import { outcomeOf, type ItemOutcome, type ItemRequest, type Run } from '../core/prepare/run';
import type { Operation } from '../core/table/operation';
import { inParallel } from '../core/concurrency/limiter';
import { answerOf } from './answerOf';
import { grouped, type Group } from './grouped';
import { toItems } from './output';

/**
 * Sends the requests of several items at once, and equal requests only once.
 * @returns one outcome for each item, in their order; without output if its turn did not come because of a failure
 *   or a cancellation
 */
export async function runReads(run: Run): Promise<ItemOutcome[]> {
	const { context, operation } = run;
	const prepared = prepareItems(run);
	const outcomes = prepared.map((item): ItemOutcome => (isPrepared(item) ? { items: [] } : item));
	if (outcomes.some(isError) && !context.continueOnFail()) return outcomes;
	const questions = byQuestion(operation, prepared.filter(isPrepared));
	await inParallel(context, readRequestsAtOnce(context), questions, async (items) => {
		const answered = await askFor(run, items);
		for (const [position, outcome] of answered.entries()) {
			const item = items[position];
			if (item !== undefined) outcomes[item.index] = outcome;
		}
		return context.continueOnFail() || !answered.some(isError);
	});
	return outcomes;
}

/** The field has this number, too: `fields/concurrency.ts`. */
const REQUESTS_AT_ONCE = 10;

/** The first item's *Concurrency*, for the whole run. @throws {InputProblem} if the number cannot be used */
function readRequestsAtOnce(context: IExecuteFunctions): number {
	const { concurrency } = recordOf(readParameter(context, 'options', 0));
	return readConcurrency(concurrency, REQUESTS_AT_ONCE, 'options');
}

const isError = (outcome: ItemOutcome) => 'error' in outcome;

/** Groups of items that ask the same, in the order of their first items. */
function byQuestion({ paging, run }: Operation, items: readonly ItemRequest[]): Group[] {
	// What has pages, or a way of its own, may ask for no more than is wanted.
	const asksForAll = paging === undefined && run === undefined;
	return grouped(items, ({ instance, input, wanted }) => [
		instance,
		input,
		asksForAll ? undefined : String(wanted),
	]);
}

/** One request for items that ask the same; each gets an answer of its own. */
async function askFor(run: Run, items: Group): Promise<ItemOutcome[]> {
	const asked = await answerOf(run, items[0]).then(
		(answer) => ({ answer }),
		(error: unknown) => ({ error }),
	);
	const outcomes: ItemOutcome[] = [];
	for (const item of items) {
		if ('error' in asked) {
			outcomes.push(asked);
			continue;
		}
		const answer: unknown = items.length === 1 ? asked.answer : structuredClone(asked.answer);
		outcomes.push(await outcomeOf(toItems(run, { ...item, answer })));
	}
	return outcomes;
}
