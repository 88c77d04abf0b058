import { WAIT_INDEFINITELY } from 'n8n-workflow';
import { z } from 'zod';

import { mustBe, refuseInput } from '../core/input/inputProblem';
import { parseMinutes, nextTimeOfDay, refuseTimeOfDay } from '../sending/quietHours';
import { choice, decimal } from '../core/input/checks';
import {
	choiceField,
	entryInput,
	entryField,
	numberField,
	textField,
	timeField,
} from '../fields/fieldKinds';

const LIMIT_DEFAULTS = {
	limitType: 'afterTimeInterval',
	resumeAmount: 45,
	resumeUnit: 'minutes',
} as const;
const TIME_OF_DAY = '18:00';
const AMOUNT = { min: 0.05, max: 100_000 };
const UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** The option *Limit Wait Time*, with the names and values that n8n's own nodes use. */
export const limitWaitTimeOption = entryField('Limit Wait Time', 'limitWaitTime', {
	default: { values: LIMIT_DEFAULTS },
	description:
		'Maximum time to wait for the answer. If no one answers, "timedOut" is true and "approved" is empty: check "timedOut" first.',
	values: [
		choiceField('Limit Type', 'limitType', {
			options: [
				{
					name: 'After Time Interval',
					value: 'afterTimeInterval',
					description: 'Waits for a certain amount of time',
				},
				{
					name: 'At Specified Time',
					value: 'atSpecifiedTime',
					description: 'Waits until the set date and time',
				},
				{
					name: 'At Time of Day',
					value: 'atTimeOfDay',
					description: 'Waits until the next occurrence of this time',
				},
			],
			default: LIMIT_DEFAULTS.limitType,
		}),
		timeField('Max Date and Time', 'maxDateAndTime', {
			displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
		}),
		textField('Time of Day', 'timeOfDay', {
			displayOptions: { show: { limitType: ['atTimeOfDay'] } },
			default: TIME_OF_DAY,
			placeholder: 'e.g. 18:00',
			description: 'In the time zone of the workflow',
		}),
		numberField('Wait Amount', 'resumeAmount', {
			displayOptions: { show: { limitType: ['afterTimeInterval'] } },
			typeOptions: { minValue: 0 },
			default: LIMIT_DEFAULTS.resumeAmount,
		}),
		choiceField('Wait Unit', 'resumeUnit', {
			displayOptions: { show: { limitType: ['afterTimeInterval'] } },
			options: [
				{ name: 'Minutes', value: 'minutes' },
				{ name: 'Hours', value: 'hours' },
				{ name: 'Days', value: 'days' },
			],
			default: LIMIT_DEFAULTS.resumeUnit,
		}),
	],
});

export type Limit =
	| { readonly forMs: number }
	| { readonly until: Date }
	/** The time of day, in minutes after midnight. */
	| { readonly at: number };

const limit = z
	.object({
		limitType: choice('afterTimeInterval', 'atSpecifiedTime', 'atTimeOfDay').default(
			LIMIT_DEFAULTS.limitType,
		),
		resumeAmount: decimal(AMOUNT.min, AMOUNT.max).optional(),
		resumeUnit: choice('minutes', 'hours', 'days').default(LIMIT_DEFAULTS.resumeUnit),
		timeOfDay: z.string().default(TIME_OF_DAY),
		maxDateAndTime: z.string().default(''),
	})
	.transform((input, context): Limit => {
		const { limitType, resumeAmount, timeOfDay, maxDateAndTime } = input;
		if (limitType === 'atTimeOfDay') {
			const at = parseMinutes(timeOfDay);
			return at === undefined ? refuseTimeOfDay(timeOfDay, context, ['timeOfDay']) : { at };
		}
		if (limitType === 'afterTimeInterval') {
			if (resumeAmount !== undefined) return { forMs: resumeAmount * UNITS[input.resumeUnit] };
			return refuseInput(context, 'is empty', 'Enter how long to wait.', ['resumeAmount']);
		}
		const until = new Date(maxDateAndTime);
		if (until.getTime() > Date.now()) return { until };
		const problem = mustBe('a time in the future', maxDateAndTime);
		return refuseInput(context, problem, 'Choose another time.', ['maxDateAndTime']);
	});

export const limitWaitTimeInput = entryInput(limit);

export function waitEnd(limit: Limit | undefined, timeZone: string): Date {
	if (limit === undefined) return WAIT_INDEFINITELY;
	if ('until' in limit) return limit.until;
	const now = Date.now();
	return 'at' in limit
		? nextTimeOfDay(new Date(now), limit.at, timeZone)
		: new Date(now + limit.forMs);
}

/** Returns the time (Unix s) at which a waiting execution's entry on the list of subscribers expires; undefined for never. */
export const waitExpiry = (end: Date): number | undefined =>
	end.getTime() >= WAIT_INDEFINITELY.getTime() ? undefined : Math.ceil(end.getTime() / 1000);
