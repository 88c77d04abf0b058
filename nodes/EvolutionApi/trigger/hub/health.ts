import type { Outcome } from './answers';
import type { Subscriber } from './record';

/**
 * So long a subscriber may be out of reach before the others no longer pay for it. Ours come back by
 * themselves at their next start; a foreign one still gets every event, but once.
 */
const PATIENCE_MS = 30 * 60_000;

/** Since when each URL takes nothing: Unix time in milliseconds, of this process. */
export type Health = Map<string, number>;

export const isSick = (health: Health, { url }: Subscriber) => health.has(url);

/** What an outcome means after all those before it; notes it. */
export function diagnose(
	health: Health,
	{ url, kind }: Subscriber,
	outcome: Outcome,
	nowMs: number,
): Outcome {
	if (outcome !== 'mayHeal') {
		health.delete(url);
		return outcome;
	}
	const since = health.get(url) ?? nowMs;
	health.set(url, since);
	if (nowMs - since < PATIENCE_MS) return outcome;
	return kind === 'foreign' ? 'final' : 'gone';
}
