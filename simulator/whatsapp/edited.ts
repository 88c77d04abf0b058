import type { Json } from '../core/data';
import type { Message } from '../state/message';

/**
 * Somebody has edited a message. The row keeps its type.
 * @param at Unix ms, by the clock of who did it: WhatsApp's or the server's
 */
export function noteEdit(message: Message, content: Json, at: number): void {
	message.message = content;
	message.edited = true;
	message.updates.push('EDITED');
	moveRow(message, at);
}

/**
 * As {@link noteEdit}. The server takes what a person deletes for an edit, which leaves the content as it was, and notes of
 * the deletion itself only that an update came without a status.
 */
export function noteDeletion(message: Message, at: number): void {
	message.deleted = true;
	message.updates.push('EDITED', 'SERVER_ACK');
	moveRow(message, at);
}

/** The row has the time of the edit. */
function moveRow(message: Message, at: number): void {
	message.messageTimestamp = Math.floor(at / 1000);
}
