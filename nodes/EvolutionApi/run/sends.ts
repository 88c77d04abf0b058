import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isPrepared, prepareItems } from '../core/prepare/prepare';
import { outcomeOf, type ItemOutcome, type ItemRequest, type Run } from '../core/prepare/run';
import { People } from '../core/server/samePerson';
import { isRecord } from '../core/values/answer';
import { inParallel } from '../core/concurrency/limiter';
import { isPhone } from '../core/values/jid';
import { grouped, type Group } from './grouped';

/**
 * Sends to several recipients at once. Messages to the same recipient stay in the order of the items. All items
 * are checked before anything is sent.
 * @param limit the most recipients at the same time
 * @param perform sends one message
 * @returns one outcome for each item, in their order; without output if its turn did not come because of a failure
 *   or a cancellation
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
			outcomes[request.index] = await outcomeOf(perform(request));
		}
		return mayGoOn();
	});
	return outcomes;
}

const recipientOf = ({ input }: ItemRequest) => (isRecord(input) ? String(input.recipient) : '');

/**
 * Groups of messages to the same person or group. A number may be written in several ways, and the server may know
 * that the LID of another item is the same person.
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
		// If the server cannot say that, only the order of messages to the number and to the LID is not certain.
		if (recipients.some(isPhone)) await people.lookUp(recipients).catch(() => undefined);
		for (const request of ofInstance) names.set(request, people.namesOf(recipientOf(request)));
	}
	return grouped(requests, (request) => [request.instance, names.get(request)]);
}
