import { successWith } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { eventStringOf } from '../../events/words';
import { startClient } from '../../life/clients';

const struct = {
	name: 'ConnectStruct',
	fields: {
		webhookUrl: 'string',
		subscribe: '[]string',
		immediate: 'bool',
		phone: 'string',
		rabbitmqEnable: 'string',
		websocketEnable: 'string',
		natsEnable: 'string',
	},
} as const;

/** Writes webhook and words: all of them, so what the body leaves out is gone. A client that runs goes on running. */
export const connect: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/connect',
	key: 'instance',
	async run(call) {
		const { state, instance, go } = call;
		const body = bodyOf(call, struct);
		const { rabbitmqEnable, websocketEnable, natsEnable } = body;
		const events = eventStringOf(body.subscribe);
		Object.assign(go.row, { webhook: body.webhookUrl, events });
		Object.assign(go.row, { rabbitmqEnable, websocketEnable, natsEnable });
		if (go.client) go.client.row = { ...go.row };
		// The server does not wait for it.
		else void startClient(state, instance);
		state.changed({ type: 'instance', instance: instance.name });
		const { jid, webhook: webhookUrl } = go.row;
		return await Promise.resolve(successWith({ jid, webhookUrl, eventString: events }));
	},
};
