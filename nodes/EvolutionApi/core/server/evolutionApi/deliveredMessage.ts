import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../values/answer';
import { firstText, numberOrNull } from '../../values/loose';
import { isoOfMilliseconds, isoOfSeconds } from '../../values/timestamps';
import type { DeliveredMessage, Said } from '../delivery';
import { addressesOfChat, chatConflictIn, isOfMeta } from './chatAddresses';
import { pollResults } from './events/pollResults';
import { secondsOf, storedAtOf } from './messageStore';

/** The record of a message that the data of an event holds, or that it would hold: `{ key, message, … }`. */
function recordIn(event: string, data: unknown): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	switch (event) {
		case 'messages.upsert':
		case 'messages.set':
		case 'send.message':
			return data;
		case 'messages.edited':
		case 'send.message.update': {
			// The data is the protocol message alone. The server uses these names for deletions, too.
			const { key, ...protocol } = data;
			return { key, message: { protocolMessage: { key, ...protocol } } };
		}
		case 'messages.delete':
			// Deleted through the API: the stored message. Deleted on a phone: only its key, with a status.
			return isRecord(data.key) ? data : { key: data, status: data.status };
		default:
			return undefined;
	}
}

/** @param sender the account itself */
export function messageIn(
	event: string,
	data: unknown,
	sender: string | null,
): DeliveredMessage | undefined {
	const record = recordIn(event, data);
	if (record === undefined) return undefined;
	const key = recordOf(record.key);
	const fromMe = key.fromMe === true;
	const { participant, aliases } = participantOf(record);
	const others = participant === null ? addressesOfChat(record) : [participant, ...aliases];
	return {
		...saidIn(record),
		id: firstText(key.id),
		fromMe,
		author: (fromMe ? [sender] : others).filter((jid) => typeof jid === 'string'),
		participant,
		// The server calls the account itself "Você", in any language.
		senderName: fromMe ? null : firstText(record.pushName),
		time: timeOf(event, data, record),
		seconds: secondsOf(record.messageTimestamp),
		storedAt: storedAtOf(record),
		status: firstText(record.status),
		device: firstText(record.source),
		conversationInChatwoot: numberOrNull(record.chatwootConversationId),
		isOfMeta: isOfMeta(key.id),
		chatConflict: chatConflictIn(record),
		record,
	};
}

/** What a record of a message says: one of the server's store, or of a delivery. */
export function saidIn(record: IDataObject): Said {
	const outer = recordOf(record.message);
	return {
		content: record.message,
		type: firstText(record.messageType),
		context: isRecord(record.contextInfo) ? record.contextInfo : undefined,
		spoken: firstText(outer.speechToText),
		votes: pollResults(record.pollUpdates),
		base64: base64In(outer),
		fileUrl: firstText(outer.mediaUrl),
	};
}

/** Without the head of a data URL. */
export const base64In = (holder: IDataObject): string | null =>
	firstText(holder.base64)?.replace(/^data:[^,]*,/, '') ?? null;

/** A deletion has no time of its own, and the time of the deleted message would be wrong. */
const timeOf = (event: string, data: unknown, { messageTimestamp }: IDataObject) =>
	event === 'messages.delete'
		? null
		: (isoOfMilliseconds(recordOf(data).timestampMs) ?? isoOfSeconds(messageTimestamp));

function participantOf(record: IDataObject) {
	const { participant, participantAlt, participantPn, participantLid } = recordOf(record.key);
	return {
		participant: firstText(participant, record.participant),
		aliases: [participantAlt, participantPn, participantLid],
	};
}
