import { defineOperation } from '../../core/table/defineOperation';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { labelField } from '../../fields/label';
import { chatField, recipientInput } from '../../fields/recipient';

/** `POST /label/handleLabel/{instance}` */
export const remove = defineOperation({
	name: 'Remove From Chat',
	value: 'remove',
	action: 'Remove a label from a WhatsApp chat',
	description: 'Remove a label of the WhatsApp Business app from a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', retry: 'always' },
	fields: [instanceField, chatField, labelField],
	input: { recipient: recipientInput, label: text },
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'remove' }),
	output: ({ numberJid }, { label: labelId }) => ({ removed: true, chat: numberJid, labelId }),
});
