import type { Acknowledgement } from './acknowledgement';
import type { Subscriber } from './list';

/**
 * How long a subscriber may be out of reach before the others no longer wait for it. A living trigger puts
 * itself back on the list and catches up; a foreign webhook still gets every event, but with one try only.
 */
const PATIENCE_MS = 30 * 60_000;
/**
 * A waiting execution cannot put itself back on the list, and may wait for ever. Until this time is over it is
 * treated like a foreign webhook.
 */
const WAIT_PATIENCE_MS = 24 * 3_600_000;

/**
 * A message is held up for a waiting execution that cannot be reached, because it may be its answer. Shorter than the
 * server tries to deliver it.
 */
const HOLD_MS = 3 * 60_000;

/** Since when each URL has not taken anything: Unix time in milliseconds, in this process. */
export type Health = Map<string, number>;

export const isSick = (health: Health, { url }: Subscriber) => health.has(url);

/** Whether others wait until this execution can say whether a message is its answer. */
export const isWaitedFor = (health: Health, { url }: Subscriber, nowMs: number) =>
	nowMs - (health.get(url) ?? nowMs) < HOLD_MS;

/** Notes an outcome. @returns what it means after all the outcomes before it */
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
