import type { Delivery } from '../../server/delivery';
import { OVERLAP_MS, type ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn, stateOfInstance } from '../active/activeTriggers';
import { isWritten, messageTime } from '../memory/deliveredEvent';
import { findSeen, hasTaken } from '../memory/seenEvents';
import { isCatchUpWanted, isEventChosen } from '../settings/triggerSettings';
import { storedEvent } from './catchUp';

// Finds messages that the server has stored, but couldn't deliver: n8n's address answered 404, for example. The server gives up
// after about 20 minutes, and nothing else shows that a message is missing.

/** A message that was sent more recently than this may still be in transit. */
const ON_ITS_WAY_MS = 10_000;

/**
 * @returns `eligible`: messages from after the start of trigger() that should have started the workflow; `missing`: eligible
 * messages that never reached the workflow
 */
export function undeliveredTo(trigger: ActiveTrigger, messages: readonly Delivery[]) {
	const { connection, settings, startedAt } = trigger;
	// A message's time is rounded down to a second. A message from the second of the start therefore counts as older.
	const since = messageTime(connection, startedAt);
	const until = messageTime(connection, Date.now()) - ON_ITS_WAY_MS;
	const eligible = messages
		.filter((delivery) => isWritten(delivery) && isEventChosen(settings, delivery))
		.filter((delivery) => settings.passes(delivery))
		.map(storedEvent)
		.filter(({ sentAt = 0 }) => sentAt >= since && sentAt <= until);
	const memory = findSeen(trigger);
	const missing = eligible.filter(
		({ eventId }) => !memory.knows(eventId) && !hasTaken(trigger, eventId),
	);
	return { eligible, missing };
}

/** Messages younger than this don't count as missing, because the server may still try to deliver them again. */
export const LATE_DELIVERY_MS = 45_000;

/** Shortest time between two comparisons of an instance: each of its workflows asks for one every five minutes. */
const COMPARED_MS = 4 * 60_000;
/** A comparison stops reading after this many messages. If it has found none missing by then, the search reads the rest. */
const MANY = 500;

/**
 * Compares what the server has stored since the last comparison with what it has delivered, for all triggers of the instance. If
 * a message is missing, its triggers search from the last comparison on. Never throws.
 */
export async function compareWithStore(trigger: ActiveTrigger): Promise<void> {
	const { context, connection, instance, instanceId } = trigger;
	const state = stateOfInstance(instanceId);
	const { store } = connection.server;
	const all = activeTriggersOn(instanceId).filter(
		({ settings, isLeaving }) => !isLeaving && isCatchUpWanted(settings),
	);
	const now = Date.now();
	if (
		store === undefined ||
		all.length === 0 ||
		Math.abs(now - (state.comparedAt ?? 0)) < COMPARED_MS
	)
		return;
	state.comparedAt = now;
	const upTo = messageTime(connection, now - LATE_DELIVERY_MS);
	const since = state.comparedUpTo ?? messageTime(connection, trigger.startedAt);
	const time = { from: new Date(since - OVERLAP_MS) };
	let count = 0;
	const isTooMuch = (page: readonly unknown[]) => (count += page.length) > MANY;
	try {
		// An alert must be sent before the search: afterwards, no message is missing.
		for (const { health } of all) await health?.look('store');
		const stored = await store.between({ context, connection, instance }, time, isTooMuch);
		const isMissing = (active: ActiveTrigger) =>
			undeliveredTo(active, stored).missing.some(({ sentAt = 0 }) => sentAt <= upTo);
		const silent = all.filter((active) => count > MANY || isMissing(active));
		for (const active of silent) active.noteMissing(since);
		noteUndelivered(trigger, silent.length > 0 && count <= MANY);
		state.comparedUpTo = upTo;
	} catch {
		// The next comparison begins at the same time.
	}
}

function noteUndelivered({ context, instance, instanceId }: ActiveTrigger, isAny: boolean): void {
	const state = stateOfInstance(instanceId);
	if (isAny && state.undeliveredAt === undefined)
		context.logger.warn(
			`Messages to the instance "${instance}" were not delivered to n8n: they are only in the server's store. They start workflows as missed messages, within five minutes. To find the cause, run System → Check Setup.`,
		);
	state.undeliveredAt = isAny ? Date.now() : undefined;
}
