/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { Changes, talkTo, type Wish } from '../../../nodes/EvolutionApi/trigger/hub';

/**
 * An n8n server as far as the hub of an instance is concerned: a process of its own. Gets an {@link Order},
 * wishes for all of it at the same moment, and answers with the failures.
 */
export interface Order {
	readonly url: string;
	readonly key: string;
	readonly wishes: readonly Wish[];
}

const changes = new Changes();

const talkWith = ({ url, key }: Order) =>
	talkTo(async ({ method, path, body }) => {
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
	}, 'demo');

process.on('message', (order: Order) => {
	const talk = talkWith(order);
	const all = order.wishes.map(async (wish) => await changes.change('demo', talk, [wish]));
	void Promise.allSettled(all).then((results) => {
		const failed = results.filter(({ status }) => status === 'rejected');
		process.send?.(failed.map((result) => String('reason' in result ? result.reason : '')));
	});
});
