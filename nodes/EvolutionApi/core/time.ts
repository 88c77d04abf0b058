/** What names a zone: `Z`, `UTC`, `GMT+2`, `PDT`, or `-03:00` after a time of day. */
const ZONE = /Z|UTC|GMT|[ECMP][SD]T|:\d\d\S*\s*[+-]\d\d:?(\d\d)?$/i;

/**
 * The time that a text names, in this time zone unless it names one itself, wherever n8n runs: its own
 * zone is often UTC. @returns an invalid date for what is no time
 */
export function readTime(text: string, timeZone: string): Date {
	if (ZONE.test(text)) return new Date(text);
	const clock = Date.parse(`${text.trim().replace(/^(\S+\d)T(\d)/, '$1 $2')} Z`);
	if (Number.isNaN(clock)) return new Date(NaN);
	// Where the clocks change in between, the second look has the right offset.
	const nearly = clock - offsetAt(clock, timeZone);
	return new Date(clock - offsetAt(nearly, timeZone));
}

/** How far the clocks there are ahead of UTC, in milliseconds. */
function offsetAt(time: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
		...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
	}).formatToParts(time);
	const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
	const [year, month, day] = ['year', 'month', 'day'].map(part);
	const clock = Date.UTC(year, month - 1, day, part('hour'), part('minute'), part('second'));
	return clock - Math.floor(time / 1000) * 1000;
}
