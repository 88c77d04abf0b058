import { HubChanges } from '../../../nodes/EvolutionApi/hub/changes';
import type { HubChange } from '../../../nodes/EvolutionApi/hub/plan';
import type { ServerKind } from '../../../simulator/state/config';
import { webhookApiOf } from '../../support/webhookApiOf';

/** Tells this process, which plays one n8n server, to start all changes to the webhook at once. */
export interface Order {
	readonly url: string;
	readonly key: string;
	readonly config: { readonly server: ServerKind };
	readonly changes: readonly HubChange[];
}

const changes = new HubChanges();

process.on('message', (order: Order) => {
	const talk = webhookApiOf(order);
	const all = order.changes.map(async (change) => await changes.change('demo', talk, [change]));
	void Promise.allSettled(all).then((results) => {
		const failed = results.filter(({ status }) => status === 'rejected');
		process.send?.(failed.map((result) => String('reason' in result ? result.reason : '')));
	});
});
