import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';

import { mustBe, refuseInput, reportProblem } from '../core/input/inputProblem';
import { pause } from '../core/concurrency/retry';
import { BULK_DEFAULTS } from '../fields/bulkSending';
import { notSent, type Policy } from './send';

interface QuietHours {
	/** Minutes after midnight. If `to` is smaller, the quiet hours last past midnight. */
	readonly from: number;
	readonly to: number;
	/** IANA name, such as `America/Sao_Paulo`. */
	readonly timeZone: string;
}

/** `21:30` → 1290; undefined if it is not a time of day. */
export function parseMinutes(text: string): number | undefined {
	const [, hours, minutes] = /^\s*(\d{1,2}):(\d{2})\s*$/.exec(text) ?? [];
	if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
	return Number(hours) * 60 + Number(minutes);
}

/** 1290 → `21:30` */
const toTime = (minutes: number) =>
	[Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

const isTimeZone = (name: string) => IANAZone.isValidZone(name);

function afterQuiet(now: Date, hours: QuietHours): Date {
	if (!isQuiet(now, hours)) return now;
	const { to, timeZone } = hours;
	return nextTimeOfDay(now, to, timeZone);
}

/** @param minutes after midnight @param timeZone IANA name */
export function nextTimeOfDay(now: Date, minutes: number, timeZone: string): Date {
	const local = DateTime.fromJSDate(now, { zone: timeZone });
	const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
	const today = local.set({ hour, minute, second: 0, millisecond: 0 });
	return (today > local ? today : today.plus({ days: 1 })).toJSDate();
}

export function isQuiet(now: Date, { from, to, timeZone }: QuietHours): boolean {
	const { hour, minute } = DateTime.fromJSDate(now, { zone: timeZone });
	const time = hour * 60 + minute;
	return from < to ? time >= from && time < to : time >= from || time < to;
}

const timeOfDay = (initial: string) =>
	z
		.string()
		.default(initial)
		.transform((value, context) => {
			const minutes = parseMinutes(value);
			return minutes ?? refuseTimeOfDay(value, context);
		});

export const refuseTimeOfDay = (value: string, context: z.RefinementCtx, path?: string[]) =>
	refuseInput(context, mustBe('a time of day', value), 'Enter one such as 21:30.', path);

const timeZone = z
	.string()
	.default('')
	.transform((value) => value.trim())
	.superRefine((value, context) => {
		if (value !== '' && !isTimeZone(value)) {
			const hint = 'Enter one such as America/Sao_Paulo.';
			reportProblem(context, mustBe('a time zone', value), hint);
		}
	});

export const quietShape = {
	from: timeOfDay(BULK_DEFAULTS.quietHours.from),
	to: timeOfDay(BULK_DEFAULTS.quietHours.to),
	timeZone,
};

export function checkQuiet(
	{ from, to }: Pick<QuietHours, 'from' | 'to'>,
	context: z.RefinementCtx,
): void {
	if (from !== to) return;
	const hint = 'Enter when the quiet hours end.';
	reportProblem(context, 'is the same as From', hint, ['to']);
}

type Behavior = QuietHours & { readonly behavior: 'defer' | 'wait' };

const QUIET_HOURS_CHECK_MS = 20_000;

export const deferInQuietHours = (hours: Behavior): Policy => ({
	async send(message, next) {
		const now = new Date();
		if (hours.behavior !== 'defer' || !isQuiet(now, hours)) return await next(message);
		const reason = `Quiet hours last until ${toTime(hours.to)} (${hours.timeZone})`;
		const result = notSent('deferred', reason, message.address);
		return { ...result, deferredUntil: afterQuiet(now, hours) };
	},
});

export const waitOutQuietHours = (hours: Behavior, signal: AbortSignal | undefined): Policy => ({
	async send(message, next) {
		while (hours.behavior === 'wait' && isQuiet(new Date(), hours) && signal?.aborted !== true) {
			await pause(QUIET_HOURS_CHECK_MS, signal);
		}
		return await next(message);
	},
});
