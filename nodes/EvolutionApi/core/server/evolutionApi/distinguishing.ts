import type { IDataObject } from 'n8n-workflow';

import { addressOf } from '../../values/addresses';
import { isRecord, recordOf } from '../../values/answer';
import { firstText, numberOrNull } from '../../values/loose';
import type { Deliveries } from '../adapter';
import { addressesOfChat } from './chatAddresses';

/**
 * - messages: the message's id and chat, so that a redelivery is recognised whatever else changed; a phone
 *   gives what goes to a broadcast list one id in many chats
 * - edits: the message's id and chat, with the time of the edit
 * - status changes: with the status, and in groups with who it is from
 * - all others: with the time that the server gives (the same in each of its tries) and a checksum
 */
export const distinguishing: Deliveries['distinguishing'] = ({ event, data, dateTime }) => ({
	event,
	parts: partsOf(event, data, dateTime),
});

function partsOf(event: string, data: unknown, dateTime: string | null): unknown[] {
	const record = recordOf(data);
	const key = recordOf(record.key);
	const id = firstText(key.id);
	if (event === 'messages.upsert' || event === 'send.message') {
		// WhatsApp first sends a placeholder for a message that it could not decrypt.
		const isEmpty = !isRecord(record.message);
		if (id !== null) return [id, chatIn(data), ...(isEmpty ? ['empty'] : [])];
	}
	if (event === 'messages.update' && firstText(record.keyId) !== null) {
		return updateParts(record, chatIn(data));
	}
	if (event === 'messages.delete') {
		const deleted = id ?? firstText(record.id);
		if (deleted !== null) return [deleted, chatIn(data)];
	}
	const edit = editMark(record);
	if (id !== null && edit !== null) return [id, chatIn(data), edit];
	return [dateTime, data];
}

function updateParts(record: IDataObject, chat: string): unknown[] {
	const { keyId, status, participant, pollUpdates, message } = record;
	return [keyId, chat, status, participant, pollUpdates ?? message].filter((part) => part != null);
}

function editMark({ timestampMs, type }: IDataObject): string | null {
	const editedAt = numberOrNull(timestampMs);
	return editedAt === null ? null : `${editedAt}-${numberOrNull(type) ?? 'edit'}`;
}

/** The phone number if there is one: the server's store may put the LID first where the delivery does not. */
function chatIn(data: unknown): string {
	const { jid, phoneNumber } = addressOf(...addressesOfChat(data));
	return phoneNumber ?? jid ?? '';
}
