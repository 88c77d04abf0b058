import { createLimiter } from '../core/concurrency/limiter';
import type { Target } from '../server/adapter';
import { callOnce, noteHealth, type ForwardContext } from './forward';
import type { Subscriber } from './list';
import { findObstacle, type Obstacle } from './obstacle';
import type { HubState } from './plan';
import type { Reply } from './reply';
import { readReply, type SubscriberAnswer } from './subscribers';
import { markOfWait, replyQueue } from './waits';

// Calls workflows in any process, for example to check that they're alive. Our calls are signed like the server's deliveries.

const OWN_PREFIX = 'evolution-hub.';

export type OwnEvent = `${typeof OWN_PREFIX}${string}`;

/** Tells whether an event has a name that only our nodes use. `authenticate()` checks that one of our nodes has sent it. */
export const isOwnEvent = (event: unknown): boolean =>
	typeof event === 'string' && event.startsWith(OWN_PREFIX);

/** This event starts no execution. */
export const PROBE_EVENT: OwnEvent = 'evolution-hub.probe';

/** How long `probe()` waits until an execution has sent its question: only then does n8n let us call the execution. */
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
	readonly reply: Reply;
	readonly obstacle?: Obstacle;
}

/** Calls a workflow. Another application mustn't be called: it would take the call for an event. Never throws. */
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
 * @param isImpatient whether a workflow also counts as `gone` if it has been out of reach for too long
 */
export async function probe(
	context: ForwardContext,
	subscriber: Subscriber,
	question: Omit<Probe, 'event'>,
	isImpatient = false,
): Promise<Reply> {
	// The execution already has the reply that it waited for. While it runs, n8n answers calls to it with an error.
	if (replyQueue.isFinished(markOfWait(subscriber.url))) return 'gone';
	await replyQueue.untilAsked(subscriber.url, Date.now() + ASKED_BY_MS);
	if (replyQueue.isBeingAsked(subscriber.url)) return 'again';
	const { reply } = await askWorkflow(context, subscriber, { event: PROBE_EVENT, ...question });
	return isImpatient ? noteHealth(subscriber, reply) : reply;
}

/**
 * Checks whether the owner (the subscriber that the server calls) is alive. If it isn't, the other subscribers get no events.
 * A dead owner may be a workflow whose deactivation never reached the server, a test session whose n8n is gone, or an execution
 * that no longer waits. In the last case, n8n even answers the server with 200, so the server doesn't repeat the event.
 * @returns the URLs to remove: the owner's, and those of other ended executions; none if the owner is alive
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

/** Maximum concurrent calls to waiting executions: each call takes 11 MB of memory in n8n. */
const AT_ONCE = 50;

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

/** An unreachable test session also counts as ended: its user can start another one. */
async function isOver(
	{ context, instance }: Omit<Target, 'connection'>,
	{ key = '' }: HubState,
	subscriber: Subscriber,
): Promise<boolean> {
	if (subscriber.kind === 'foreign' || subscriber.kind === 'socket') return false;
	const outcome = await probe(context, subscriber, { key, instance });
	return subscriber.kind === 'test' ? outcome !== 'taken' : outcome === 'gone';
}
