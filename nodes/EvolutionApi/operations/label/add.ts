import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { text } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { label } from '../../fields/label';
import { chat, recipientInput } from '../../fields/recipient';

/** `POST /label/handleLabel/{instance}` */
export const add = defineOperation({
	name: 'Add to Chat',
	value: 'add',
	action: 'Add a label to a chat',
	description: 'Put a label of the WhatsApp Business app on a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', retry: 'always' },
	fields: [instance, chat, label],
	input: z.object({ recipient: recipientInput, label: text }),
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'add' }),
	output: ({ numberJid }, { label: labelId }) => ({ added: true, chat: numberJid, labelId }),
});
