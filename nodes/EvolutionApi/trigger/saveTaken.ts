import { sleep } from 'n8n-workflow';

import { probe, type Acknowledgement } from '../hub';
import { activeTriggersOn, urlOf, type ActiveTrigger } from './activeTriggers';
import { messageTime } from './messageClock';
import { takenEventsOf } from './takenEvents';

/** So much of what a trigger took may be unknown to its own static data. */
const SAVE_MS = 5_000;

/**
 * Calls our own webhook with an event that does nothing but store what was taken. trigger() itself must
 * not: n8n would write back its whole copy of the static data, from when the workflow was activated, over
 * what the workflow's own nodes keep there.
 */
export async function callOurselves(entry: ActiveTrigger): Promise<Acknowledgement> {
	const { context, instance, key = '' } = entry;
	const subscriber = { kind: 'trigger' as const, url: urlOf(entry) ?? '', events: [] };
	return await probe(context, subscriber, { key, instance });
}

/** What was handed over to it within the process reached no webhook() of its own. */
export function saveSoon(entry: ActiveTrigger): void {
	if (entry.isSaving || !entry.settings.isShared) return;
	entry.isSaving = true;
	void sleep(SAVE_MS).then(async () => {
		entry.isSaving = false;
		if (!entry.isLeaving) await saveAnew(entry);
	});
}

/** Those to whom the last call of their own webhook did not come through. */
const unreachable = new WeakSet<ActiveTrigger>();

/**
 * By a call of its own webhook, for which n8n reads the static data anew: for who has an older copy of it.
 * @returns whether that has worked
 */
export async function saveNow(entry: ActiveTrigger): Promise<boolean> {
	if (entry.isLeaving || !entry.settings.isShared || unreachable.has(entry)) return false;
	return await saveAnew(entry);
}

/** The call that was made last, and the one that has not begun: that one is for all who ask until then. */
const calls = new WeakMap<ActiveTrigger, { last: Promise<unknown>; next?: Promise<boolean> }>();

/** One call after the other. */
async function saveAnew(entry: ActiveTrigger): Promise<boolean> {
	const turn = calls.get(entry) ?? { last: Promise.resolve() };
	calls.set(entry, turn);
	turn.next ??= turn.last.then(async () => {
		turn.next = undefined;
		const { saves } = entry;
		await callOurselves(entry);
		const isSaved = entry.saves > saves;
		if (isSaved) unreachable.delete(entry);
		else unreachable.add(entry);
		return isSaved;
	});
	turn.last = turn.next;
	return await turn.next;
}

/** Unix time in milliseconds up to which none of those who remember together has missed anything. */
export function completeUpTo(entry: ActiveTrigger): number {
	const missed = activeTriggersOn(entry.hub).flatMap(({ missedSince, caughtUpTo }) => [
		missedSince ?? Infinity,
		caughtUpTo ?? Infinity,
	]);
	// Longer ago it could not be told from what was taken.
	const now = messageTime(entry.connection, Date.now());
	return Math.max(Math.min(...missed, now), takenEventsOf(entry).completeSince());
}
