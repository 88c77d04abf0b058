import type { Json } from '../core/data';
import type { Message } from '../state/message';

/** @param at Unix ms: by WhatsApp's clock for an edit on a phone, by the server's clock for an edit through the server */
export function noteEdit(message: Message, content: Json, at: number): void {
	message.message = content;
	message.edited = true;
	message.updates.push('EDITED');
	moveRow(message, at);
}

/** Records that a message was deleted. The server stores two updates for a deletion. For `at`, see {@link noteEdit}. */
export function noteDeletion(message: Message, at: number): void {
	message.deleted = true;
	message.updates.push('EDITED', 'SERVER_ACK');
	moveRow(message, at);
}

function moveRow(message: Message, at: number): void {
	message.messageTimestamp = Math.floor(at / 1000);
}
