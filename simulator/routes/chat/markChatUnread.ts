import type { InstanceRoute } from '../../core/types';
import { perChannel } from '../../whatsapp/send';
import { changeChat, chatProperties } from './chatChange';

export const markChatUnread: InstanceRoute = {
	method: 'POST',
	path: '/chat/markChatUnread/:instanceName',
	guard: 'instance',
	schema: { type: 'object', properties: chatProperties, required: ['lastMessage'] },
	handler: perChannel({
		baileys: (call) =>
			changeChat(call, 'markedChatUnread', 'marked unread', (jid) => {
				const chat = call.instance.messages.chat(jid);
				if (chat) chat.unread = Math.max(chat.unread, 1);
			}),
	}),
};
