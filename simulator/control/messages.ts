import { Readable } from 'node:stream';
import { created, ok, simError } from '../core/answers';
import { asString } from '../core/values';
import { readChat } from '../whatsapp/acks';
import { receive } from '../whatsapp/receive';
import { viewOf } from '../whatsapp/view';
import { chatViews } from './chatViews';
import { findInstance } from './find';
import type { ControlRoute } from './types';

export const messageRoutes: ControlRoute[] = [
	{
		method: 'GET',
		path: '/_sim/instances/:name/chats',
		handler(call) {
			const instance = findInstance(call);
			return ok(chatViews(instance));
		},
	},
	{
		method: 'DELETE',
		path: '/_sim/instances/:name/chats/:jid',
		handler(call) {
			const instance = findInstance(call);
			const { jid } = call.params;
			instance.messages.removeChat(jid);
			call.state.emit({ instance, event: 'chats.delete', data: [jid] });
			call.state.changed({ type: 'update', instance: instance.name, chat: jid });
			return ok({ deleted: true });
		},
	},
	{
		method: 'GET',
		path: '/_sim/instances/:name/messages',
		handler(call) {
			const instance = findInstance(call);
			const limit = Math.min(Number(call.query.limit) || 200, 20_000);
			const messages = instance.messages.chat(call.query.chat ?? '')?.messages ?? [];
			const visible = messages.filter(({ attached }) => !attached);
			return ok(visible.slice(-limit).map((message) => viewOf(instance, message)));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/receive',
		handler: (call) => created(receive(call.state, findInstance(call), call.body)),
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/read',
		handler(call) {
			const read = readChat(call.state, findInstance(call), asString(call.body.chat));
			return ok({ read });
		},
	},
	{
		method: 'GET',
		path: '/_sim/instances/:name/media/:id',
		handler(call) {
			const media = findInstance(call).messages.get(call.params.id)?.media;
			if (!media || media.chunks.length === 0) throw simError(404, 'There is no such media');
			return {
				status: 200,
				stream: Readable.from(media.chunks),
				contentType: media.mimetype,
				headers: {
					'Content-Length': String(media.size),
					'X-Content-Type-Options': 'nosniff',
					'Content-Security-Policy': 'sandbox',
				},
			};
		},
	},
];
