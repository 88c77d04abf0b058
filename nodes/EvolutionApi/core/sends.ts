import type { INodeExecutionData } from 'n8n-workflow';

import { isRecord } from './answer';
import { inParallel } from './concurrency';
import { grouped } from './grouped';
import { isPrepared, prepareItems } from './item';
import { spellings } from './jid';
import type { ItemRequest, Outcome, Run } from './run';

/**
 * Sends to several recipients at once; what goes to the same one stays in the order of the items. All items
 * are checked before the first is sent.
 * @param limit of recipients
 * @param perform sends one message
 * @returns one outcome for each item, in their order; nothing for those that were not sent any more after a
 *   failure or a cancellation
 */
export async function runSends(
	run: Run,
	limit: number,
	perform: (request: ItemRequest) => Promise<INodeExecutionData[]>,
): Promise<Outcome[]> {
	const { context } = run;
	const prepared = prepareItems(run);
	const outcomes = prepared.map((item): Outcome => (isPrepared(item) ? { items: [] } : item));
	const mayGoOn = () => context.continueOnFail() || !outcomes.some((each) => 'error' in each);
	const isCancelled = () => context.getExecutionCancelSignal()?.aborted === true;
	if (!mayGoOn()) return outcomes;
	await inParallel(context, limit, byRecipient(prepared.filter(isPrepared)), async (requests) => {
		for (const request of requests) {
			if (!mayGoOn() || isCancelled()) break;
			outcomes[request.index] = await perform(request).then(
				(items) => ({ items }),
				(error: unknown) => ({ error }),
			);
		}
		return mayGoOn();
	});
	return outcomes;
}

/** What goes to the same chat, in the order of its first ones; a number may be written in several ways. */
function byRecipient(requests: readonly ItemRequest[]): ItemRequest[][] {
	return grouped(requests, ({ input, instance }) => [
		instance,
		spellings(isRecord(input) ? String(input.recipient) : ''),
	]);
}
