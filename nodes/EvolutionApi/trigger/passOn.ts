import type { IWebhookFunctions } from 'n8n-workflow';

import { chatsOf, isReply } from '../events';
import {
	forward,
	replyQueue,
	stillOwed,
	subscribersFor,
	type Health,
	type Subscriber,
	type ForwardResult,
} from '../hub';
import { activeTriggerAt, activeTriggerOf, type ActiveTrigger } from './activeTriggers';
import type { Event } from './deliveredEvent';
import { comesAgain, startNow } from './startNow';
import { rememberTaken, takenEventsOf, type TriggerId } from './takenEvents';

/** Of the subscribers that this process calls. */
export const health: Health = new Map();

/** A delivery that came in at one of the subscribers. */
export interface Incoming extends Event {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** Ourselves in the list; undefined while the list is being changed. */
	readonly self?: Subscriber;
}

/**
 * Passes the event on to the other subscribers that want it: directly to those in this process, which costs n8n
 * nothing and does not queue behind further deliveries, and by HTTP to the rest. Never throws.
 * @param trigger whose memory tells who already has it; left out for a test session, which remembers nothing
 */
export async function passOn(
	context: IWebhookFunctions,
	incoming: Incoming,
	trigger?: TriggerId,
): Promise<ForwardResult> {
	const { delivery, eventId, sentAt, key, subscribers, self } = incoming;
	const passedOn = {
		get raw() {
			return rawBody(context);
		},
		id: eventId,
		event: delivery.event,
		chats: chatsOf(delivery),
		headers: context.getHeaderData(),
		isReply: () => isReply(delivery),
	};
	const targets = subscribersFor(subscribers, passedOn, self, Date.now());
	const inThisProcess = targets.flatMap(({ url }) => activeTriggerAt(url, delivery.instance) ?? []);
	const others = targets.filter(({ url }) => activeTriggerAt(url, delivery.instance) === undefined);
	const owed = trigger === undefined ? others : stillOwed(takenEventsOf(trigger), eventId, others);
	const callable = trigger === undefined ? owed : withoutStarting(owed, trigger, incoming);
	const [areStarted, result] = await Promise.all([
		startInThisProcess(inThisProcess, incoming),
		callable.length === 0
			? NOBODY
			: forward(context, passedOn, callable, { key, health, queue: replyQueue }),
	]);
	if (trigger !== undefined && result.taken.length > 0)
		rememberTaken(trigger, eventId, result.taken, sentAt);
	return areStarted && callable.length === owed.length ? result : { ...result, status: 503 };
}

/**
 * While n8n starts, its workflows become active one after the other. Those that are not active yet are not called with
 * what the server delivers again: n8n 2 makes a JavaScript engine for each call, and would make hundreds at once.
 */
function withoutStarting(
	subscribers: readonly Subscriber[],
	{ name }: TriggerId,
	incoming: Incoming,
): readonly Subscriber[] {
	const called = activeTriggerOf(name, incoming.delivery.instance);
	const { self } = incoming;
	if (called === undefined || self === undefined || !comesAgain(called, incoming))
		return subscribers;
	const here = new URL(self.url).origin;
	return subscribers.filter(({ kind, url }) => kind !== 'trigger' || new URL(url).origin !== here);
}

const NOBODY: ForwardResult = { status: 200, forwarded: [], taken: [], gone: [] };

/** @returns whether all of them have it */
async function startInThisProcess(
	triggers: readonly ActiveTrigger[],
	event: Event,
): Promise<boolean> {
	const results = await Promise.all(
		triggers
			.filter(({ isLeaving }) => !isLeaving)
			.map(async (trigger) => {
				try {
					return await startNow(trigger, event);
				} catch (error) {
					const cause = error instanceof Error ? error.message : '';
					trigger.context.logger.warn('An event could not start the workflow', { cause });
					return false;
				}
			}),
	);
	return !results.includes(false);
}

/** The body as it came. */
export function rawBody(context: IWebhookFunctions): Buffer | string {
	const request = context.getRequestObject();
	return 'rawBody' in request && Buffer.isBuffer(request.rawBody)
		? request.rawBody
		: JSON.stringify(context.getBodyData());
}
