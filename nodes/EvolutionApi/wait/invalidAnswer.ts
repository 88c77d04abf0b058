import { z } from 'zod';

import type { Field } from '../core/values/field';
import { integer } from '../core/input/checks';
import { text } from '../fields/inputs';

const ATTEMPTS = { min: 1, max: 20 };
const MESSAGE = 'Please answer with one of the choices.';

export const invalidAnswerOption = {
	displayName: 'Invalid Answer',
	name: 'invalidAnswer',
	type: 'fixedCollection',
	displayOptions: {
		hide: { '/showChoicesAs': ['page'] },
		show: { '/responseType': ['approval', 'choice'] },
	},
	default: { values: { message: MESSAGE, maxAttempts: 2 } },
	description: 'Replies to an answer that is not one of the choices. The question stays open.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Message',
					name: 'message',
					type: 'string',
					typeOptions: { rows: 2 },
					default: MESSAGE,
					description:
						'Text of the reply, which quotes the answer. In a group, only replies to the question get one.',
				},
				{
					displayName: 'Max Attempts',
					name: 'maxAttempts',
					type: 'number',
					typeOptions: { minValue: ATTEMPTS.min, maxValue: ATTEMPTS.max },
					default: 2,
					description: 'Maximum number of invalid answers to reply to. Later ones are ignored.',
				},
			],
		},
	],
} as const satisfies Field;

/** Input of {@link invalidAnswerOption}: undefined if there is no reply. */
export const invalidAnswerInput = z
	.object({
		values: z
			.object({
				message: text,
				maxAttempts: integer(ATTEMPTS.min, ATTEMPTS.max).default(2),
			})
			.optional(),
	})
	.optional()
	.transform((option) => option?.values);
