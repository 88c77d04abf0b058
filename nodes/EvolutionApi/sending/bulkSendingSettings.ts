import { z } from 'zod';

import type { ReceiptSettings } from './receiptSettings';
import { choice, decimal, flag, integer } from '../core/input/checks';
import { refuseInput, reportProblem } from '../core/input/inputProblem';
import { isStorable, STORABLE_HINT } from '../core/input/storableTime';
import { readTime } from '../core/input/time';
import { normalized } from '../core/values/normalized';
import type { Keywords } from './optOuts';
import { checkQuiet, quietShape } from './quietHoursInput';

// The values of the field *Bulk Sending* (`fields/bulkSending.ts`).

const LONGEST_SECONDS = 24 * 60 * 60;
const LONGEST_HOURS = 366 * 24;
const HOUR_MS = 60 * 60 * 1000;

const seconds = decimal(0, LONGEST_SECONDS);

/** An entry with fields in it, which the editor keeps in a group. Adding it is enough: all of its fields have defaults. */
const group = <Values extends z.ZodTypeAny>(values: Values) =>
	z
		.object({ values: z.preprocess((given) => given ?? {}, values) })
		.optional()
		.transform((given): z.output<Values> | undefined => given?.values);

const rateLimit = z
	.object({
		batchSize: integer(0, 100_000).default(0),
		maxDelay: seconds.optional(),
		minDelay: seconds.default(4),
		batchPause: seconds.default(60),
	})
	.transform(({ minDelay, maxDelay, ...batches }) => ({
		...batches,
		minDelay,
		maxDelay: maxDelay ?? Math.max(minDelay, 12),
	}))
	.superRefine(({ minDelay, maxDelay }, context) => {
		if (minDelay <= maxDelay) return;
		const hint = 'Enter a maximum that is not less than Min Delay.';
		reportProblem(context, `${maxDelay} is less than ${minDelay}`, hint, ['maxDelay']);
	});

const quietHours = z
	.object({ ...quietShape, behavior: choice('defer', 'wait').default('defer') })
	.superRefine(checkQuiet);

/** Hours back, or a time. n8n makes a text of a date that an expression gives. */
const since = (timeZone: string) =>
	z.unknown().transform((value, context) => {
		const text = String(value ?? '').trim();
		if (text === '') return undefined;
		const hours = Number(text);
		if (hours <= 0 || hours > LONGEST_HOURS) {
			const hint = `Enter up to ${LONGEST_HOURS} hours.`;
			return refuseInput(context, `"${text}" hours cannot be used`, hint);
		}
		const isHours = !Number.isNaN(hours);
		const time = isHours ? new Date(Date.now() - hours * HOUR_MS) : readTime(text, timeZone);
		if (Number.isNaN(time.getTime())) {
			const hint = 'Enter hours, such as 24, or a time, such as 2026-05-31T09:00:00Z.';
			reportProblem(context, `"${text.slice(0, 80)}" is not a time`, hint);
		} else if (time.getTime() > Date.now()) {
			reportProblem(context, `"${text}" is in the future`, 'Enter when this bulk sending began.');
		} else if (!isStorable(time)) {
			reportProblem(context, `the server stores no messages of "${text}"`, STORABLE_HINT);
		}
		return time;
	});

/** Words or short sentences, separated by commas or line breaks; a list from an expression. */
const keywords = (initial: string) =>
	z
		.unknown()
		.default(initial)
		.transform((value): Keywords => {
			const entered = [value].flat().flatMap((part) => String(part ?? '').split(/[,;\n]/));
			const pairs = entered.map((word) => [normalized(word), word.trim()] as const);
			return new Map(pairs.filter(([word]) => word !== ''));
		});

const optOut = z
	.object({
		optInKeywords: keywords(''),
		optOutKeywords: keywords('STOP'),
	})
	.superRefine(({ optOutKeywords }, context) => {
		if (optOutKeywords.size > 0) return;
		const hint = 'Enter at least one, such as STOP.';
		reportProblem(context, 'no keyword is entered', hint, ['optOutKeywords']);
	});

const limit = integer(1, 1_000_000).optional();

/** @param timeZone of times that do not name one */
export const bulkSendingInput = (timeZone: string) =>
	z.object({
		dailyLimits: z
			.object({ messagesPerDay: limit, messagesPerHour: limit, newContacts: limit })
			.optional(),
		deduplication: group(z.object({ sentSince: since(timeZone) })),
		maxItems: limit,
		optOut: group(optOut),
		output: choice('items', 'itemsAndSummary', 'summary').default('items'),
		quietHours: group(quietHours),
		rateLimit: group(rateLimit),
		stopConditions: z
			.object({
				failuresInARow: integer(1, 1000).optional(),
				nothingDelivered: flag.default(true),
			})
			.default({}),
		verifyNumbers: flag.default(false),
	});

export type Settings = z.output<ReturnType<typeof bulkSendingInput>> & {
	/** *Delivery Receipt*. */
	readonly receipt: ReceiptSettings | undefined;
};
