import { goError, successWith } from '../../core/answers';
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

/**
 * Stores the webhook and the subscribed events. Released versions store all settings, which clears the missing ones. With
 * `partialSettings`, missing settings stay, and only the URL `disabled` turns the webhook off.
 */
export const connect: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/connect',
	key: 'instance',
	async run(call) {
		const { state, instance, go } = call;
		const body = bodyOf(call, struct);
		const { rabbitmqEnable, websocketEnable, natsEnable } = body;
		const { partialSettings } = state.config.go;
		const events = eventStringOf(body.subscribe, state.config);
		if (partialSettings && body.subscribe.length > 0 && events === '') {
			throw goError(400, 'no valid event in subscribe');
		}
		const settings = {
			webhook: body.webhookUrl,
			events: partialSettings && body.subscribe.length === 0 && go.row.events ? '' : events,
			rabbitmqEnable,
			websocketEnable,
			natsEnable,
		};
		const written = Object.entries(settings).filter(([, text]) => !partialSettings || text !== '');
		Object.assign(go.row, Object.fromEntries(written));
		if (go.client) go.client.row = { ...go.row };
		// The server doesn't wait until the client has started.
		else void startClient(state, instance);
		state.changed({ type: 'instance', instance: instance.name });
		const { jid, webhook: webhookUrl } = go.row;
		return await Promise.resolve(successWith({ jid, webhookUrl, eventString: go.row.events }));
	},
};
