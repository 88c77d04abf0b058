import { serverLead } from '../core/server/clock';
import type { Connection } from '../core/server/connection';

/** Only the latest messages count, because a clock may have been set. */
const REMEMBERED = 5;

/** By how many ms the latest messages were ahead of our clock when they came; usually less than 0. */
const leads = new WeakMap<Connection, readonly number[]>();

/** @param sentAt of a message that has just come in, Unix ms */
export function noteMessageTime(connection: Connection, sentAt: number): void {
	const known = leads.get(connection) ?? [];
	leads.set(connection, [...known, sentAt - Date.now()].slice(-REMEMBERED));
}

/**
 * Converts a time of our clock to the clock of messages, Unix ms. That is WhatsApp's clock; n8n and the server have
 * their own, and any of them may be wrong. Incoming messages show best how far it differs from ours, because most
 * take only a moment. Before the first message the server's answers count, but only if they make the result
 * earlier: too early finds what was taken already, too late loses messages.
 */
export function messageTime(connection: Connection, ours: number): number {
	const known = leads.get(connection);
	return ours + (known === undefined ? Math.min(0, serverLead(connection)) : Math.max(...known));
}
