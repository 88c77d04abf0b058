import { compact } from '../core/values';
import type { Instance } from '../state/instance';
import { type Ack, chatOf, type Message } from '../state/message';
import type { State } from '../state/state';
import { isRefused } from './limits';
import { isBroadcastJid, isGroupJid } from './numbers';
import { tellReadChat } from './updates';

/** Statuses of a message in order, from refused to played. */
export const ACKS: readonly Ack[] = [
	'ERROR',
	'PENDING',
	'SERVER_ACK',
	'DELIVERY_ACK',
	'READ',
	'PLAYED',
];

const wasDelivered = ({ status }: Message) => ACKS.indexOf(status) >= ACKS.indexOf('DELIVERY_ACK');

/** Moves a message's ticks forward and informs the webhook; ticks never go back. */
export function acknowledge(state: State, instance: Instance, message: Message, ack: Ack): void {
	if (ACKS.indexOf(ack) > ACKS.indexOf(message.status)) hear(state, instance, message, ack);
}

/**
 * Handles a status that WhatsApp reports. Statuses arrive in any order. The phone keeps the furthest one, and ignores a refusal
 * after delivery. The server stores and sends all statuses.
 */
export function hear(state: State, instance: Instance, message: Message, ack: Ack): void {
	const isFurther = ACKS.indexOf(ack) > ACKS.indexOf(message.status);
	if (ack === 'ERROR' ? !wasDelivered(message) : isFurther) message.status = ack;
	reportAck(state, instance, message, ack);
}

/** Marks the account's delivered messages in a chat as read. @returns how many messages from the account the chat contains */
export function readChat(state: State, instance: Instance, chat: string): number {
	const own = (instance.messages.chat(chat)?.messages ?? []).filter(({ key }) => key.fromMe);
	const arrives = ({ status }: Message) =>
		status !== 'ERROR' && state.config.delivery.ticks === 'delivered';
	for (const message of own) {
		if (wasDelivered(message) || arrives(message)) acknowledge(state, instance, message, 'READ');
	}
	return own.length;
}

/** Tells whether the server handles a reported status. In groups, the server handles only `ERROR`. */
function isHeard({ config }: State, message: Message, ack: Ack): boolean {
	if (config.server === 'go') return true;
	const { isStored, key } = message;
	const { remoteJid } = key;
	if (!isStored || isBroadcastJid(remoteJid)) return false;
	return ack === 'ERROR' || !isGroupJid(remoteJid);
}

const BUSINESS: Partial<Record<Ack, string>> = {
	ERROR: 'FAILED',
	SERVER_ACK: 'SENT',
	DELIVERY_ACK: 'DELIVERED',
};

function reportAck(state: State, instance: Instance, message: Message, ack: Ack): void {
	if (isHeard(state, message, ack)) note(state, instance, message, ack);
	const { key } = message;
	state.changed({ type: 'update', instance: instance.name, chat: chatOf(key), id: key.id });
}

function note(state: State, instance: Instance, message: Message, ack: Ack): void {
	const isBusiness = instance.integration === 'WHATSAPP-BUSINESS';
	const status = (isBusiness ? BUSINESS[ack] : undefined) ?? ack;
	// For a Business account, the server ignores DATABASE_SAVE_MESSAGE_UPDATE, and reports the wrong `fromMe` and `participant`.
	if (isBusiness || state.config.storesUpdates) message.updates.push(status);
	const { id, remoteJid, fromMe } = message.key;
	const participant = isBusiness ? remoteJid : ack === 'DELIVERY_ACK' ? null : undefined;
	state.emit({
		instance,
		event: 'messages.update',
		data: compact({
			keyId: id,
			remoteJid,
			fromMe: isBusiness ? false : fromMe,
			participant,
			status,
			instanceId: instance.id,
			messageId: message.id,
		}),
	});
	if (instance.integration === 'WHATSAPP-BAILEYS') tellReadChat(state, instance, message);
}

export function scheduleDelivery(state: State, instance: Instance, message: Message): void {
	if (!isRefused(state, instance, message)) {
		scheduleTicks(state, instance, message);
		return;
	}
	laterOf(
		state,
		instance,
		message,
	)(state.config.delivery.refusedAfterMs, () => hear(state, instance, message, 'ERROR'));
}

const laterOf =
	(state: State, instance: Instance, message: Message) => (ms: number, act: () => void) => {
		state.later(ms, () => {
			if (instance.messages.get(message.key.id) === message) act();
		});
	};

export const isLate = ({ config }: State, { key }: Message) =>
	config.delivery.addresses[key.remoteJid] === 'late';

export function scheduleTicks(state: State, instance: Instance, message: Message): void {
	const { ackDelayMs, delivery } = state.config;
	if (delivery.ticks === 'none') return;
	const isDelivered = delivery.ticks === 'delivered';
	// The server doesn't report the first tick if the second one follows.
	if (isDelivered) message.status = 'SERVER_ACK';
	const last = isDelivered ? 'DELIVERY_ACK' : 'SERVER_ACK';
	const ticksAfterMs = isLate(state, message) ? delivery.lateMs : ackDelayMs;
	laterOf(
		state,
		instance,
		message,
	)(ticksAfterMs, () => acknowledge(state, instance, message, last));
}
