import type { Delivery } from '../../server/delivery';
import { OVERLAP_MS, type ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn, stateOfInstance } from '../active/activeTriggers';
import { isWritten, messageTime } from '../memory/deliveredEvent';
import { findSeen, hasTaken } from '../memory/seenEvents';
import { isCatchUpWanted, isEventChosen } from '../settings/triggerSettings';
import { isCalledHere, storedEvent } from './catchUp';

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
/** A comparison reads at most about this many messages. If there are more, the search for missed messages reads them. */
const MANY = 500;

/**
 * Compares what the server has stored since the last comparison with what it has delivered, for all triggers of the instance. If
 * a message is missing, its triggers search from the last comparison on. Never throws.
 */
export async function compareWithStore(trigger: ActiveTrigger): Promise<void> {
	const { connection, instanceId } = trigger;
	const state = stateOfInstance(instanceId);
	const now = Date.now();
	if (Math.abs(now - (state.comparedAt ?? 0)) < COMPARED_MS || !isCatchUpWanted(trigger.settings))
		return;
	const triggers = activeTriggersOn(instanceId).filter(
		({ settings, isLeaving }) => !isLeaving && isCatchUpWanted(settings),
	);
	state.comparedAt = now;
	const since = state.comparedUpTo ?? messageTime(connection, trigger.startedAt);
	const upTo = messageTime(connection, now - LATE_DELIVERY_MS);
	try {
		// An alert must be sent before the search: afterwards, no message is missing.
		for (const { health } of triggers) await health?.look('store');
		const { messages, isAll } = await readSince(trigger, since - OVERLAP_MS);
		const silent = triggers.filter((active) =>
			undeliveredTo(active, messages).missing.some(({ sentAt = 0 }) => sentAt <= upTo),
		);
		// In queue mode, other processes get the events, and only they know which came.
		if (silent.length > 0 && (await isCalledHere(trigger)) === false) return;
		for (const active of isAll ? silent : triggers) active.noteMissing(since);
		noteUndelivered(trigger, silent.length > 0);
		state.comparedUpTo = upTo;
	} catch {
		// The next comparison begins at the same time.
	}
}

async function readSince(trigger: ActiveTrigger, since: number) {
	const { store } = trigger.connection.server;
	let count = 0;
	const isTooMuch = (page: readonly unknown[]) => (count += page.length) > MANY;
	const messages = await store?.between(trigger, { from: new Date(since) }, isTooMuch);
	return { messages: messages ?? [], isAll: count <= MANY };
}

function noteUndelivered(trigger: ActiveTrigger, isAny: boolean): void {
	const { context, instance, instanceId } = trigger;
	const state = stateOfInstance(instanceId);
	const { undeliveredAt } = state;
	if (isAny && undeliveredAt === undefined)
		context.logger.warn(
			`The server couldn't deliver messages to "${instance}": n8n found them in the server's store, and starts their workflows now. To find the cause, run System → Check Setup.`,
		);
	if (isAny) state.undeliveredAt = Date.now();
	// Only a later event proves that the server reaches n8n again.
	else if ((trigger.lastEventAt ?? 0) > (undeliveredAt ?? 0)) state.undeliveredAt = undefined;
}
