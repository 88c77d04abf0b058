import { chatsOf, isReply } from '../events';
import { forward, replyQueue, stillOwed, subscribersFor, type HubState } from '../hub';
import type { ActiveTrigger } from './activeTriggers';
import type { Event } from './deliveredEvent';
import { health } from './passOn';
import { prune } from './prune';
import { rememberTaken, takenEventsOf } from './takenEvents';

/**
 * Offers an event to the executions that wait for a reply, unless they had it before. Never throws.
 * @returns false if one of them could neither take nor decline it
 */
export async function offerToWaits(
	trigger: ActiveTrigger,
	event: Event,
	{ subscribers, key }: HubState,
): Promise<boolean> {
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	if (key === undefined || waits.length === 0) return true;
	const { context } = trigger;
	const passedOn = passedOnFrom(event);
	const targets = subscribersFor(waits, passedOn, undefined, Date.now());
	const owed = stillOwed(takenEventsOf(trigger), event.eventId, targets);
	if (owed.length === 0) return true;
	const options = { key, health, queue: replyQueue };
	const { status, taken, gone } = await forward(context, passedOn, owed, options);
	if (taken.length > 0) rememberTaken(trigger, event.eventId, taken, event.sentAt);
	if (gone.length > 0) void prune(context, trigger, { key, subscribers }, gone);
	return status !== 503;
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
