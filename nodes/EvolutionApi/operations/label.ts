import { defineOperation, type Resource } from '../core/table/operation';
import { locatorField, byHand, fromList } from '../fields/fieldKinds';
import { trimmedText } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { listFields } from '../fields/reads';
import { chatField, recipientInput } from '../fields/recipient';

const labelField = locatorField('Label', 'label', {
	required: true,
	description: 'Label of the WhatsApp Business app',
	modes: [fromList('searchLabels', 'Select a label…'), byHand('By ID', 'id', 'e.g. 7')],
});

/** `POST /label/handleLabel/{instance}` */
const add = defineOperation({
	name: 'Add to Chat',
	value: 'add',
	action: 'Add a label to a WhatsApp chat',
	description: 'Add a label of the WhatsApp Business app to a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', idempotent: true },
	fields: [instanceField, chatField, labelField],
	input: { recipient: recipientInput, label: trimmedText },
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'add' }),
	output: ({ numberJid }, { label: labelId }) => ({ added: true, chat: numberJid, labelId }),
});

/** `GET /label/findLabels/{instance}` */
const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp labels',
	description: 'Get the labels of the WhatsApp Business app',
	request: { method: 'GET', path: '/label/findLabels/{instance}', reads: true },
	fields: [instanceField, ...listFields],
});

/** `POST /label/handleLabel/{instance}` */
const remove = defineOperation({
	name: 'Remove From Chat',
	value: 'remove',
	action: 'Remove a label from a WhatsApp chat',
	description: 'Remove a label of the WhatsApp Business app from a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', idempotent: true },
	fields: [instanceField, chatField, labelField],
	input: { recipient: recipientInput, label: trimmedText },
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'remove' }),
	output: ({ numberJid }, { label: labelId }) => ({ removed: true, chat: numberJid, labelId }),
});

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Add labels of the WhatsApp Business app to chats',
	operations: [add, getMany, remove],
};
