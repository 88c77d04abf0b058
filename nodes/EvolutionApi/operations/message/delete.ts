import { defineOperation } from '../../core/table/defineOperation';
import { flag, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { author, authorInput, fromMe, messageId } from '../../fields/messageKey';
import { chatField, chatInput } from '../../fields/recipient';

/** `DELETE /chat/deleteMessageForEveryone/{instance}`: takes a message back. */
export const deleteForEveryone = defineOperation({
	name: 'Delete for Everyone',
	value: 'delete',
	action: 'Delete a WhatsApp message for everyone',
	description: 'Delete a message for everyone in the chat',
	request: {
		method: 'DELETE',
		path: '/chat/deleteMessageForEveryone/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [
		instanceField,
		chatField,
		messageId,
		fromMe,
		{
			...author,
			description: `${author.description}. Only admins of a group can delete messages of others.`,
		},
	],
	input: {
		recipient: chatInput,
		messageId: text,
		fromMe: flag,
		participant: authorInput,
	},
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		fromMe: true,
	},
	body: ({ recipient: remoteJid, messageId: id, fromMe, participant }) => ({
		id,
		remoteJid,
		fromMe,
		participant,
	}),
	output: (_answer, { messageId, recipient }) => ({ deleted: true, messageId, chat: recipient }),
});
