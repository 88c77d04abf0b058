import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from '../../core/answer';
import { secondsOf } from '../../fields/filters';

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
		text: textOf(record.message),
		timestamp: Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null,
		status: textOrNull(updates.at(-1)?.status ?? record.status),
	};
}

/** Keys under which the kinds of messages hold what a person wrote. */
const TEXT_KEYS = ['conversation', 'text', 'caption', 'name', 'selectedDisplayText', 'title'];

/** The first text in the message itself, or one level down (`{ imageMessage: { caption } }`). */
function textOf(message: unknown): string | null {
	if (!isRecord(message)) return null;
	const parts = [message, ...Object.values(message).filter(isRecord)];
	for (const part of parts) {
		const key = TEXT_KEYS.find((candidate) => typeof part[candidate] === 'string');
		if (key !== undefined) return String(part[key]);
	}
	return null;
}
