import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';

/** `GET /baileys/generateMessageID/{instance}`: a bare JSON text. */
export const generateMessageId = defineOperation({
	name: 'Generate Message ID',
	value: 'generateMessageId',
	action: 'Generate a WhatsApp message ID',
	description: 'Generate an ID to send a message with',
	since: '2.4.0',
	request: {
		method: 'GET',
		path: '/baileys/generateMessageID/{instance}',
		retry: 'always',
		text: true,
	},
	fields: [instanceField],
	output: (answer) =>
		typeof answer.data === 'string' ? { messageId: answer.data.replace(/^"|"$/g, '') } : answer,
});
