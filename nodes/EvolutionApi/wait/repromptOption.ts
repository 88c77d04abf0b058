import { z } from 'zod';

import type { Field } from '../core/values/field';
import { integer, text } from '../fields/inputs';

const TIMES = { min: 1, max: 20 };

export const whenNotUnderstoodOption = {
	displayName: 'When Not Understood',
	name: 'whenNotUnderstood',
	type: 'fixedCollection',
	default: {
		values: { text: 'Please answer with one of the choices.', maxTimes: 2 },
	},
	description:
		'What the person is told when an answer is none of the choices; the question stays open. Not for free text.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					typeOptions: { rows: 2 },
					default: 'Please answer with one of the choices.',
					description:
						'It quotes the answer. In a group, only those get it who reply to the question itself.',
				},
				{
					displayName: 'At Most (Times)',
					name: 'maxTimes',
					type: 'number',
					typeOptions: { minValue: TIMES.min, maxValue: TIMES.max },
					default: 2,
					description: 'After that, other answers stay without a word',
				},
			],
		},
	],
} as const satisfies Field;

/** Input of {@link whenNotUnderstoodOption}: undefined if nothing is to be said. */
export const whenNotUnderstoodInput = z
	.object({
		values: z.object({ text, maxTimes: integer(TIMES.min, TIMES.max).default(2) }).optional(),
	})
	.optional()
	.transform((option) => option?.values);
