import { eventIdOf } from '../../events/eventItems';
import type { Delivery } from '../../core/server/delivery';
import type { ActiveTrigger } from '../active/activeTrigger';
import { isWritten, type Event, messageTime } from '../memory/deliveredEvent';
import { takenEventsOf } from '../memory/takenEvents';
import { callOurselves } from '../save/saveTaken';
import { isEventChosen } from '../start/startWorkflow';

/** The first time window. The next ones are longer if little was written, or shorter if too much. */
const FIRST_MS = 60_000;
/** The times of messages are whole seconds. */
const SHORTEST_MS = 1_000;
/** No more messages than this are in memory at once, unless one second has more. A page has a hundred. */
const MANY = 500;
const FEW = 100;

/**
 * What others wrote since then, or the owner on the phone, oldest first and as the server delivers it. In parts,
 * because all of it may not fit into memory.
 * @throws {RequestFailure} if the store cannot be read
 */
export async function* writtenSince(
	{ context, connection, instance }: ActiveTrigger,
	since: number,
): AsyncGenerator<Event[], void> {
	const { store } = connection.server;
	if (store === undefined) return;
	let lengthMs = FIRST_MS;
	let before = new Set<string>();
	for (let from = since; ; ) {
		const end = from + lengthMs;
		const isLast = end >= messageTime(connection, Date.now());
		let count = 0;
		const isTooMuch = (page: readonly unknown[]) => {
			count += page.length;
			return count > MANY && lengthMs > SHORTEST_MS;
		};
		const time = { from: new Date(from), to: isLast ? undefined : new Date(end) };
		const found = await store.between({ context, connection, instance }, time, isTooMuch);
		if (isTooMuch([])) {
			lengthMs = Math.max(SHORTEST_MS, lengthMs / 2);
			continue;
		}
		const events = found
			.filter((delivery) => isWritten(delivery) && timeOf(delivery) >= since)
			.map(storedEvent);
		// Both parts contain the second between them.
		yield events.filter(({ eventId }) => !before.has(eventId));
		before = new Set(events.map(({ eventId }) => eventId));
		if (isLast) return;
		from = end;
		if (count < FEW) lengthMs *= 2;
	}
}

const timeOf = ({ message }: Delivery) => (message?.seconds ?? NaN) * 1000;

/** The event that the server has told, or should have told, of a message in its store. */
const storedEvent = (delivery: Delivery): Event => ({
	delivery,
	eventId: eventIdOf(delivery),
	sentAt: timeOf(delivery),
});

/** Those that have asked since their start. */
const askers = new WeakSet<ActiveTrigger>();

/** Once after the start. @param who looks for messages */
export async function warnIfNothingStored(trigger: ActiveTrigger, who: string): Promise<void> {
	const { context, connection, instance } = trigger;
	if (askers.has(trigger)) return;
	askers.add(trigger);
	const { store } = connection.server;
	if (store === undefined || !(await store.keepsNothing({ context, connection, instance }))) return;
	context.logger.warn(
		`${who} finds nothing: the server stores no messages of the instance "${instance}". ${store.howToKeep}.`,
	);
}

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
	if (trigger.channel.deliversToTriggerProcess) return true;
	for (let call = 0; call < CALLS; call++) {
		const before = trigger.calls;
		const outcome = await callOurselves(trigger);
		if (outcome !== 'taken') return undefined;
		if (trigger.calls === before) return false;
	}
	return true;
}
