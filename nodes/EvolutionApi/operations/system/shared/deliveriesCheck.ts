import { asFirstSent } from '../../../core/server/evolutionApi/messageStore';
import {
	areCatchingUp,
	compareDeliveries,
	missingFinding,
} from '../../../trigger/health/deliveriesFinding';
import { fine, notChecked } from '../../../trigger/health/finding';
import { counted, workflowsHere } from '../../../trigger/health/listeningWorkflows';
import { isCalledHere } from '../../../trigger/missed/undelivered';
import { asDelivery } from '../../message/shared/storedMessage';
import type { SetupCheck } from './setupCheck';

/** Compares the newest messages of the store with those that active workflows took, which proves what reaches n8n. */
export const deliveriesCheck: SetupCheck = {
	name: 'Deliveries',
	needs: ['Message Store', 'Webhook'],
	isOfInstance: true,
	async look(setup) {
		const { connection, instance, messages = [], storesNothing } = setup;
		if (storesNothing === true) return notChecked('the server stores no messages to compare with');
		const triggers = workflowsHere(setup).filter(({ settings }) =>
			settings.events.includes('MESSAGES_UPSERT'),
		);
		if (triggers.length === 0) {
			return notChecked(
				'no workflow that is active in this process of n8n starts with new messages of this instance',
			);
		}
		if (areCatchingUp(triggers))
			return notChecked('workflows are still catching up', 'Run this again in a minute.');
		const stored = messages.map((one) => asDelivery(asFirstSent(one, connection), instance));
		const compared = compareDeliveries(triggers, stored);
		if (compared.expected === 0) {
			const since = new Date(Math.min(...triggers.map(({ startedAt }) => startedAt)));
			return notChecked(
				`since ${since.toISOString()} no message came that starts a workflow`,
				'Write to the instance from another phone, wait ten seconds, and run this again.',
			);
		}
		const [first] = compared.silent;
		if (first === undefined) {
			return fine(
				`${counted(compared.expected, 'message')} in the store reached n8n, and none is missing`,
			);
		}
		if ((await isCalledHere(first)) === false) {
			return notChecked('other processes of n8n take its webhooks, and only they know what came');
		}
		return missingFinding(compared);
	},
};
