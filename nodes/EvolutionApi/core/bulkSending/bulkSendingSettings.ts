import { z } from 'zod';

import type { Confirm } from '../delivery/confirmSettings';
import { choice, decimal, flag, integer } from '../input/checks';
import { refuseInput, reportProblem } from '../input/inputProblem';
import { isStorable, STORABLE_HINT } from '../input/storableTime';
import { readTime } from '../input/time';
import { normalized } from '../values/normalized';
import type { Words } from './optOuts';
import { checkQuiet, quietShape } from './quietHoursInput';

// The values of the field *Sending* (`fields/bulkSending.ts`).

const LONGEST_SECONDS = 24 * 60 * 60;
const LONGEST_HOURS = 366 * 24;
const HOUR_MS = 60 * 60 * 1000;

const seconds = decimal(0, LONGEST_SECONDS);

const gap = z
	.object({ from: seconds.default(4), to: seconds.optional() })
	.transform(({ from, to }) => ({ from, to: to ?? Math.max(from, 12) }))
	.superRefine(({ from, to }, context) => {
		if (from <= to) return;
		reportProblem(context, `${to} is less than ${from}`, 'Enter the longest gap here.', ['to']);
	});

const quietHours = z
	.object({ ...quietShape, mode: choice('hold', 'wait').default('hold') })
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
			reportProblem(context, `"${text}" is in the future`, 'Enter when the broadcast began.');
		} else if (!isStorable(time)) {
			reportProblem(context, `the server stores no messages of "${text}"`, STORABLE_HINT);
		}
		return time;
	});

/** Words or short sentences, separated by commas or line breaks; a list from an expression. */
const wordList = (initial: string) =>
	z
		.unknown()
		.default(initial)
		.transform((value): Words => {
			const entered = [value].flat().flatMap((part) => String(part ?? '').split(/[,;\n]/));
			const pairs = entered.map((word) => [normalized(word), word.trim()] as const);
			return new Map(pairs.filter(([word]) => word !== ''));
		});

const whoWrote = z
	.object({
		unlessWrote: wordList(''),
		words: wordList('STOP'),
	})
	.superRefine(({ words }, context) => {
		if (words.size > 0) return;
		reportProblem(context, 'no word is entered', 'Enter at least one, such as STOP.', ['words']);
	});

/** @param timeZone of times that do not name one */
export const bulkSendingInput = (timeZone: string) =>
	z.object({
		atMostNewContacts: integer(1, 1_000_000).optional(),
		atMostPerDay: integer(1, 1_000_000).optional(),
		atMostPerHour: integer(1, 1_000_000).optional(),
		batchPause: z
			.object({
				batch: z
					.object({ messages: integer(1, 100_000).default(20), seconds: seconds.default(60) })
					.optional(),
			})
			.optional(),
		checkNumbers: flag.default(false),
		gap: z.object({ between: gap.optional() }).optional(),
		limitPerRun: integer(1, 1_000_000).optional(),
		output: choice('items', 'itemsAndSummary', 'summary').default('items'),
		quietHours: z.object({ hours: quietHours.optional() }).optional(),
		skipSince: since(timeZone),
		// Whoever adds the option wants it, even without the group in it.
		skipWhoWrote: z.object({ who: whoWrote.default({}) }).optional(),
		stopAfter: integer(1, 1000).optional(),
		stopWhenNothing: flag.default(true),
		typingSpeed: decimal(1, 1000).optional(),
	});

export type Settings = z.output<ReturnType<typeof bulkSendingInput>> & {
	/** *Confirm Delivery*. */
	readonly confirm: Confirm | undefined;
};
