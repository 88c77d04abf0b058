const DAY_MS = 24 * 60 * 60 * 1000;

const FIRST_DAY = 20;
const GROWTH = 1.5;

/**
 * *Warm-Up*: how many new contacts a number may write to on each day of its instance.
 * @param createdAt by our clock, Unix ms
 */
export function warmUpAt(
	createdAt: number,
	now: number,
): {
	/** Counted from 1. */
	readonly day: number;
	readonly limit: number;
	/** When the next day begins, Unix ms. */
	readonly nextDayAt: number;
} {
	const days = Math.max(0, Math.floor((now - createdAt) / DAY_MS));
	return {
		day: days + 1,
		limit: Math.floor(FIRST_DAY * GROWTH ** days),
		nextDayAt: createdAt + (days + 1) * DAY_MS,
	};
}
