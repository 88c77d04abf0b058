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

/** Recipients of an event. */
export interface Route {
	/** Executions that wait in its chat: asked one after the other, until one takes the event. */
	readonly waits: readonly WorkflowSubscriber[];
	/** Workflows and test sessions, in this process or in another: they get it after that. */
	readonly workflows: readonly WorkflowSubscriber[];
	/** The webhook of another application, which gets everything, and at once. */
	readonly foreign: readonly ForeignSubscriber[];
}

/**
 * Decides who gets an event.
 * @param subscribers the list of the instance, the oldest first; empty if the workflow that passed the event on has seen to it
 * @param called the workflow that the server has called, which has the event
 */
export function route(
	delivery: Delivery,
	subscribers: readonly Subscriber[],
	called?: Subscriber,
	nowMs = Date.now(),
): Route {
	const about = { event: delivery.event, chats: chatNames(delivery) };
	const wanting = subscribers.filter((subscriber) => isSubscribedTo(subscriber, about, nowMs));
	const ours = wanting.filter(isWorkflow);
	const waits = mayAnswer(delivery) ? ours.filter(({ kind }) => kind === 'wait') : [];
	const mustBeQuoted = ({ quotesOnly }: WorkflowSubscriber) => quotesOnly === true;
	return {
		// The last one keeps what none has taken: a question that has to be quoted leaves that alone.
		waits: [...waits.filter(mustBeQuoted), ...waits.filter((wait) => !mustBeQuoted(wait))],
		workflows: ours.filter((one) => one.kind !== 'wait' && one !== called),
		foreign: wanting.filter((subscriber) => subscriber.kind === 'foreign'),
	};
}
