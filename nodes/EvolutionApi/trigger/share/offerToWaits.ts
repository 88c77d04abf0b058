import { mayAnswer } from '../../events';
import {
	aboutDelivery,
	forward,
	replyQueue,
	stillOwed,
	subscribersFor,
	type ForwardResult,
	type HubState,
} from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import type { Event } from '../memory/deliveredEvent';
import { rememberTaken, takenEventsOf } from '../memory/takenEvents';
import { isKnownAnswer } from '../start/leaveToQuestion';
import { learnAnswers } from './askAnswers';
import { health } from './passOn';
import { prune } from './prune';

/** What became of an event that was offered to the executions that wait. */
export interface Offered extends Pick<ForwardResult, 'isAnswer'> {
	/** One of them could neither take nor decline it: it has to be offered again. */
	readonly isOwed: boolean;
}

/** Offers an event to the executions that wait for a reply, unless they had it before. Never throws. */
export async function offerToWaits(
	trigger: ActiveTrigger,
	event: Event,
	state: HubState,
): Promise<Offered> {
	const { subscribers, key } = state;
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	if (isKnownAnswer(trigger, event)) return { isAnswer: true, isOwed: false };
	if (key === undefined || waits.length === 0 || !mayAnswer(event.delivery)) return NO_ANSWER;
	const { context } = trigger;
	const passedOn = passedOnFrom(event);
	const targets = subscribersFor(waits, passedOn, undefined, Date.now());
	const owed = stillOwed(takenEventsOf(trigger), event.eventId, targets);
	if (owed.length === 0) return NO_ANSWER;
	const options = { key, health, queue: replyQueue };
	const result = await forward(context, passedOn, owed, options);
	const { taken, gone } = result;
	if (taken.length > 0) rememberTaken(trigger, event.eventId, taken, event.sentAt);
	if (gone.length > 0) void prune(context, trigger, { key, subscribers }, gone);
	// It may be gone because another n8n has offered it this answer.
	if (gone.length > 0 && result.isAnswer === false) {
		await learnAnswers(trigger, [event], state);
		if (isKnownAnswer(trigger, event)) return { isAnswer: true, isOwed: false };
	}
	return { isAnswer: result.isAnswer, isOwed: result.status === 503 };
}

const NO_ANSWER: Offered = { isAnswer: false, isOwed: false };

/** Without a token of the server, so only the message itself tells its time. */
const passedOnFrom = ({ delivery, eventId }: Event) => ({
	...aboutDelivery(delivery, eventId),
	raw: JSON.stringify({
		event: delivery.event,
		instance: delivery.instance,
		data: delivery.data,
	}),
	headers: { 'content-type': 'application/json' },
});
