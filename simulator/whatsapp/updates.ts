import type { Json } from '../core/data';
import { compact } from '../core/values';
import type { Instance } from '../state/instance';
import { chatOf, type Message, type MessageKey } from '../state/message';
import type { State } from '../state/state';

interface Update {
	key: Pick<MessageKey, 'id' | 'remoteJid' | 'fromMe' | 'participant'>;
	/** the message's new content, in the form of WhatsApp's library */
	message?: Json;
}

/** For a change without a status, the server reports the status `SERVER_ACK` (whatsapp.baileys.service.ts 1618). */
export function tellUpdate(
	state: State,
	instance: Instance,
	target: Message,
	{ key, message }: Update,
): Json {
	const data = compact({
		keyId: target.key.id,
		remoteJid: key.remoteJid,
		fromMe: key.fromMe,
		participant: key.participant,
		status: 'SERVER_ACK',
		instanceId: instance.id,
		message,
		messageId: target.id,
	});
	if (!target.isStored) return data;
	if (state.config.storesUpdates) target.updates.push('SERVER_ACK');
	state.emit({ instance, event: 'messages.update', data });
	tellReadChat(state, instance, target);
	return data;
}

/** After each update of a message, the server reports that the chat is read (whatsapp.baileys.service.ts 1708). */
export function tellReadChat(state: State, instance: Instance, { key }: Message): void {
	const chat = instance.messages.chat(chatOf(key));
	if (chat?.introduced !== true) return;
	const read = { remoteJid: key.remoteJid, instanceId: instance.id, unreadMessages: 0 };
	state.emit({ instance, event: 'chats.upsert', data: [read] });
}
