import type { Instance } from '../../state/instance';
import { chatOf, type Message } from '../../state/message';
import { isGroup } from '../core/jids';
import { goSeconds } from '../core/time';
import { sourceFor } from '../messages/info';
import type { GoEvent } from './goEvent';

/** What the server tells of ticks. Of the first one, and that a voice message was heard, it tells nothing. */
const STATES: Record<string, { state: string; Type: string }> = {
	DELIVERY_ACK: { state: 'Delivered', Type: '' },
	READ: { state: 'Read', Type: 'read' },
};

/** Whose phones say it: of a group everybody's, but of deliveries only the first is told. */
function sendersOf(instance: Instance, chat: string, status: string): string[] {
	if (!isGroup(chat)) return [chat];
	const members = (instance.groups.get(chat)?.participants ?? [])
		.map(({ id }) => id)
		.filter((id) => id !== instance.ownerJid);
	return status === 'READ' ? members : members.slice(0, 1);
}

/** `Receipt` of what became of a message of ours. */
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

/** We have read what others wrote, on the phone. */
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
