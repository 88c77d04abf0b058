import { chatNames } from '../../events/eventItems';
import { mayAnswer } from '../../events/ownMessage';
import {
	type ForeignSubscriber,
	isWorkflow,
	type Subscriber,
	type WorkflowSubscriber,
} from '../../hub/list';
import { isSubscribedTo } from '../../hub/subscribers';
import type { Delivery } from '../../server/delivery';

export interface Route {
	/** Executions that wait in the event's chat. They're asked one after the other, until one takes the event. */
	readonly waits: readonly WorkflowSubscriber[];
	/** Workflows and test sessions, in this process or in another. They get the event after the waiting executions. */
	readonly workflows: readonly WorkflowSubscriber[];
	/** Webhooks of other applications. They get each event immediately, including answers to questions. */
	readonly foreign: readonly ForeignSubscriber[];
}

/**
 * Decides who gets an event.
 * @param subscribers of the instance, oldest first; empty if another workflow has forwarded the event
 * @param callee the workflow that the server has called: it already has the event
 */
export function route(
	delivery: Delivery,
	subscribers: readonly Subscriber[],
	callee?: Subscriber,
	nowMs = Date.now(),
): Route {
	const about = { event: delivery.event, chats: chatNames(delivery) };
	const wanting = subscribers.filter((subscriber) => isSubscribedTo(subscriber, about, nowMs));
	const ours = wanting.filter(isWorkflow);
	const waits = mayAnswer(delivery) ? ours.filter(({ kind }) => kind === 'wait') : [];
	const mustBeQuoted = ({ quotesOnly }: WorkflowSubscriber) => quotesOnly === true;
	return {
		// The execution that's asked last takes messages that answer no question. Executions that accept only quotes come first.
		waits: [...waits.filter(mustBeQuoted), ...waits.filter((wait) => !mustBeQuoted(wait))],
		workflows: ours.filter((one) => one.kind !== 'wait' && one !== callee),
		foreign: wanting.filter((subscriber) => subscriber.kind === 'foreign'),
	};
}
