import { getChatType } from '../core/values/addresses';
import { isWorkflow, type Subscriber, type WorkflowSubscriber } from './list';
import { type IncomingDelivery, isSubscribedTo } from './subscribers';

/** What a message says of itself. */
type RoutedMessage = Pick<IncomingDelivery, 'event' | 'chats'> & {
	/** Somebody else wrote it, voted or pressed a button. */
	readonly mayAnswer: boolean;
};

/** Who gets a message, as far as the list tells. */
export interface Route {
	/** The executions that wait in its chat, the oldest first. Each gets it only if those before it do not take it. */
	readonly waits: readonly WorkflowSubscriber[];
	/**
	 * Whether it starts the workflows that do not ask for answers. `never`: the question owns its chat, as long as an execution
	 * waits there. `ifDeclined`: the question may be about a few of the messages only.
	 */
	readonly workflows: 'always' | 'never' | 'ifDeclined';
}

/** @param nowMs Unix time in milliseconds */
export function route(message: RoutedMessage, list: readonly Subscriber[], nowMs: number): Route {
	const waits = message.mayAnswer
		? list
				.filter(isWorkflow)
				.filter((one) => one.kind === 'wait' && isSubscribedTo(one, message, nowMs))
		: [];
	if (waits.length === 0) return { waits, workflows: 'always' };
	return { waits, workflows: waits.some(ownsItsChat) ? 'never' : 'ifDeclined' };
}

/** In a group others write, too, and a question that has to be quoted leaves the rest of the chat alone. */
export const ownsItsChat = ({ chat, quotesOnly }: WorkflowSubscriber): boolean =>
	chat !== undefined && quotesOnly !== true && getChatType(chat) === 'private';
