import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/server/answer';
import { chatKeys, plainJid } from '../addresses';
import type { Delivery } from '../delivery';
import { firstText } from '../values';
import { pollResults } from './chosenAnswers';

/** The server's status of a message → `statusText`. */
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

/** `messages.update`: a message, mostly one of ours, was sent, delivered, read or played. */
export function simplifyMessageStatus({ data }: Delivery): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	const status = firstText(data.status);
	const participant = firstText(data.participant);
	const { chat, ...chatDetails } = chatKeys(data);
	return {
		statusText: status === null ? null : (STATUS_TEXTS.get(status) ?? status.toLowerCase()),
		chat,
		status,
		messageId: firstText(data.keyId),
		fromMe: data.fromMe === true,
		...chatDetails,
		...(participant === null ? {} : { participant: plainJid(participant) }),
		pollResults: pollResults(data.pollUpdates),
	};
}
