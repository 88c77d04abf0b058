import { z } from 'zod';

import type { Field } from '../../core/values/field';
import { fieldGroup, groupsField, numberField, textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';
import { recipientInput } from '../../fields/recipient';
import type { EscalateTo } from './dueLater';
import { afterShape, afterUnit, delayOf } from './reminderOptions';

// The option that says who else is asked when nobody answers.

export const escalateToOption = groupsField('Escalate To', 'escalateTo', {
	default: { values: { recipient: '', amount: 4, unit: 'hours' } },
	description:
		'Asks somebody else, too, if there is no answer in time. The first answer from there decides alone.',
	options: [
		fieldGroup('Values', 'values', [
			textField('Person or Group', 'recipient', {
				placeholder: 'e.g. 5511977776666',
				description: 'A number with country code, or the JID of a person or group',
			}),
			numberField('After', 'amount', { typeOptions: { minValue: 0 }, default: 4 }),
			afterUnit,
			textField('Text', 'text', {
				typeOptions: { rows: 2 },
				placeholder: 'e.g. The team has not answered. Can you decide?',
				description: 'What comes before the question. Leave empty to send the question alone.',
			}),
		]),
	],
}) satisfies Field;

/** Input of {@link escalateToOption}: undefined if nobody else is asked. */
export const escalateToInput = z
	.object({
		values: z
			.object({ ...afterShape, recipient: recipientInput, text: optionalText })
			.transform(
				({ recipient, text, ...after }, context): EscalateTo => ({
					afterMs: delayOf(after, context),
					recipient,
					text,
				}),
			)
			.optional(),
	})
	.optional()
	.transform((given) => given?.values);
