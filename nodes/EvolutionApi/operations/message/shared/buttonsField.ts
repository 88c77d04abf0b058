import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/table/operation';
import { buttonFields, checkNeeded, commonButtonShape, withReplyId } from '../../../fields/buttons';
import { choice, optionalText } from '../../../fields/inputs';

export const buttonsField = {
	displayName: 'Buttons',
	name: 'buttons',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	required: true,
	placeholder: 'Add Button',
	description: 'Up to 3 reply buttons, or up to 2 others, or one PIX button',
	options: [
		{
			displayName: 'Button',
			name: 'button',
			values: [
				{
					displayName: 'Action',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Call', value: 'call', description: 'Calls a number' },
						{ name: 'Copy', value: 'copy', description: 'Copies a code' },
						{ name: 'PIX', value: 'pix', description: 'Payment by PIX, in Brazil' },
						{ name: 'Reply', value: 'reply', description: 'Sends an answer' },
						{ name: 'URL', value: 'url', description: 'Opens a page' },
					],
					default: 'reply',
				},
				buttonFields.displayText,
				buttonFields.copyCode,
				{
					displayName: 'Currency',
					name: 'currency',
					type: 'string',
					displayOptions: { show: { type: ['pix'] } },
					default: 'BRL',
				},
				buttonFields.id,
				{
					displayName: 'Payee',
					name: 'name',
					type: 'string',
					displayOptions: { show: { type: ['pix'] } },
					default: '',
					required: true,
					placeholder: 'e.g. Example Shop',
					description: 'Who gets the money',
				},
				buttonFields.phoneNumber,
				{
					displayName: 'PIX Key',
					name: 'key',
					type: 'string',
					displayOptions: { show: { type: ['pix'] } },
					default: '',
					required: true,
				},
				{
					displayName: 'PIX Key Type',
					name: 'keyType',
					type: 'options',
					displayOptions: { show: { type: ['pix'] } },
					options: [
						{ name: 'CNPJ', value: 'cnpj' },
						{ name: 'CPF', value: 'cpf' },
						{ name: 'Email', value: 'email' },
						{ name: 'Phone', value: 'phone' },
						{ name: 'Random', value: 'random' },
					],
					default: 'random',
				},
				buttonFields.url,
			],
		},
	],
} as const satisfies Field;

const MAX_REPLY_BUTTONS = 3;

const button = z
	.object({
		type: choice('call', 'copy', 'pix', 'reply', 'url'),
		...commonButtonShape,
		currency: optionalText,
		name: optionalText,
		keyType: choice('cnpj', 'cpf', 'email', 'phone', 'random').optional(),
		key: optionalText,
	})
	.superRefine(checkNeeded)
	.transform(withReplyId);

/** Checked by the server's own rules for combinations. */
export const buttonsInput = z
	.object({ button: z.array(button).optional() })
	.transform(({ button: given = [] }) => given)
	.superRefine((given, context) => {
		const count = (type: string) => given.filter((one) => one.type === type).length;
		const [replies, pix] = [count('reply'), count('pix')];
		if (given.length === 0) {
			reportProblem(context, 'no button is given', 'Add at least one.');
		} else if (replies > MAX_REPLY_BUTTONS) {
			reportProblem(
				context,
				`${replies} reply buttons are too many`,
				`WhatsApp allows ${MAX_REPLY_BUTTONS}: send a list or a poll for more choices.`,
			);
		} else if (replies > 0 && replies < given.length) {
			reportProblem(
				context,
				'reply buttons cannot be mixed with other buttons',
				'Use only reply buttons, or none.',
			);
		} else if (pix > 0 && given.length > 1) {
			reportProblem(context, 'a PIX button must be the only one', 'Remove the other buttons.');
		}
	});
