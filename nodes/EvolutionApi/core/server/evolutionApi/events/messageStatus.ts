import type { IDataObject } from 'n8n-workflow';

import { REJECTED_BY_WHATSAPP } from '../../../failures/rejectedByWhatsApp';
import { plainJid } from '../../../values/addresses';
import { firstText } from '../../../values/loose';
import { chatConflictIn, chatKeys } from '../chatAddresses';
import { pollResults } from './pollResults';

/** The server's status of a message → `statusText`. On a WHATSAPP-BUSINESS instance it uses Meta's words. */
const STATUS_TEXTS = new Map([
	['ERROR', 'failed'],
	['PENDING', 'pending'],
	['SERVER_ACK', 'sent'],
	['DELIVERY_ACK', 'delivered'],
	['READ', 'read'],
	['PLAYED', 'played'],
	['DELETED', 'deleted'],
	['EDITED', 'edited'],
]);

/** The word for a status; null if there is none. */
export function statusTextOf(data: IDataObject): string | null {
	const status = firstText(data.status);
	return status === null ? null : (STATUS_TEXTS.get(status) ?? status.toLowerCase());
}

/** `messages.update`: a message, mostly one of ours, was sent, delivered, read or played. */
export function simplifyMessageStatus(data: IDataObject): IDataObject {
	// It is the chat once more.
	const chatConflict = chatConflictIn(data);
	const participant = chatConflict === undefined ? firstText(data.participant) : null;
	const { chat, ...chatDetails } = chatKeys(data);
	const statusText = statusTextOf(data);
	return {
		statusText,
		chat,
		status: firstText(data.status),
		messageId: firstText(data.keyId),
		fromMe: data.fromMe === true,
		...chatDetails,
		...(chatConflict === undefined ? {} : { chatConflict: { ...chatConflict } }),
		...(participant === null ? {} : { participant: plainJid(participant) }),
		...(statusText === 'failed' ? REJECTED_BY_WHATSAPP : {}),
		pollResults: pollResults(data.pollUpdates),
	};
}
