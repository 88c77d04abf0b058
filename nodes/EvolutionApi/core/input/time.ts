import { DateTime } from 'luxon';

/** What names a zone: `Z`, `UTC`, `GMT+2`, `PDT`, or `-03:00` after a time of day. */
const ZONE = /Z|UTC|GMT|[ECMP][SD]T|:\d\d\S*\s*[+-]\d\d:?(\d\d)?$/i;

/**
 * The time that a text names, in this time zone unless it names one itself, wherever n8n runs: its own
 * zone is often UTC. @returns an invalid date for what is no time
 */
export function readTime(text: string, timeZone: string): Date {
	if (ZONE.test(text)) return new Date(text);
	const clock = Date.parse(`${text.trim().replace(/^(\S+\d)T(\d)/, '$1 $2')} Z`);
	return DateTime.fromMillis(clock, { zone: 'utc' })
		.setZone(timeZone, { keepLocalTime: true })
		.toJSDate();
}
