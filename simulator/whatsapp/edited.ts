import type { Message } from '../state/message';

/**
 * Somebody has edited a message.
 * @param at Unix ms, by the clock of who did it: WhatsApp's or the server's
 */
export function noteEdit(message: Message, text: string, at: number): void {
	message.message = { conversation: text };
	message.messageType = 'conversation';
	message.edited = true;
	message.updates.push('EDITED');
	moveRow(message, at);
}

/** As {@link noteEdit}. The server takes what a person deletes for an edit, which leaves the content as it was. */
export function noteDeletion(message: Message, at: number): void {
	message.deleted = true;
	message.updates.push('EDITED', 'DELETED');
	moveRow(message, at);
}

/** The row has the time of the edit. */
function moveRow(message: Message, at: number): void {
	message.messageTimestamp = Math.floor(at / 1000);
}
