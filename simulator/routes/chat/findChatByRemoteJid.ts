import { HttpError, ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { nameOf } from '../../whatsapp/view';
import { byAddress } from './byAddress';

/** Returns the database row for exactly this JID, or `null`. Errors have this route's own shape. */
export const findChatByRemoteJid: InstanceRoute = {
	method: 'GET',
	path: '/chat/findChatByRemoteJid/:instanceName',
	guard: 'instance',
	since: '2.3.1',
	handler({ instance, query }) {
		if (!query.remoteJid) {
			throw new HttpError({
				status: 400,
				body: { error: 'remoteJid is a required query parameter' },
			});
		}
		const jid = query.remoteJid;
		const phoneChat = instance.messages.chat(jid);
		const chat = phoneChat && byAddress(phoneChat).find((row) => row.jid === jid);
		if (!chat) return ok(null);
		const { id, unread, createdAt } = chat;
		const last = chat.messages.at(-1);
		const labels = instance.account.labels.get(jid);
		return ok({
			id,
			remoteJid: jid,
			name: nameOf(instance, jid),
			labels: labels ? [...labels] : null,
			createdAt,
			updatedAt: new Date(last?.at ?? Date.now()).toISOString(),
			instanceId: instance.id,
			unreadMessages: unread,
		});
	},
};
