import type { Connection } from '../../core/server/adapter';
import { clockSkew } from '../../core/server/clock';
import { eventIdOf } from '../../events/eventItems';
import { isOfOthers } from '../../events/ownMessage';
import type { Delivery } from '../../core/server/delivery';

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

/** Only the latest messages count, because a clock may have been set. */
const REMEMBERED = 5;

/** By how many ms the latest messages were ahead of our clock when they came; usually less than 0. */
const leads = new WeakMap<Connection, readonly number[]>();

/**
 * @param sentAt of a message that has just come in, Unix ms
 * @param isOwn from a device of the account: a phone whose clock is ahead dates it later than everything else
 */
function noteMessageTime(connection: Connection, sentAt: number, isOwn: boolean): void {
	const known = leads.get(connection) ?? [];
	const lead = sentAt - Date.now();
	if (isOwn && lead > Math.max(0, clockSkew(connection))) return;
	leads.set(connection, [...known, lead].slice(-REMEMBERED));
}

/**
 * Converts a time of our clock to the clock of messages, Unix ms. That is WhatsApp's clock; n8n and the server have
 * their own, and any of them may be wrong. Incoming messages show best how far it differs from ours, because most
 * take only a moment. Before the first message the server's answers count, but only if they make the result
 * earlier: too early finds what was taken already, too late loses messages.
 */
export function messageTime(connection: Connection, ours: number): number {
	const known = leads.get(connection);
	return ours + (known === undefined ? Math.min(0, clockSkew(connection)) : Math.max(...known));
}

/**
 * The latest that a message can be dated which is here already, Unix ms. While the messages that came last had all been
 * held up, our clock and the server's know better.
 */
export const latestMessageTime = (connection: Connection): number =>
	Date.now() + Math.max(Math.min(0, clockSkew(connection)), ...(leads.get(connection) ?? []));
