import { fillRoute } from '../../core/http/route';
import { isRecord, asRecord, asTexts } from '../../core/values/answer';
import type { ServerAdapter } from '../adapter';
import type { WebhookRecord } from '../records';
import { send, trySend } from '../request';
import { readWebhookWay } from '../words/keys';

export const evolutionWebhook: ServerAdapter['webhook'] = {
	async find(trySend, instance) {
		const result = await trySend({
			method: 'GET',
			path: fillRoute('/webhook/find/{instance}', { instance }),
			instance,
			idempotent: true,
			whenNull: {},
		});
		return 'failure' in result ? result : { record: readWebhook(result.body) };
	},

	// The server keeps the old values of missing keys. In this request, an empty list of events stands for all events.
	set: async (trySend, instance, setting) =>
		await trySend({
			method: 'POST',
			path: fillRoute('/webhook/set/{instance}', { instance }),
			instance,
			body: { webhook: setting },
			idempotent: false,
			whenNull: {},
		}),
};

function readWebhook(answer: unknown): WebhookRecord | null {
	if (!isRecord(answer) || typeof answer.url !== 'string') return null;
	const { url, enabled, events, headers } = answer;
	return {
		url,
		enabled: enabled === true,
		events: Array.isArray(events) ? events.map(String) : [],
		...readWebhookWay(answer),
		headers: asRecord(headers),
	};
}

export const evolutionSockets: ServerAdapter['sockets'] = {
	async find({ context, connection, instance }, whenOff) {
		const answer = await send(context, connection, {
			method: 'GET',
			path: fillRoute('/websocket/find/{instance}', { instance }),
			idempotent: true,
			whenEmpty: whenOff,
			whenNull: {},
			instance,
		});
		return isRecord(answer) && answer.enabled === true ? asTexts(answer.events) : [];
	},

	set: async ({ context, connection, instance }, events, whenOff) =>
		await trySend(context, connection, {
			method: 'POST',
			path: fillRoute('/websocket/set/{instance}', { instance }),
			body: { websocket: { enabled: events.length > 0, events } },
			idempotent: true,
			whenEmpty: whenOff,
			whenNull: {},
			instance,
		}),
};
