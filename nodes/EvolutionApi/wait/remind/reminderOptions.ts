import { z } from 'zod';

import { checkQuiet, quietShape } from '../../core/pacing/quietHoursInput';
import { refuseInput } from '../../core/input/inputProblem';
import type { Field } from '../../core/values/field';
import {
	choiceField,
	fieldGroup,
	groupsField,
	numberField,
	textField,
} from '../../fields/fieldKinds';
import { choice, decimal, integer, optionalText } from '../../fields/inputs';
import { quietTimes } from '../../fields/pacingParts';
import { UNITS } from '../waitLimit';

const TIMES = { min: 1, max: 20 };
const SHORTEST_MS = 60_000;
const LONGEST_MS = 366 * 86_400_000;

/** Of the time after which something is sent. */
export const afterUnit = choiceField('Unit', 'unit', {
	options: [
		{ name: 'Minutes', value: 'minutes' },
		{ name: 'Hours', value: 'hours' },
		{ name: 'Days', value: 'days' },
	],
	default: 'hours',
});

export const remindAfterOption = groupsField('Remind After', 'remindAfter', {
	default: { values: { amount: 2, unit: 'hours', maxTimes: 1 } },
	description: 'Reminds who has not answered, while the execution waits',
	options: [
		fieldGroup('Values', 'values', [
			numberField('Amount', 'amount', { typeOptions: { minValue: 0 }, default: 2 }),
			afterUnit,
			numberField('At Most (Times)', 'maxTimes', {
				typeOptions: { minValue: TIMES.min, maxValue: TIMES.max },
				default: 1,
				description: 'After as much time again comes the next reminder',
			}),
			textField('Text', 'text', {
				typeOptions: { rows: 2 },
				placeholder: 'e.g. We still need your answer.',
				description: 'It quotes the question. Leave empty to repeat the question in short.',
			}),
		]),
	],
}) satisfies Field;

export const quietHoursOption = groupsField('Quiet Hours', 'quietHours', {
	default: { hours: {} },
	placeholder: 'Add Quiet Hours',
	description:
		'A time of every day in which nobody is reminded, and the waiting does not end. What is due then comes when it ends.',
	options: [fieldGroup('Quiet Hours', 'hours', quietTimes)],
}) satisfies Field;

/** By the name of the field. */
export const afterShape = {
	amount: decimal(0, 1_000_000).default(2),
	unit: choice('minutes', 'hours', 'days').default('hours'),
};

interface After {
	readonly amount: number;
	readonly unit: keyof typeof UNITS;
}

export function delayOf({ amount, unit: given }: After, context: z.RefinementCtx): number {
	const ms = amount * UNITS[given];
	if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
	const hint = 'Enter a minute or more, and a year or less.';
	return refuseInput(context, `${amount} ${given} cannot be used`, hint, ['amount']);
}

/** Input of {@link remindAfterOption}: undefined if nobody is reminded. */
export const remindAfterInput = z
	.object({
		values: z
			.object({
				...afterShape,
				maxTimes: integer(TIMES.min, TIMES.max).default(1),
				text: optionalText,
			})
			.transform(({ maxTimes, text, ...after }, context) => ({
				everyMs: delayOf(after, context),
				maxTimes,
				text,
			}))
			.optional(),
	})
	.optional()
	.transform((given) => given?.values);

/** Input of {@link quietHoursOption}. An empty time zone is that of the workflow. */
export const quietHoursInput = z
	.object({ hours: z.object(quietShape).superRefine(checkQuiet).optional() })
	.optional()
	.transform((given) => given?.hours);
