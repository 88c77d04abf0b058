import type { Json } from '../core/data';
import type { Message } from '../state/message';

/**
 * The row keeps its message type.
 * @param at Unix ms: by WhatsApp's clock if a person edited it, by the server's clock if the server did
 */
export function noteEdit(message: Message, content: Json, at: number): void {
	message.message = content;
	message.edited = true;
	message.updates.push('EDITED');
	moveRow(message, at);
}

/**
 * Records the deletion of a message, with `at` as in {@link noteEdit}. The server takes a person's deletion for an edit without new
 * content. In addition, it only records an update without a status.
 */
export function noteDeletion(message: Message, at: number): void {
	message.deleted = true;
	message.updates.push('EDITED', 'SERVER_ACK');
	moveRow(message, at);
}

function moveRow(message: Message, at: number): void {
	message.messageTimestamp = Math.floor(at / 1000);
}
