import { type Config, isAtLeast } from '../state/config';
import type { Message } from '../state/message';

/**
 * Somebody has edited a message.
 * @param at Unix ms, by the clock of who did it: WhatsApp's or the server's
 */
export function noteEdit(config: Config, message: Message, text: string, at: number): void {
	message.message = { conversation: text };
	message.messageType = 'conversation';
	message.edited = true;
	message.updates.push('EDITED');
	moveRow(config, message, at);
}

/** As {@link noteEdit}. The server takes what a person deletes for an edit, which leaves the content as it was. */
export function noteDeletion(config: Config, message: Message, at: number): void {
	message.deleted = true;
	if (isAtLeast(config, '2.3.0')) message.updates.push('EDITED');
	message.updates.push('DELETED');
	moveRow(config, message, at);
}

/** From 2.3.0 on, the row has the time of the edit. */
function moveRow(config: Config, message: Message, at: number): void {
	if (isAtLeast(config, '2.3.0')) message.messageTimestamp = Math.floor(at / 1000);
}
