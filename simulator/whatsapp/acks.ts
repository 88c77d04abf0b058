import { compact } from '../core/values';
import type { Instance } from '../state/instance';
import { type Ack, chatOf, type Message } from '../state/message';
import type { State } from '../state/state';
import { isRefused } from './limits';
import { isBroadcastJid, isGroupJid } from './numbers';
import { tellReadChat } from './updates';

/** From refused to played. */
export const ACKS: readonly Ack[] = [
	'ERROR',
	'PENDING',
	'SERVER_ACK',
	'DELIVERY_ACK',
	'READ',
	'PLAYED',
];

const wasDelivered = ({ status }: Message) => ACKS.indexOf(status) >= ACKS.indexOf('DELIVERY_ACK');

/** Moves a message's ticks forward and tells; ticks never go back. */
export function acknowledge(state: State, instance: Instance, message: Message, ack: Ack): void {
	if (ACKS.indexOf(ack) > ACKS.indexOf(message.status)) hear(state, instance, message, ack);
}

/**
 * WhatsApp says something of a message, in whatever order: the phone shows the furthest tick, and a refusal only of what was
 * not delivered; the server notes and tells all of it.
 */
export function hear(state: State, instance: Instance, message: Message, ack: Ack): void {
	const isFurther = ACKS.indexOf(ack) > ACKS.indexOf(message.status);
	if (ack === 'ERROR' ? !wasDelivered(message) : isFurther) message.status = ack;
	tell(state, instance, message, ack);
}

/** The person reads a chat: of ours, what has come to their phone. @returns how many messages are of ours */
export function readChat(state: State, instance: Instance, chat: string): number {
	const own = (instance.messages.chat(chat)?.messages ?? []).filter(({ key }) => key.fromMe);
	const arrives = ({ status }: Message) =>
		status !== 'ERROR' && state.config.delivery.ticks === 'delivered';
	for (const message of own) {
		if (wasDelivered(message) || arrives(message)) acknowledge(state, instance, message, 'READ');
	}
	return own.length;
}

/**
 * Whether the server learns it. What is said of a message that it has no row of, it passes over, and who in a group or of
 * a status got and read a message is told in another way, which it does not look at.
 */
function isHeard({ config }: State, message: Message, ack: Ack): boolean {
	// Evolution Go needs no row, and passes on what anybody's phone says.
	if (config.server === 'go') return true;
	const { isStored, key } = message;
	const { remoteJid } = key;
	if (!isStored || isBroadcastJid(remoteJid)) return false;
	return ack === 'ERROR' || !isGroupJid(remoteJid);
}

/** Meta's words; those of a phone are the names themselves. */
const BUSINESS: Partial<Record<Ack, string>> = {
	ERROR: 'FAILED',
	SERVER_ACK: 'SENT',
	DELIVERY_ACK: 'DELIVERED',
};

function tell(state: State, instance: Instance, message: Message, ack: Ack): void {
	if (isHeard(state, message, ack)) note(state, instance, message, ack);
	const { key } = message;
	state.changed({ type: 'update', instance: instance.name, chat: chatOf(key), id: key.id });
}

/** The server stores it and tells its webhooks. */
function note(state: State, instance: Instance, message: Message, ack: Ack): void {
	const isBusiness = instance.integration === 'WHATSAPP-BUSINESS';
	const status = (isBusiness ? BUSINESS[ack] : undefined) ?? ack;
	// The server of a Business account always keeps them, and takes them for messages of the other side.
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

/** What becomes of a message by itself after it was sent. */
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

/** Runs something later, if the message is still there then. */
const laterOf =
	(state: State, instance: Instance, message: Message) => (ms: number, act: () => void) => {
		state.later(ms, () => {
			if (instance.messages.get(message.key.id) === message) act();
		});
	};

export const isLate = ({ config }: State, { key }: Message) =>
	config.delivery.addresses[key.remoteJid] === 'late';

/** The ticks that come by themselves to a message that was not refused. */
export function scheduleTicks(state: State, instance: Instance, message: Message): void {
	const { ackDelayMs, delivery } = state.config;
	if (delivery.ticks === 'none') return;
	const isDelivered = delivery.ticks === 'delivered';
	// The server tells of two ticks at once, unless the other phone is off.
	if (isDelivered) message.status = 'SERVER_ACK';
	const last = isDelivered ? 'DELIVERY_ACK' : 'SERVER_ACK';
	const ticksAfterMs = isLate(state, message) ? delivery.lateMs : ackDelayMs;
	laterOf(
		state,
		instance,
		message,
	)(ticksAfterMs, () => acknowledge(state, instance, message, last));
}
