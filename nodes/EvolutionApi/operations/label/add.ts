import { defineOperation } from '../../core/table/defineOperation';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { labelField } from '../../fields/label';
import { chatField, recipientInput } from '../../fields/recipient';

/** `POST /label/handleLabel/{instance}` */
export const add = defineOperation({
	name: 'Add to Chat',
	value: 'add',
	action: 'Add a label to a WhatsApp chat',
	description: 'Add a label of the WhatsApp Business app to a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', retry: 'always' },
	fields: [instanceField, chatField, labelField],
	input: { recipient: recipientInput, label: text },
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'add' }),
	output: ({ numberJid }, { label: labelId }) => ({ added: true, chat: numberJid, labelId }),
});
