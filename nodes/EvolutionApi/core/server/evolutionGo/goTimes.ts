import { textOrNull } from '../../values/answer';

/** `2026-03-30T14:05:09-03:00` → ms; NaN if it is not told, also by Go's zero time, the year 1. */
export function msOf(time: unknown): number {
	const ms = Date.parse(textOrNull(time) ?? '');
	return ms > 0 ? ms : NaN;
}

/** The same as ISO text; null if it is not told. */
export function isoOf(time: unknown): string | null {
	const ms = msOf(time);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
