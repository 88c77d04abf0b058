import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isRecord } from '../server/answer';
import { isPhone } from '../server/jid';
import { People } from '../server/samePerson';
import { grouped, type Group } from './grouped';
import { inParallel } from './inParallel';
import { isPrepared, prepareItems } from './prepare';
import type { ItemRequest, ItemOutcome, Run } from './run';

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
): Promise<ItemOutcome[]> {
	const { context } = run;
	const prepared = prepareItems(run);
	const outcomes = prepared.map((item): ItemOutcome => (isPrepared(item) ? { items: [] } : item));
	const mayGoOn = () => context.continueOnFail() || !outcomes.some((each) => 'error' in each);
	const isCancelled = () => context.getExecutionCancelSignal()?.aborted === true;
	if (!mayGoOn()) return outcomes;
	const jobs = await byPerson(context, prepared.filter(isPrepared));
	await inParallel(context, limit, jobs, async (requests) => {
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

const recipientOf = ({ input }: ItemRequest) => (isRecord(input) ? String(input.recipient) : '');

/**
 * What goes to the same person or group, in the order of the first ones. A number may be written in several ways,
 * and the server may know the LID of another item to belong to it.
 */
async function byPerson(
	context: IExecuteFunctions,
	requests: readonly ItemRequest[],
): Promise<Group[]> {
	const names = new Map<ItemRequest, string[]>();
	for (const ofInstance of grouped(requests, ({ instance }) => instance)) {
		const [{ connection, instance = '' }] = ofInstance;
		const people = new People(context, connection, instance);
		const recipients = ofInstance.map(recipientOf);
		// If the server cannot say it, nothing is worse than that the order between the two is left to chance.
		if (recipients.some(isPhone)) await people.lookUp(recipients).catch(() => undefined);
		for (const request of ofInstance) names.set(request, people.namesOf(recipientOf(request)));
	}
	return grouped(requests, (request) => [request.instance, names.get(request)]);
}
