import type { IExecuteFunctions } from 'n8n-workflow';

import { ask, type ItemRequest } from './ask';
import type { Outcome } from './bulk';
import { inParallel, requestsAtOnce } from './concurrency';
import type { Connection } from './connection';
import { isPrepared, prepareItems } from './item';
import type { Operation } from './operation';
import { toItems } from './output';

/**
 * Asks for several items at once, and for those that ask the same only once.
 * @returns one outcome for each item, in their order; nothing for those that were not asked for any more
 *   after a failure or a cancellation
 */
export async function runReads(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
): Promise<Outcome[]> {
	const prepared = prepareItems(context, connection, operation);
	const outcomes = prepared.map((item): Outcome => (isPrepared(item) ? { items: [] } : item));
	if (outcomes.some(isError) && !context.continueOnFail()) return outcomes;
	const questions = byQuestion(operation, prepared.filter(isPrepared));
	await inParallel(context, requestsAtOnce(context), questions, async (items) => {
		const answered = await askFor(context, connection, operation, items);
		items.forEach(({ index }, position) => (outcomes[index] = answered[position]));
		return context.continueOnFail() || !answered.some(isError);
	});
	return outcomes;
}

const isError = (outcome: Outcome) => 'error' in outcome;

/** The items that ask the same, in the order of their first ones. */
function byQuestion({ paging }: Operation, items: readonly ItemRequest[]): ItemRequest[][] {
	const questions = new Map<string, ItemRequest[]>();
	for (const item of items) {
		const wanted = paging === undefined ? undefined : String(item.wanted);
		const question = JSON.stringify([item.instance, item.input, wanted]);
		const others = questions.get(question);
		if (others === undefined) questions.set(question, [item]);
		else others.push(item);
	}
	return [...questions.values()];
}

/** One request for items that ask the same; each gets an answer of its own. */
async function askFor(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	items: readonly ItemRequest[],
): Promise<Outcome[]> {
	const asked = await ask(context, connection, operation, items[0]).then(
		(answer) => ({ answer }),
		(error: unknown) => ({ error }),
	);
	const outcomes: Outcome[] = [];
	for (const item of items) {
		if ('error' in asked) {
			outcomes.push(asked);
			continue;
		}
		const answer: unknown = items.length === 1 ? asked.answer : structuredClone(asked.answer);
		const outcome = toItems(context, operation, { ...item, answer }).then(
			(output) => ({ items: output }),
			(error: unknown) => ({ error }),
		);
		outcomes.push(await outcome);
	}
	return outcomes;
}
