import { HubChanges } from '../../../nodes/EvolutionApi/hub/changes';
import type { HubChange } from '../../../nodes/EvolutionApi/hub/plan';
import type { ServerKind } from '../../../simulator/state/config';
import { webhookApiOf } from '../../support/webhookApiOf';

/**
 * A process that stands for one n8n server that changes the subscriber list in an instance's webhook. It receives an {@link Order},
 * makes all its changes at the same moment, and sends back the errors.
 */
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
