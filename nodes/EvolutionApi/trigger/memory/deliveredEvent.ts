import type { Connection } from '../../core/server/adapter';
import { eventIdOf, isOfOthers, type Delivery } from '../../events';
import { noteMessageTime } from './messageClock';

/** An event that the server has delivered, or has in its store. */
export interface Event {
	readonly delivery: Delivery;
	readonly eventId: string;
	/** When an incoming message was sent, Unix ms. */
	readonly sentAt?: number;
	/** It has answered a question of an execution that waits, or was meant to. */
	readonly isAnswer?: boolean;
}

/** @param connection of an active trigger: the event shows its clock of messages */
export function deliveredEvent(delivery: Delivery, connection?: Connection): Event {
	const sentAt = sentAtOf(delivery);
	if (connection !== undefined && sentAt !== undefined)
		noteMessageTime(connection, sentAt, !isOfOthers(delivery));
	return { delivery, eventId: eventIdOf(delivery), sentAt };
}

/** When an incoming message was sent, Unix ms; undefined for other events. */
function sentAtOf({ event, message }: Delivery): number | undefined {
	const { seconds = NaN } = (event === 'messages.upsert' && message) || {};
	return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/**
 * IDs from an iPhone or an Android phone. Of the owner's messages only these start workflows when they come in:
 * what was sent through the server has other IDs, like those of WhatsApp Web (3EB0…).
 */
const OF_PHONE = /^(3A.{18}|.{21}|.{32})$/;

export const isWritten = ({ message }: Delivery): boolean =>
	message !== undefined && (!message.fromMe || OF_PHONE.test(message.id ?? ''));
