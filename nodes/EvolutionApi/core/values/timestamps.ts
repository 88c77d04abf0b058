import { numberOrNull } from './loose';

const isoOf = (milliseconds: number): string | null => {
	const time = new Date(milliseconds);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
};

/** Seconds since 1970, as messages have them → ISO; null if it is not a time. */
export function isoOfSeconds(value: unknown): string | null {
	const seconds = numberOrNull(value);
	return seconds === null || seconds <= 0 ? null : isoOf(seconds * 1000);
}

/** Milliseconds since 1970 → ISO; null if it is not a time. */
export function isoOfMilliseconds(value: unknown): string | null {
	const milliseconds = numberOrNull(value);
	return milliseconds === null || milliseconds <= 0 ? null : isoOf(milliseconds);
}

/** ISO text whose time zone is right → ISO in UTC. */
export const isoOfText = (value: unknown): string | null =>
	typeof value === 'string' ? isoOf(Date.parse(value)) : null;

const QUARTER_HOUR = 15 * 60_000;

/**
 * The time of an event that has none of its own. The server gives its local time, wrongly marked as UTC.
 * Time zones are whole quarters of an hour apart, so the time of receipt tells the right one.
 * @param receivedAt in ms; without it the server's local time is returned as it is
 */
export function deliveryTime(
	{ dateTime }: { readonly dateTime: string | null },
	receivedAt?: number,
): string | null {
	const sent = dateTime === null ? NaN : Date.parse(dateTime);
	if (receivedAt === undefined) return dateTime;
	if (Number.isNaN(sent)) return isoOf(receivedAt);
	return isoOf(sent + Math.round((receivedAt - sent) / QUARTER_HOUR) * QUARTER_HOUR);
}
