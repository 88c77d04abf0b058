import { chatsOf, isReply } from '../events';
import { forward, replyQueue, stillOwed, subscribersFor } from '../hub';
import { readInstanceHub } from '../hub/instanceHub';
import type { ActiveTrigger } from './activeTriggers';
import { health } from './passOn';
import type { Event } from './startWorkflow';
import { rememberTaken, takenEventsOf } from './takenEvents';
import { writtenSince } from './written';

/** Instances for which it is being done: one trigger does it for all. */
const running = new Set<string>();

/**
 * Offers what was written since then to the executions that wait for a reply, as if it had just come.
 * @returns the time of the first message that one of them could neither take nor decline, Unix ms; else Infinity
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function offerMissed(trigger: ActiveTrigger, since: number): Promise<number> {
	const { context, connection, instance, hub } = trigger;
	if (running.has(hub)) return Infinity;
	running.add(hub);
	try {
		const { subscribers, key } = await readInstanceHub(context, connection, instance);
		const waits = subscribers.filter(({ kind }) => kind === 'wait');
		let undecided = Infinity;
		if (key === undefined || waits.length === 0) return undecided;
		for await (const events of writtenSince(trigger, since)) {
			for (const event of events) {
				const passedOn = passedOnFrom(event);
				const targets = subscribersFor(waits, passedOn, undefined, Date.now());
				const owed = stillOwed(takenEventsOf(trigger), event.eventId, targets);
				if (owed.length === 0) continue;
				const options = { key, health, queue: replyQueue };
				const { status, taken } = await forward(context, passedOn, owed, options);
				if (taken.length > 0) rememberTaken(trigger, event.eventId, taken, event.sentAt);
				if (status === 503) undecided = Math.min(undecided, event.sentAt ?? Infinity);
			}
		}
		return undecided;
	} finally {
		running.delete(hub);
	}
}

/** Without a token of the server, so only the message itself tells its time. */
const passedOnFrom = ({ delivery, eventId }: Event) => ({
	raw: JSON.stringify({
		event: delivery.event,
		instance: delivery.instance,
		data: delivery.data,
	}),
	id: eventId,
	event: delivery.event,
	chats: chatsOf(delivery),
	headers: { 'content-type': 'application/json' },
	isReply: () => isReply(delivery),
});
