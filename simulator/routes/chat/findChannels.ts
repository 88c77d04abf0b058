import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { whereSchema } from './whereSchema';
import { perChannel } from '../../whatsapp/send';

/** Returns the channels (newsletters) with messages, newest first. */
export const findChannels: InstanceRoute = {
	method: 'POST',
	path: '/chat/findChannels/:instanceName',
	guard: 'instance',
	since: '2.4.0',
	schema: whereSchema,
	handler: perChannel({
		baileys({ instance, body }) {
			const page = Number(body.page ?? 1);
			const limit = Number(body.limit ?? body.rows ?? 50);
			const all = instance.messages.listChats().filter(({ jid }) => jid.endsWith('@newsletter'));
			const records = all.slice((page - 1) * limit, page * limit).map(({ jid, messages }) => ({
				remoteJid: jid,
				lastMessageTimestamp: messages.at(-1)?.messageTimestamp,
			}));
			const pages = Math.ceil(all.length / limit);
			return ok({ total: all.length, pages, currentPage: page, limit, records });
		},
	}),
};
