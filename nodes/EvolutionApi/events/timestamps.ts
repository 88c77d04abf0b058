import type { Delivery } from './delivery';
import { numberOrNull } from './values';

const isoOf = (milliseconds: number): string | null => {
	const time = new Date(milliseconds);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
};

/** Seconds since 1970, as messages have them → ISO; null for what is none. */
export function isoOfSeconds(value: unknown): string | null {
	const seconds = numberOrNull(value);
	return seconds === null || seconds <= 0 ? null : isoOf(seconds * 1000);
}

/** Milliseconds since 1970 → ISO. */
export function isoOfMilliseconds(value: unknown): string | null {
	const milliseconds = numberOrNull(value);
	return milliseconds === null || milliseconds <= 0 ? null : isoOf(milliseconds);
}

/** ISO text with an honest time zone → ISO in UTC. */
export const isoOfText = (value: unknown): string | null =>
	typeof value === 'string' ? isoOf(Date.parse(value)) : null;

const QUARTER_HOUR = 15 * 60_000;

/**
 * For an event that has no time of its own. The server gives its local time with a `Z` that is not
 * meant; time zones are whole quarters of an hour apart, so the moment at which it came tells which.
 * @param receivedAt milliseconds; without it the local time comes out, `Z` and all
 */
export function deliveryTime({ dateTime }: Delivery, receivedAt?: number): string | null {
	const sent = dateTime === null ? NaN : Date.parse(dateTime);
	if (receivedAt === undefined) return dateTime;
	if (Number.isNaN(sent)) return isoOf(receivedAt);
	return isoOf(sent + Math.round((receivedAt - sent) / QUARTER_HOUR) * QUARTER_HOUR);
}
