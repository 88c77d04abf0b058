import { z } from 'zod';

import { refuseInput, reportProblem } from '../core/input/inputProblem';
import { isTimeZone, minutesOf, type QuietHours } from './quietHours';

// The values of *Quiet Hours* (`fields/bulkSendingParts.ts`).

export const timeOfDay = (initial: string) =>
	z
		.string()
		.default(initial)
		.transform((value, context) => {
			const minutes = minutesOf(value);
			return minutes ?? refuseTimeOfDay(value, context);
		});

export const refuseTimeOfDay = (value: string, context: z.RefinementCtx, path?: string[]) =>
	refuseInput(context, `"${value}" is not a time of day`, 'Enter one such as 21:30.', path);

const timeZone = z
	.string()
	.default('')
	.transform((value) => value.trim())
	.superRefine((value, context) => {
		if (value !== '' && !isTimeZone(value)) {
			reportProblem(
				context,
				`"${value}" is not a time zone`,
				'Enter one such as America/Sao_Paulo.',
			);
		}
	});

/** By the name of the field. */
export const quietShape = { from: timeOfDay('21:00'), to: timeOfDay('08:00'), timeZone };

/** Reports hours that would be none, or all of the day. */
export function checkQuiet(
	{ from, to }: Pick<QuietHours, 'from' | 'to'>,
	context: z.RefinementCtx,
): void {
	if (from !== to) return;
	const hint = 'Enter when the quiet hours end.';
	reportProblem(context, 'is the same as the beginning', hint, ['to']);
}
