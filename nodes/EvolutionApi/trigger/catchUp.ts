import { sleep } from 'n8n-workflow';

import { STORE_HINT, storesNothing } from '../core/server/nothingStored';
import { noteMissing, msSinceLastStart, OVERLAP_MS, type ActiveTrigger } from './activeTriggers';
import { messageTime } from './messageClock';
import { offerMissed } from './offerMissed';
import { callOurselves } from './saveTaken';
import { startInTurn } from './startNow';
import { staticDataOf } from './staticData';
import { takenEventsOf } from './takenEvents';
import type { TriggerSettings } from './triggerSettings';
import { writtenSince } from './written';

const HOUR_MS = 3_600_000;
/** After so many, what was taken is stored. */
const SAVE_AFTER = 20;
/** So long nobody must have come alive: each knows something of what was taken before n8n went away. */
const QUIET_MS = 5_000;
const CALLS = 3;

/**
 * Starts the workflow for the messages that arrived while n8n was away, or were on their way to somebody
 * who passed them on no more: in their order, each once; executions that wait for a reply get theirs before. The server's message store is all there is: other
 * events cannot be had again. If the server cannot be asked they stay missed, for the next time. Never throws.
 */
export async function catchUp(entry: ActiveTrigger): Promise<void> {
	const { context, settings } = entry;
	if (entry.missedSince === undefined || entry.isLeaving || entry.isCatchingUp) return;
	entry.isCatchingUp = true;
	/** Unix time in milliseconds of the first message of which an execution that waits could not say whether it is its reply. */
	let undecided = Infinity;
	try {
		const isHere = isCatchUpWanted(settings) && (await isTakenHere(entry));
		if (isHere === undefined) return;
		if (!isHere) entry.missedSince = undefined;
		// More may turn out to be missing meanwhile, of before as well.
		while (entry.missedSince !== undefined && !entry.isLeaving) {
			undecided = Math.min(undecided, await offerMissed(entry, reachOf(entry, entry.missedSince)));
			await startMissed(entry, entry.missedSince);
		}
		if (isHere) await callOurselves(entry);
	} catch (error) {
		context.logger.warn('The messages that arrived meanwhile could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		const missing = Math.min(undecided, entry.caughtUpTo ?? Infinity);
		if (missing !== Infinity) noteMissing(entry, missing);
		entry.caughtUpTo = undefined;
		entry.isCatchingUp = false;
		entry.isBehind = false;
	}
}

/**
 * Whether what is sent to us reaches this process, which is why it knows what was taken before. In queue
 * mode it reaches webhook processors: they tell nobody what they took, and it would all start once more.
 * @returns undefined if that does not show within a minute: n8n may still be starting
 */
async function isTakenHere(entry: ActiveTrigger): Promise<boolean | undefined> {
	let taken = 0;
	for (let tries = 0; tries < 30 && !entry.isLeaving; tries++) {
		const before = entry.calls;
		const isQuiet = msSinceLastStart() >= QUIET_MS;
		const outcome = isQuiet ? await callOurselves(entry) : undefined;
		if (outcome === 'taken' && entry.calls === before) return false;
		// Of several processes behind one address each has its turn.
		if (outcome === 'taken' && ++taken === CALLS) return true;
		if (outcome !== 'taken') await sleep(2000);
	}
	// n8n may be out of its own reach, behind its proxy; the server's deliveries show it as well.
	return entry.calls > 0 ? true : undefined;
}

export const isCatchUpWanted = ({ options, events }: TriggerSettings): boolean =>
	options.catchUp && events.includes('MESSAGES_UPSERT');

/** Unix time in milliseconds of the first message that is looked for: no earlier than what is remembered. */
function reachOf(entry: ActiveTrigger, missedSince: number): number {
	const { settings, connection } = entry;
	const furthest = Date.now() - settings.options.catchUpHours * HOUR_MS;
	return Math.max(
		missedSince - OVERLAP_MS,
		messageTime(connection, furthest),
		takenEventsOf(entry).completeSince(),
	);
}

/** Of the first that starts the workflow: none from before it was switched on. */
function startOf(entry: ActiveTrigger, missedSince: number): number {
	// Messages have whole seconds.
	const active = Number(staticDataOf(entry.context).activeSince ?? 0);
	return Math.max(reachOf(entry, missedSince), Math.floor(active / 1000) * 1000);
}

async function startMissed(entry: ActiveTrigger, missedSince: number): Promise<void> {
	const since = startOf(entry, missedSince);
	// The memory is bounded, and goes on: what it forgets from now on was taken all the same.
	const seen = takenEventsOf(entry).takenBy(entry.name);
	entry.wasAway = false;
	entry.missedSince = undefined;
	entry.caughtUpTo = missedSince;
	let started = 0;
	let isEmpty = true;
	for await (const events of writtenSince(entry, since)) {
		if (events.length > 0) isEmpty = false;
		for (const eventId of takenEventsOf(entry).takenBy(entry.name)) seen.add(eventId);
		for (const event of events) {
			if (entry.isLeaving) return;
			if (seen.has(event.eventId)) continue;
			seen.add(event.eventId);
			if (!(await startInTurn(entry, event))) continue;
			entry.caughtUpTo = Math.max(missedSince, event.sentAt ?? 0);
			if (++started % SAVE_AFTER === 0) await callOurselves(entry);
		}
	}
	entry.caughtUpTo = undefined;
	if (isEmpty) await warnIfNothingStored(entry);
}

/** Asked once for each trigger, when it is active again. */
const asked = new WeakSet<ActiveTrigger>();

async function warnIfNothingStored(entry: ActiveTrigger): Promise<void> {
	const { context, connection, instance } = entry;
	if (asked.has(entry)) return;
	asked.add(entry);
	if (!(await storesNothing(context, connection, instance))) return;
	context.logger.warn(
		`Catch Up finds nothing: the server stores no messages of the instance "${instance}". ${STORE_HINT}.`,
	);
}
