import type { IDataObject } from 'n8n-workflow';

import { recordOf, recordsIn, textOrNull } from '../../core/values/answer';

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

/** The same for several messages to one recipient: their answers are in `messages`. */
export function simplifySentMessages({ messages }: IDataObject): IDataObject {
	const sent = recordsIn(messages).map(simplifySentMessage);
	return { chat: sent[0]?.chat ?? null, messageCount: sent.length, messages: sent };
}

/** For an operation that may send several. */
export const simplifySent = (answer: IDataObject): IDataObject =>
	Array.isArray(answer.messages) ? simplifySentMessages(answer) : simplifySentMessage(answer);
