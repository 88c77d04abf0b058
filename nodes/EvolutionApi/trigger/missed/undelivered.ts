import type { Delivery } from '../../events';
import type { ActiveTrigger } from '../active/activeTrigger';
import { isWritten, type Event } from '../memory/deliveredEvent';
import { messageTime } from '../memory/messageClock';
import { takenEventsOf } from '../memory/takenEvents';
import { callOurselves } from '../save/saveTaken';
import { isEventChosen } from '../start/startWorkflow';
import { storedEvent } from './written';

// Which messages in the server's store should have started a workflow, and did not reach it.

/** A younger message may still be on its way. */
const ON_ITS_WAY_MS = 10_000;

/** Several processes behind one URL get the calls in turn. */
const CALLS = 3;

interface Undelivered {
	/** Messages that were to start the workflow since its trigger() runs here. */
	readonly expected: readonly Event[];
	/** Those of them that it never got. */
	readonly missing: readonly Event[];
}

/**
 * Compares messages of the server's store with what the trigger took.
 * @param messages of the store, as the server delivers them
 */
export function undeliveredTo(trigger: ActiveTrigger, messages: readonly Delivery[]): Undelivered {
	const { connection, settings, startedAt, nodeId, pending } = trigger;
	const isHere = (eventId: string) => taken.wasTaken(eventId, nodeId) || pending.has(eventId);
	const taken = takenEventsOf(trigger);
	// The times of messages are whole seconds.
	const since = Math.max(messageTime(connection, startedAt), taken.completeSince());
	const until = messageTime(connection, Date.now()) - ON_ITS_WAY_MS;
	const expected = messages
		.map(storedEvent)
		.filter(({ delivery }) => isWritten(delivery))
		.filter(({ sentAt = 0 }) => sentAt >= since && sentAt <= until)
		.filter(({ delivery }) => isEventChosen(settings, delivery) && settings.passes(delivery));
	return {
		expected,
		missing: expected.filter(({ eventId }) => !isHere(eventId)),
	};
}

/**
 * Whether calls of the trigger's webhook reach this process, which then knows what was taken. In queue mode they reach
 * webhook processors. What comes through WebSocket always comes here.
 * @returns undefined if n8n does not reach its own address
 */
export async function isCalledHere(trigger: ActiveTrigger): Promise<boolean | undefined> {
	if (trigger.channel.comesHere) return true;
	for (let call = 0; call < CALLS; call++) {
		const before = trigger.calls;
		const outcome = await callOurselves(trigger);
		if (outcome !== 'taken') return undefined;
		if (trigger.calls === before) return false;
	}
	return true;
}
