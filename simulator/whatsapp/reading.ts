import { asObject, asString } from '../core/values';
import type { Instance } from '../state/instance';
import { chatOf, type Message } from '../state/message';
import type { State } from '../state/state';

function received(instance: Instance, key: unknown): Message | undefined {
	const message = instance.messages.get(asString(asObject(key).id));
	return message && !message.key.fromMe ? message : undefined;
}

function told(state: State, instance: Instance, { key }: Message): void {
	state.changed({ type: 'update', instance: instance.name, chat: chatOf(key), id: key.id });
}

/** Marks a message and all earlier ones in its chat as read. The server has no event for that. */
export function readUpTo(state: State, instance: Instance, key: unknown): void {
	const message = received(instance, key);
	const chat = message && instance.messages.chat(message.key.remoteJid);
	if (!message || !chat) return;
	const later = chat.messages
		.slice(chat.messages.lastIndexOf(message) + 1)
		.filter((other) => !other.key.fromMe && !other.attached);
	chat.unread = Math.min(chat.unread, later.length);
	if (message.status !== 'PLAYED') message.status = 'READ';
	told(state, instance, message);
}

export function played(state: State, instance: Instance, key: unknown): void {
	const message = received(instance, key);
	if (!message) return;
	message.status = 'PLAYED';
	told(state, instance, message);
}
