import { z } from 'zod';

import { mustBe, reportProblem } from '../core/input/inputProblem';
import { isStorable, STORABLE } from '../core/input/time';

/**
 * A time to search the server's message store for: ISO text, or a date from an expression. Empty counts as not given.
 */
export const storeTime = z
	.union([z.string(), z.date(), z.number()])
	.transform((value, context) => {
		if (value === '') return undefined;
		// Dates of Luxon, e.g. from the expression $now, arrive here as texts.
		const time = new Date(value);
		if (Number.isNaN(time.getTime())) {
			const hint = 'Enter one such as 2026-05-31T09:00:00Z.';
			reportProblem(context, mustBe('a date', value), hint);
		} else if (!isStorable(time)) {
			reportProblem(context, mustBe(STORABLE, time.toISOString()));
		}
		return time;
	})
	.optional();
