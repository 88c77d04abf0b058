import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { text } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { label } from '../../fields/label';
import { chat, recipientInput } from '../../fields/recipient';

/** `POST /label/handleLabel/{instance}` */
export const remove = defineOperation({
	name: 'Remove From Chat',
	value: 'remove',
	action: 'Remove a label from a chat',
	description: 'Take a label of the WhatsApp Business app off a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', retry: 'always' },
	fields: [instance, chat, label],
	input: z.object({ recipient: recipientInput, label: text }),
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'remove' }),
	output: ({ numberJid }, { label: labelId }) => ({ removed: true, chat: numberJid, labelId }),
});
