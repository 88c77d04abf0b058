import type { IDataObject } from 'n8n-workflow';

import { plainJid } from '../../values/addresses';
import { recordOf } from '../../values/answer';
import { firstText } from '../../values/loose';
import { typeIn } from './whatsAppForm';

/**
 * The answer to a send, `{ Info, Message }`, as Evolution API gives it. WhatsApp has taken the message by then: one tick.
 * @param sent what was asked: where it went, and the ID that was chosen for it
 */
export function sentAnswer(
	data: unknown,
	sent: { readonly number: string; readonly id?: string },
): IDataObject {
	const { Info, Message } = recordOf(data);
	const { ID, Chat, Timestamp } = recordOf(Info);
	const message = recordOf(Message);
	const seconds = Math.floor(Date.parse(String(Timestamp)) / 1000);
	return {
		key: {
			remoteJid: plainJid(firstText(Chat, sent.number) ?? ''),
			fromMe: true,
			id: firstText(ID, sent.id),
		},
		status: 'SERVER_ACK',
		message,
		messageType: typeIn(message),
		...(Number.isNaN(seconds) ? {} : { messageTimestamp: seconds }),
	};
}
