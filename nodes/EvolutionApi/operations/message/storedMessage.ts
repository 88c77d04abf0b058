import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from '../../core/answer';
import { contentOf } from '../../trigger/simplify/content';
import { secondsOf } from '../../core/messageStore';

/** A message of the store, flat. `text` is the text or caption of whatever kind it is. */
export function simplifyStoredMessage(record: IDataObject): IDataObject {
	const key = isRecord(record.key) ? record.key : {};
	const seconds = secondsOf(record.messageTimestamp);
	const updates = Array.isArray(record.MessageUpdate) ? record.MessageUpdate.filter(isRecord) : [];
	return {
		messageId: textOrNull(key.id),
		chat: textOrNull(key.remoteJid),
		fromMe: key.fromMe === true,
		participant: textOrNull(key.participant ?? record.participant),
		pushName: textOrNull(record.pushName),
		messageType: textOrNull(record.messageType),
		text: contentOf(record).text,
		timestamp: Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null,
		status: textOrNull(updates.at(-1)?.status ?? record.status),
	};
}
