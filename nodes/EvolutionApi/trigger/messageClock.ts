import { serverLead } from '../core/server/clock';
import type { Connection } from '../core/server/connection';

/** After a clock was set, so many messages tell that it was. */
const REMEMBERED = 5;

/** By how many milliseconds the last messages were ahead of our clock when they came; mostly behind. */
const leads = new WeakMap<Connection, readonly number[]>();

/** @param sentAt of a message that comes just now, Unix ms */
export function noteMessageTime(connection: Connection, sentAt: number): void {
	const known = leads.get(connection) ?? [];
	leads.set(connection, [...known, sentAt - Date.now()].slice(-REMEMBERED));
}

/**
 * A moment of ours by the clock that messages are dated with, Unix ms. That is the one of WhatsApp, while n8n and
 * the server have their own, and any of them may be wrong. The messages that come in tell best how far it is from
 * ours: they are underway for a moment only, mostly. Before the first of them the answers of the server count,
 * where they make it earlier: too early finds what was taken already, too late loses messages.
 */
export function messageTime(connection: Connection, ours: number): number {
	const known = leads.get(connection);
	return ours + (known === undefined ? Math.min(0, serverLead(connection)) : Math.max(...known));
}
