import type { ActiveTrigger } from '../../../trigger/active/activeTriggers';
import { isThroughSocket } from '../../../trigger/channel/socketRegistration';
import { isCalledHere, undeliveredTo } from '../../../trigger/missed/undelivered';
import { asDelivery } from '../../message/shared/storedMessage';
import { OTHER_WAYS } from './addressCheck';
import { counted, namesOf, workflowsHere } from './listeningWorkflows';
import { fine, notChecked, wrong, type SetupCheck } from './setupCheck';

/** For this long after the start, the server may not have delivered anything yet. */
const STARTING_MS = 2 * 60_000;

/** Compares the newest messages of the store with those that active workflows took, which proves what reaches n8n. */
export const deliveriesCheck: SetupCheck = {
	name: 'Deliveries',
	needs: ['Message Store', 'Webhook'],
	isOfInstance: true,
	async look(setup) {
		const { instance, messages = [], storesNothing } = setup;
		if (storesNothing === true) return notChecked('the server stores no messages to compare with');
		const triggers = workflowsHere(setup).filter(({ settings }) =>
			settings.events.includes('MESSAGES_UPSERT'),
		);
		if (triggers.length === 0) {
			return notChecked(
				'no workflow that is active in this process of n8n starts with new messages of this instance',
			);
		}
		if (isCatchingUp(triggers))
			return notChecked('workflows are still catching up', 'Run this again in a minute.');
		const stored = messages.map((record) => asDelivery(record, instance));
		const compared = triggers.map((trigger) => ({ trigger, ...undeliveredTo(trigger, stored) }));
		const expected = new Set(compared.flatMap((one) => one.expected.map(({ eventId }) => eventId)));
		const silent = compared.filter(({ missing }) => missing.length > 0);
		if (expected.size === 0) {
			const since = new Date(Math.min(...triggers.map(({ startedAt }) => startedAt)));
			return notChecked(
				`since ${since.toISOString()} no message came that starts a workflow`,
				'Write to the instance from another phone, wait ten seconds, and run this again.',
			);
		}
		const [first] = silent;
		if (first === undefined) {
			return fine(
				`${counted(expected.size, 'message')} in the store reached n8n, and none is missing`,
			);
		}
		if ((await isCalledHere(first.trigger)) === false) {
			return notChecked('other processes of n8n take its webhooks, and only they know what came');
		}
		const missing = new Map(
			silent.flatMap((one) => one.missing.map(({ eventId, sentAt = 0 }) => [eventId, sentAt])),
		);
		const isSocket = silent.some(({ trigger }) => isThroughSocket(trigger));
		const newest = new Date(Math.max(...missing.values())).toISOString();
		return wrong(
			`${missing.size} of ${counted(expected.size, 'message')} in the store did not reach the active workflow ${namesOf(silent.map(({ trigger }) => trigger))}; the newest one is from ${newest}`,
			isSocket
				? 'First do what the check "WebSocket" says. If it is fine, switch the workflow off and on again.'
				: `The server does not reach n8n. First do what the checks above say. If they are all fine: ${OTHER_WAYS}.`,
		);
	},
};

/** Workflows catch up only if events reach n8n. Otherwise they keep trying, and miss messages. */
function isCatchingUp(triggers: readonly ActiveTrigger[]): boolean {
	const isReached = triggers.some(
		(trigger) =>
			trigger.deliveredAt !== undefined ||
			(isThroughSocket(trigger) && trigger.gapSince === undefined) ||
			Date.now() - trigger.startedAt < STARTING_MS,
	);
	return (
		isReached &&
		triggers.some((trigger) => trigger.missedSince !== undefined || trigger.isCatchingUp)
	);
}
