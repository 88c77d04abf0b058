import { compact } from '../core/values';
import type { Instance } from '../state/instance';
import { type Ack, chatOf, type Message } from '../state/message';
import type { State } from '../state/state';

const ORDER: readonly Ack[] = ['ERROR', 'PENDING', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'];

/** Moves a message's ticks forward and tells; ticks never go back. */
export function acknowledge(state: State, instance: Instance, message: Message, ack: Ack): void {
	if (ORDER.indexOf(ack) <= ORDER.indexOf(message.status)) return;
	message.status = ack;
	message.updates.push(ack);
	const { id, remoteJid, fromMe } = message.key;
	state.emit({
		instance,
		event: 'messages.update',
		data: compact({
			keyId: id,
			remoteJid,
			fromMe,
			participant: ack === 'DELIVERY_ACK' ? null : undefined,
			status: ack,
			instanceId: instance.id,
			messageId: message.id,
		}),
	});
	state.changed({ type: 'update', instance: instance.name, chat: chatOf(message.key), id });
}

/** The ticks that a message gets by itself after it was sent. */
export function scheduleDelivery(state: State, instance: Instance, message: Message): void {
	state.later(state.config.ackDelayMs, () => {
		if (instance.messages.get(message.key.id) === message) {
			acknowledge(state, instance, message, 'DELIVERY_ACK');
		}
	});
}
