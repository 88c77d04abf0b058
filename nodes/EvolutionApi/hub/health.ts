import type { Acknowledgement } from './acknowledgement';
import type { Subscriber } from './record';

/**
 * So long a subscriber may be out of reach before the others no longer pay for it. A trigger that lives puts
 * itself on the list again, and catches up; a foreign one still gets every event, but once.
 */
const PATIENCE_MS = 30 * 60_000;
/** A wait cannot come back by itself, and may have no end of its own. Until then it is treated as a foreign one. */
const WAIT_PATIENCE_MS = 24 * 3_600_000;

/** Since when each URL takes nothing: Unix time in milliseconds, of this process. */
export type Health = Map<string, number>;

export const isSick = (health: Health, { url }: Subscriber) => health.has(url);

/** What an outcome means after all those before it; notes it. */
export function noteHealth(
	health: Health,
	{ url, kind }: Subscriber,
	outcome: Acknowledgement,
	nowMs: number,
): Acknowledgement {
	if (outcome !== 'mayHeal') {
		health.delete(url);
		return outcome;
	}
	const since = health.get(url) ?? nowMs;
	health.set(url, since);
	const awayMs = nowMs - since;
	if (awayMs < PATIENCE_MS) return outcome;
	const stays = kind === 'foreign' || (kind === 'wait' && awayMs < WAIT_PATIENCE_MS);
	return stays ? 'final' : 'gone';
}
