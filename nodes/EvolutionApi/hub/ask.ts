import { createLimiter } from '../core/concurrency/limiter';
import type { Target } from '../server/adapter';
import { callOnce, noteHealth, type ForwardContext } from './forward';
import type { Subscriber } from './list';
import { findObstacle, type Obstacle } from './obstacle';
import type { HubState } from './plan';
import type { Reply } from './reply';
import { readReply, type SubscriberAnswer } from './subscribers';
import { markOfWait, replyQueue } from './waits';

// Questions to a workflow in any process: deliveries signed like the server's, but with an event name that no server uses.

/** Prefix of the event names of these questions. */
const OWN_PREFIX = 'evolution-hub.';

export type OwnEvent = `${typeof OWN_PREFIX}${string}`;

/** Tells whether an event has the name of a question. `authenticate()` has already checked that one of our nodes sent it. */
export const isOwnEvent = (event: unknown): boolean =>
	typeof event === 'string' && event.startsWith(OWN_PREFIX);

/** Asks whether a workflow is alive. The recipient only acknowledges this event; a trigger also stores its data. */
export const PROBE_EVENT: OwnEvent = 'evolution-hub.probe';

/** Longest wait for n8n to store an execution that is asking. Before that, a call can't show whether it was stopped. */
const ASKED_BY_MS = 1_000;

interface Probe {
	readonly event: OwnEvent;
	readonly instance: string;
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly question?: object;
	/** Data that a trigger sends to its own webhook, which stores it. */
	readonly toStore?: object;
}

export interface WorkflowAnswer extends SubscriberAnswer {
	/** `taken` if the workflow answered. */
	readonly reply: Reply;
	/** The program that has answered instead of the workflow. */
	readonly obstacle?: Obstacle;
}

/** Asks a workflow. Never throws. Don't ask a foreign webhook: it would mistake the question for an event. */
export async function askWorkflow(
	context: ForwardContext,
	subscriber: Subscriber,
	{ key, ...question }: Probe,
): Promise<WorkflowAnswer> {
	const body = { ...question, destination: subscriber.url };
	const answer = await callOnce(context, subscriber, body, { key });
	return {
		...answer,
		reply: readReply(subscriber, answer),
		obstacle: findObstacle(subscriber.url, answer),
	};
}

/**
 * Asks whether a workflow is alive: `taken` if it is, `gone` if it has ended, `again` if it's out of reach. Never throws.
 * @param isImpatient whether a workflow that has been out of reach for too long also counts as `gone`
 */
export async function probe(
	context: ForwardContext,
	subscriber: Subscriber,
	question: Omit<Probe, 'event'>,
	isImpatient = false,
): Promise<Reply> {
	// A call wouldn't show that the question has its answer: n8n would only answer that the execution is running.
	if (replyQueue.isFinished(markOfWait(subscriber.url))) return 'gone';
	await replyQueue.untilAsked(subscriber.url, Date.now() + ASKED_BY_MS);
	if (replyQueue.isBeingAsked(subscriber.url)) return 'again';
	const { reply } = await askWorkflow(context, subscriber, { event: PROBE_EVENT, ...question });
	return isImpatient ? noteHealth(subscriber, reply) : reply;
}

/**
 * Checks whether the webhook's owner is alive. It's dead if the server missed its deactivation, if it's a test session whose
 * n8n is gone, or if it's an execution that no longer waits. Without a repair, the other subscribers then get no events. For an
 * execution that has ended, n8n even answers the server with 200, so the server doesn't deliver the event again.
 * @returns the URLs to remove: the owner's, and those of other ended waits; none if the owner is alive
 */
export async function findEnded(
	target: Omit<Target, 'connection'>,
	state: HubState,
): Promise<readonly string[]> {
	const { ownerUrl, subscribers } = state;
	const owner = subscribers.find(({ url }) => url === ownerUrl);
	if (owner === undefined || !(await isOver(target, state, owner))) return [];
	return [...new Set([owner.url, ...(await findEndedWaits(target, state))])];
}

/** Limit for concurrent calls of waits: each takes 11 MB in n8n. */
const AT_ONCE = 50;

/** Returns the URLs of all waits that have ended. It checks every wait, because executions often end in large numbers. */
export async function findEndedWaits(
	target: Omit<Target, 'connection'>,
	state: HubState,
): Promise<string[]> {
	const waits = state.subscribers.filter(({ kind }) => kind === 'wait');
	const limit = createLimiter(AT_ONCE);
	const check = async (wait: Subscriber) => await isOver(target, state, wait);
	const endings = await Promise.all(waits.map((wait) => limit.run(async () => await check(wait))));
	return waits.filter((_wait, index) => endings[index]).map(({ url }) => url);
}

/** Tells whether a subscriber has ended. If it's unreachable, only a test session counts as ended: a user is watching it. */
async function isOver(
	{ context, instance }: Omit<Target, 'connection'>,
	{ key = '' }: HubState,
	subscriber: Subscriber,
): Promise<boolean> {
	if (subscriber.kind === 'foreign' || subscriber.kind === 'socket') return false;
	const outcome = await probe(context, subscriber, { key, instance });
	return subscriber.kind === 'test' ? outcome !== 'taken' : outcome === 'gone';
}
