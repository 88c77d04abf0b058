import { z } from 'zod';

import { reportProblem } from '../core/inputProblem';

/** A point in time as n8n gives it: ISO text, or a date from an expression. Left empty: not given. */
export const dateTime = z
	.union([z.string(), z.date(), z.number()])
	.transform((value, context) => {
		if (value === '') return undefined;
		// Luxon's dates, which expressions such as $now give, are texts in parameters already.
		const time = new Date(value);
		if (!Number.isNaN(time.getTime())) return time;
		reportProblem(
			context,
			`"${String(value)}" is no date`,
			'Enter one such as 2026-05-31T09:00:00Z.',
		);
		return z.NEVER;
	})
	.optional();
