import { HttpError, ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { toJid } from '../../whatsapp/numbers';
import { nameOf } from '../../whatsapp/view';

/** The chat's database row, or `null`; its own error shape. */
export const findChatByRemoteJid: InstanceRoute = {
	method: 'GET',
	path: '/chat/findChatByRemoteJid/:instanceName',
	guard: 'instance',
	handler({ instance, query }) {
		if (!query.remoteJid) {
			throw new HttpError({
				status: 400,
				body: { error: 'remoteJid is a required query parameter' },
			});
		}
		const chat = instance.messages.chat(toJid(query.remoteJid));
		if (!chat) return ok(null);
		const { id, jid, unread, createdAt } = chat;
		const last = chat.messages.at(-1);
		return ok({
			id,
			remoteJid: jid,
			name: nameOf(instance, jid),
			labels: null,
			createdAt,
			updatedAt: new Date(last?.at ?? Date.now()).toISOString(),
			instanceId: instance.id,
			unreadMessages: unread,
		});
	},
};
