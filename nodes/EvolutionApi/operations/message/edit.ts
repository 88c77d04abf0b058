import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { messageId } from '../../fields/messageKey';
import { chatField, chatInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /chat/updateMessage/{instance}`: new text for one of our messages, up to 15 minutes after sending. */
export const edit = defineOperation({
	name: 'Edit',
	value: 'edit',
	action: 'Edit a WhatsApp text message',
	description: 'Change the text of a message that this instance sent less than 15 minutes ago',
	request: { method: 'POST', path: '/chat/updateMessage/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		chatField,
		messageId,
		textField('New Text', 'newText', {
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. Your order arrives tomorrow.',
			description: 'New text of the message',
		}),
		simplify,
	],
	input: { recipient: chatInput, messageId: text, newText: text },
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		newText: 'Hello again!',
	},
	body: ({ recipient: number, messageId: id, newText }) => ({
		number,
		text: newText,
		key: { id, remoteJid: number, fromMe: true },
	}),
	// The answer is the message that carries the edit, but later nodes need the one that was edited.
	output: (answer, { recipient: remoteJid, messageId: id }) => ({
		...answer,
		key: { remoteJid, fromMe: true, id },
	}),
	simplify: simplifySentMessage,
});
