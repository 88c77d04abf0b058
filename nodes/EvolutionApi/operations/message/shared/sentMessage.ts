import type { IDataObject } from 'n8n-workflow';

import { recordOf, textOrNull } from '../../../core/server/answer';

/**
 * The answer to a send, flat: what later nodes need to quote, edit, delete or follow the message.
 * The same for every kind of instance; `null` if the server does not say.
 */
export function simplifySentMessage(answer: IDataObject): IDataObject {
	const key = recordOf(answer.key);
	const seconds = Number(answer.messageTimestamp);
	return {
		messageId: textOrNull(key.id),
		chat: textOrNull(key.remoteJid),
		fromMe: key.fromMe === true,
		status: textOrNull(answer.status),
		messageType: textOrNull(answer.messageType),
		timestamp: Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null,
	};
}
