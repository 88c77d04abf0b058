import { ask } from './ask';
import { inParallel, requestsAtOnce } from './concurrency';
import { grouped, type Group } from './grouped';
import { isPrepared, prepareItems } from './item';
import type { Operation } from './operation';
import { toItems } from './output';
import type { ItemRequest, Outcome, Run } from './run';

/**
 * Asks for several items at once, and for those that ask the same only once.
 * @returns one outcome for each item, in their order; nothing for those that were not asked for any more
 *   after a failure or a cancellation
 */
export async function runReads(run: Run): Promise<Outcome[]> {
	const { context, operation } = run;
	const prepared = prepareItems(run);
	const outcomes = prepared.map((item): Outcome => (isPrepared(item) ? { items: [] } : item));
	if (outcomes.some(isError) && !context.continueOnFail()) return outcomes;
	const questions = byQuestion(operation, prepared.filter(isPrepared));
	await inParallel(context, requestsAtOnce(context), questions, async (items) => {
		const answered = await askFor(run, items);
		for (const [position, outcome] of answered.entries()) {
			const item = items[position];
			if (item !== undefined) outcomes[item.index] = outcome;
		}
		return context.continueOnFail() || !answered.some(isError);
	});
	return outcomes;
}

const isError = (outcome: Outcome) => 'error' in outcome;

/** The items that ask the same, in the order of their first ones. */
function byQuestion({ paging }: Operation, items: readonly ItemRequest[]): Group[] {
	return grouped(items, ({ instance, input, wanted }) => [
		instance,
		input,
		paging === undefined ? undefined : String(wanted),
	]);
}

/** One request for items that ask the same; each gets an answer of its own. */
async function askFor(run: Run, items: Group): Promise<Outcome[]> {
	const asked = await ask(run, items[0]).then(
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
		const outcome = toItems(run, { ...item, answer }).then(
			(output) => ({ items: output }),
			(error: unknown) => ({ error }),
		);
		outcomes.push(await outcome);
	}
	return outcomes;
}
