import { sleep } from 'n8n-workflow';

import { probe, type Acknowledgement } from '../hub';
import { activeTriggersOn, urlOf, type ActiveTrigger } from './activeTriggers';
import { messageTime } from './messageClock';
import { takenEventsOf } from './takenEvents';

/** A trigger's static data may lack what it took during this time. */
const SAVE_MS = 5_000;

/**
 * Calls our own webhook with an event that only makes it store what was taken. trigger() itself must not store it:
 * n8n would write its whole copy of the static data, which dates from the activation, over what the workflow's own
 * nodes keep there.
 */
export async function callOurselves(trigger: ActiveTrigger): Promise<Acknowledgement> {
	const { context, instance, key = '' } = trigger;
	const subscriber = { kind: 'trigger' as const, url: urlOf(trigger) ?? '', events: [] };
	return await probe(context, subscriber, { key, instance });
}

/** For events that it got within the process, and so without a call of its webhook. */
export function saveSoon(trigger: ActiveTrigger): void {
	if (trigger.isSaving || !trigger.settings.isShared) return;
	trigger.isSaving = true;
	void sleep(SAVE_MS).then(async () => {
		trigger.isSaving = false;
		if (!trigger.isLeaving) await saveByCall(trigger);
	});
}

/** Those whose last call of their own webhook failed. */
const unreachable = new WeakSet<ActiveTrigger>();

/**
 * For a webhook call whose copy of the static data may be old: n8n reads it again for another call.
 * @returns whether it was stored
 */
export async function saveNow(trigger: ActiveTrigger): Promise<boolean> {
	if (trigger.isLeaving || !trigger.settings.isShared || unreachable.has(trigger)) return false;
	return await saveByCall(trigger);
}

/** The last call, and the next one, which has not begun: everybody who asks until then shares it. */
const calls = new WeakMap<ActiveTrigger, { last: Promise<unknown>; next?: Promise<boolean> }>();

/** One call after the other. */
async function saveByCall(trigger: ActiveTrigger): Promise<boolean> {
	const turn = calls.get(trigger) ?? { last: Promise.resolve() };
	calls.set(trigger, turn);
	turn.next ??= turn.last.then(async () => {
		turn.next = undefined;
		const { saves } = trigger;
		await callOurselves(trigger);
		const isSaved = trigger.saves > saves;
		if (isSaved) unreachable.delete(trigger);
		else unreachable.add(trigger);
		return isSaved;
	});
	turn.last = turn.next;
	return await turn.next;
}

/** The moment up to which no trigger of the instance has missed anything, by the clock of messages, Unix ms. */
export function completeUpTo(trigger: ActiveTrigger): number {
	const missed = activeTriggersOn(trigger.hub).flatMap(({ missedSince, caughtUpTo }) => [
		missedSince ?? Infinity,
		caughtUpTo ?? Infinity,
	]);
	// No earlier than what is remembered: before that nobody knows what was taken.
	const now = messageTime(trigger.connection, Date.now());
	return Math.max(Math.min(...missed, now), takenEventsOf(trigger).completeSince());
}
