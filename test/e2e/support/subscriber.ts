import { evolutionApi } from '../../../nodes/EvolutionApi/core/server/evolutionApi';
import { HubChanges, webhookApiFor, type HubChange } from '../../../nodes/EvolutionApi/hub';

/**
 * An n8n server as far as the hub of an instance is concerned: a process of its own. Gets an {@link Order},
 * changes for all of it at the same moment, and answers with the failures.
 */
export interface Order {
	readonly url: string;
	readonly key: string;
	readonly changes: readonly HubChange[];
}

const changes = new HubChanges();

const talkWith = ({ url, key }: Order) =>
	webhookApiFor(
		async ({ method, path, body }) => {
			const answer = await fetch(url + path, {
				method,
				headers: { apikey: key, 'content-type': 'application/json' },
				body: body && JSON.stringify(body),
			});
			const parsed: unknown = await answer.json();
			if (answer.ok) return { body: parsed };
			return {
				failure: { message: JSON.stringify(parsed), description: '', httpCode: answer.status },
			};
		},
		'demo',
		evolutionApi,
	);

process.on('message', (order: Order) => {
	const talk = talkWith(order);
	const all = order.changes.map(async (change) => await changes.change('demo', talk, [change]));
	void Promise.allSettled(all).then((results) => {
		const failed = results.filter(({ status }) => status === 'rejected');
		process.send?.(failed.map((result) => String('reason' in result ? result.reason : '')));
	});
});
