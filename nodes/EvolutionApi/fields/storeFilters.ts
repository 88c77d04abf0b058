import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import { isStorable, STORABLE_HINT } from '../core/server/messageStore';

/**
 * A point in time to look for in the server's message store: ISO text, or a date from an expression.
 * Left empty: not given.
 */
export const storeTime = z
	.union([z.string(), z.date(), z.number()])
	.transform((value, context) => {
		if (value === '') return undefined;
		// Luxon's dates, which expressions such as $now give, are texts in parameters already.
		const time = new Date(value);
		if (Number.isNaN(time.getTime())) {
			const hint = 'Enter one such as 2026-05-31T09:00:00Z.';
			reportProblem(context, `"${String(value)}" is no date`, hint);
		} else if (!isStorable(time)) {
			const problem = `the server stores no messages of ${time.toISOString()}`;
			reportProblem(context, problem, STORABLE_HINT);
		}
		return time;
	})
	.optional();
