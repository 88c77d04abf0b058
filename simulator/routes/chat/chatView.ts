import type { Json } from '../../core/data';
import { asObject, compact } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import type { Chat } from '../../state/store';
import { pictureOf } from '../../whatsapp/pictures';
import { withBase64Bytes } from '../../whatsapp/wire';
import { DAY_MS } from '../../core/units';

function shortMessage({ messageType, message, media }: Message): Json {
	if (!media) return withBase64Bytes(message) as Json;
	return { [messageType]: compact({ caption: asObject(message[messageType]).caption }) };
}

const lastMessage = (message: Message): Json => ({
	id: message.id,
	key: message.key,
	pushName: message.pushName,
	participant: message.key.participant ?? null,
	messageType: message.messageType,
	message: shortMessage(message),
	contextInfo: withBase64Bytes(message.contextInfo ?? null),
	source: message.source,
	messageTimestamp: message.messageTimestamp,
	instanceId: message.instanceId,
	sessionId: null,
	status: message.status,
});

/** The server stores a chat in its database only after the first received message. */
const hasRow = ({ introduced, unread }: Chat) => introduced || unread > 0;

/** Returns the values from the chat's row: its name, and the 24 hours in which Meta allows free messages. */
function rowOf(instance: Instance, chat: Chat): Json {
	if (!hasRow(chat)) {
		return { pushName: null, windowStart: null, windowExpires: null, windowActive: false };
	}
	const { jid, createdAt } = chat;
	const name = instance.groups.get(jid)?.subject ?? instance.contacts.get(jid)?.name ?? null;
	const end = new Date(createdAt).getTime() + DAY_MS;
	return {
		pushName: name,
		windowStart: createdAt,
		windowExpires: new Date(end).toISOString(),
		windowActive: end > Date.now(),
	};
}

/** A chat without a contact has no ID. */
export function chatView(instance: Instance, chat: Chat): Json {
	const { jid, messages, unread } = chat;
	const last = messages.at(-1);
	const contact = instance.contacts.get(jid);
	return {
		id: contact?.id ?? null,
		remoteJid: jid,
		profilePicUrl: contact ? pictureOf(jid) : null,
		updatedAt: last ? new Date(last.messageTimestamp * 1000).toISOString() : null,
		...rowOf(instance, chat),
		lastMessage: last && lastMessage(last),
		unreadCount: hasRow(chat) ? unread : null,
		isSaved: contact !== undefined,
	};
}
