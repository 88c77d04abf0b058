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
import { activeTriggerAt, type ActiveTrigger } from './activeTriggers';
import { startNow } from './startNow';
import type { Event } from './startWorkflow';
import { rememberTaken, takenEventsOf, type Taker } from './takenEvents';

/** Of the subscribers that are called from this process. */
export const health: Health = new Map();

/** A delivery that came in at one of the subscribers. */
export interface Incoming extends Event {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** Ourselves in the list; not there while it changes. */
	readonly self?: Subscriber;
}

/**
 * Hands the event over to the others that want it: directly to those who live in this process, which costs
 * n8n nothing and cannot stand in line behind further deliveries, and by HTTP to the rest. Never throws.
 * @param taker whose memory says who had it before; left out for a test session, which remembers nothing
 */
export async function passOn(
	context: IWebhookFunctions,
	incoming: Incoming,
	taker?: Taker,
): Promise<ForwardResult> {
	const { delivery, eventId, sentAt, key, subscribers, self } = incoming;
	const letter = {
		get raw() {
			return rawBody(context);
		},
		id: eventId,
		event: delivery.event,
		chats: chatsOf(delivery),
		headers: context.getHeaderData(),
		isReply: () => isReply(delivery),
	};
	const targets = subscribersFor(subscribers, letter, self, Date.now());
	const near = targets.flatMap(({ url }) => activeTriggerAt(url) ?? []);
	const others = targets.filter(({ url }) => activeTriggerAt(url) === undefined);
	const far = taker === undefined ? others : stillOwed(takenEventsOf(taker), eventId, others);
	const [areTaken, verdict] = await Promise.all([
		startInThisProcess(near, incoming),
		far.length === 0 ? NOBODY : forward(context, letter, far, { key, health, queue: replyQueue }),
	]);
	if (taker !== undefined && verdict.taken.length > 0)
		rememberTaken(taker, eventId, verdict.taken, sentAt);
	return areTaken ? verdict : { ...verdict, status: 503 };
}

const NOBODY: ForwardResult = { status: 200, forwarded: [], taken: [], gone: [] };

/** @returns whether all have it */
async function startInThisProcess(
	entries: readonly ActiveTrigger[],
	event: Event,
): Promise<boolean> {
	const results = await Promise.all(
		entries
			.filter(({ isLeaving }) => !isLeaving)
			.map(async (entry) => {
				try {
					return await startNow(entry, event);
				} catch (error) {
					const cause = error instanceof Error ? error.message : '';
					entry.context.logger.warn('An event could not be taken', { cause });
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
