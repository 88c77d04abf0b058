import { chatsOf, isReply } from '../events';
import { forward, replyQueue, stillOwed, subscribersFor } from '../hub';
import { readInstanceHub } from '../hub/instanceHub';
import type { ActiveTrigger } from './activeTriggers';
import { health } from './passOn';
import type { Event } from './startWorkflow';
import { rememberTaken, takenEventsOf } from './takenEvents';
import { writtenSince } from './written';

/** Instances: whoever looks does so for all of its triggers. */
const underWay = new Set<string>();

/**
 * Offers what was written since then to the executions that wait for a reply, as if it came only now.
 * @returns Unix time in milliseconds of the first message of which one could not say whether it is its reply;
 *   Infinity: there is none
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function offerMissed(entry: ActiveTrigger, since: number): Promise<number> {
	const { context, connection, instance, hub } = entry;
	if (underWay.has(hub)) return Infinity;
	underWay.add(hub);
	try {
		const { subscribers, key } = await readInstanceHub(context, connection, instance);
		const waits = subscribers.filter(({ kind }) => kind === 'wait');
		let undecided = Infinity;
		if (key === undefined || waits.length === 0) return undecided;
		for await (const events of writtenSince(entry, since)) {
			for (const event of events) {
				const letter = letterWith(event);
				const targets = subscribersFor(waits, letter, undefined, Date.now());
				const owed = stillOwed(takenEventsOf(entry), event.eventId, targets);
				if (owed.length === 0) continue;
				const options = { key, health, queue: replyQueue };
				const { status, taken } = await forward(context, letter, owed, options);
				if (taken.length > 0) rememberTaken(entry, event.eventId, taken, event.sentAt);
				if (status === 503) undecided = Math.min(undecided, event.sentAt ?? Infinity);
			}
		}
		return undecided;
	} finally {
		underWay.delete(hub);
	}
}

/** No token of the server comes with it: the message tells its time. */
const letterWith = ({ delivery, eventId }: Event) => ({
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
