import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { isWorkflow, listenersOf, probe, type Subscriber } from '../../hub';
import { readInstanceHub } from '../../hub/instanceHub';

/**
 * `GET /webhook/find/{instance}`: who is behind the one webhook of the instance. A delivery without meaning shows
 * whether one of our workflows is alive. For the webhook of another application, that is not known.
 */
export const getListeners = defineOperation({
	name: 'Get Listeners',
	value: 'getListeners',
	action: 'Get the listeners of a WhatsApp instance',
	description:
		'Get all workflows and applications that receive the events of the instance, and whether they respond',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: [instanceField],
	async run(_input, { context, connection, instance: name }) {
		const state = await readInstanceHub(context, connection, name);
		const { key, subscribers } = state;
		const isAlive = async (subscriber: Subscriber) => {
			if (!isWorkflow(subscriber) || key === undefined) return null;
			return (await probe(context, subscriber, { key, instance: name })) === 'taken';
		};
		const alive = await Promise.all(subscribers.map(isAlive));
		return listenersOf(state).map((listener, index) => ({ ...listener, alive: alive[index] }));
	},
});
