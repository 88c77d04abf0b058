import { DateTime } from 'luxon';

import { numberOrNull } from './answer';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const toIso = (milliseconds: number): string | null => {
	const time = new Date(milliseconds);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
};

/** Smallest number that is read as milliseconds. Smaller numbers are seconds; numbers from 1e14 on are microseconds. */
const SMALLEST_MS = 1e11;

/**
 * Reads the time of a message as ms since 1970; NaN without a time. Servers return seconds, as a number, a text or
 * `{ low, high }`. Some programs between the server and n8n return milliseconds or ISO text.
 */
export function readInstant(value: unknown): number {
	const number = numberOrNull(value);
	if (number === null) return typeof value === 'string' ? Date.parse(value) : NaN;
	if (number <= 0) return NaN;
	if (number < SMALLEST_MS) return number * 1000;
	return number < SMALLEST_MS * 1000 ? number : number / 1000;
}

export const isoFromSeconds = (value: unknown): string | null => toIso(readInstant(value));

export function isoFromMilliseconds(value: unknown): string | null {
	const milliseconds = numberOrNull(value);
	return milliseconds === null || milliseconds <= 0 ? null : toIso(milliseconds);
}

/** Converts an ISO text with a correct time zone to UTC; null for any other value. */
export const isoFromText = (value: unknown): string | null =>
	typeof value === 'string' ? toIso(Date.parse(value)) : null;

const QUARTER_HOUR = 15 * MINUTE_MS;

/**
 * Returns the time of an event whose data has no time. The delivery's `dateTime` is the server's local time, wrongly marked as
 * UTC. Time zones differ by multiples of 15 minutes. The multiple that brings `dateTime` closest to `receivedAt` is added.
 * @param receivedAt time of receipt, in ms; without it, the server's local time is returned unchanged
 */
export function deliveryTime(
	{ dateTime }: { readonly dateTime: string | null },
	receivedAt?: number,
): string | null {
	const sendTime = dateTime === null ? NaN : Date.parse(dateTime);
	if (receivedAt === undefined) return dateTime;
	if (Number.isNaN(sendTime)) return toIso(receivedAt);
	return toIso(sendTime + Math.round((receivedAt - sendTime) / QUARTER_HOUR) * QUARTER_HOUR);
}

/** Finds a time zone: `Z`, `UTC`, `GMT+2`, `PDT`, or `-03:00` after a time of day. */
const ZONE = /[\d\s]Z\s*$|UTC|GMT|[ECMP][SD]T|:\d\d\S*\s*[+-]\d\d:?(\d\d)?$/i;

/**
 * Reads the time in a text, in the given time zone unless the text names another. The time zone of n8n's own process, often
 * UTC, doesn't matter. @returns an invalid date if the text isn't a time
 */
export function readTime(text: string, timeZone: string): Date {
	if (ZONE.test(text)) return new Date(text);
	const clock = Date.parse(`${text.trim().replace(/^(\S+\d)T(\d)/, '$1 $2')} Z`);
	return DateTime.fromMillis(clock, { zone: 'utc' })
		.setZone(timeZone, { keepLocalTime: true })
		.toJSDate();
}

/** The server's message store counts seconds in four bytes; its database fails on any time outside this range. */
export const EARLIEST = new Date(0);
export const LATEST = new Date('2038-01-19T03:14:07Z');

export const isStorable = (time: Date) => time >= EARLIEST && time <= LATEST;

export const STORABLE = 'a time from 1970 to 2038-01-19T03:14:07Z';
