import { fillRoute } from '../../http/route';
import { isRecord } from '../../values/answer';
import { textsOf } from '../../values/loose';
import { send, trySend } from '../request';
import type { ServerAdapter } from '../adapter';

export const evolutionSockets: ServerAdapter['sockets'] = {
	async find({ context, connection, instance }, whenOff) {
		const answer = await send(context, connection, {
			method: 'GET',
			path: fillRoute('/websocket/find/{instance}', { instance }),
			retry: 'always',
			whenEmpty: whenOff,
			whenNull: {},
			instance,
		});
		return isRecord(answer) && answer.enabled === true ? textsOf(answer.events) : [];
	},

	set: async ({ context, connection, instance }, events, whenOff) =>
		await trySend(context, connection, {
			method: 'POST',
			path: fillRoute('/websocket/set/{instance}', { instance }),
			body: { websocket: { enabled: events.length > 0, events } },
			retry: 'always',
			whenEmpty: whenOff,
			whenNull: {},
			instance,
		}),
};
