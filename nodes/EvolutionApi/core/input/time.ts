import { DateTime } from 'luxon';

/** Finds a time zone: `Z`, `UTC`, `GMT+2`, `PDT`, or `-03:00` after a time of day. */
const ZONE = /Z|UTC|GMT|[ECMP][SD]T|:\d\d\S*\s*[+-]\d\d:?(\d\d)?$/i;

/**
 * The time that a text names, in this time zone unless it names another. It does not depend on the zone of n8n's own
 * process, which is often UTC. @returns an invalid date if it is not a time
 */
export function readTime(text: string, timeZone: string): Date {
	if (ZONE.test(text)) return new Date(text);
	const clock = Date.parse(`${text.trim().replace(/^(\S+\d)T(\d)/, '$1 $2')} Z`);
	return DateTime.fromMillis(clock, { zone: 'utc' })
		.setZone(timeZone, { keepLocalTime: true })
		.toJSDate();
}

// Which times the message store of a server can hold.

/** The store counts seconds in four bytes; its database fails on any other time. */
export const EARLIEST = new Date(0);
export const LATEST = new Date('2038-01-19T03:14:07Z');

export const isStorable = (time: Date) => time >= EARLIEST && time <= LATEST;

export const STORABLE = 'a time from 1970 to 2038-01-19T03:14:07Z';
