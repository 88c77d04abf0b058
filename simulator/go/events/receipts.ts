import type { Instance } from '../../state/instance';
import { chatOf, type Message } from '../../state/message';
import { isGroup } from '../core/jids';
import { goSeconds } from '../core/time';
import { sourceFor } from '../messages/info';
import type { GoEvent } from './goEvent';

/** Ticks that the server reports. It doesn't report the first tick, or that a voice message was played. */
const STATES: Record<string, { state: string; Type: string }> = {
	DELIVERY_ACK: { state: 'Delivered', Type: '' },
	READ: { state: 'Read', Type: 'read' },
};

/** In a group, the server reports everyone who reads the message, but only the first phone that receives it. */
function sendersOf(instance: Instance, chat: string, status: string): string[] {
	if (!isGroup(chat)) return [chat];
	const members = (instance.groups.get(chat)?.participants ?? [])
		.map(({ id }) => id)
		.filter((id) => id !== instance.ownerJid);
	return status === 'READ' ? members : members.slice(0, 1);
}

export function receiptEvents(instance: Instance, message: Message, status: string): GoEvent[] {
	const told = STATES[status];
	const { key } = message;
	const chat = chatOf(key);
	if (!told || chat.includes('@broadcast')) return [];
	return sendersOf(instance, chat, status).map((Sender) => ({
		event: 'Receipt',
		data: {
			...sourceFor({ Chat: chat, Sender }),
			MessageIDs: [key.id],
			Timestamp: goSeconds(Date.now()),
			Type: told.Type,
			MessageSender: '',
		},
		state: told.state,
		chat,
		messageId: key.id,
	}));
}

export function readSelfEvent(instance: Instance, chat: string, ids: string[]): GoEvent {
	const data = {
		...sourceFor({ Chat: chat, Sender: instance.ownerJid ?? '', IsFromMe: true }),
		MessageIDs: ids,
		Timestamp: goSeconds(Date.now()),
		Type: 'read-self',
		MessageSender: '',
	};
	return { event: 'Receipt', data, state: 'ReadSelf', chat };
}
