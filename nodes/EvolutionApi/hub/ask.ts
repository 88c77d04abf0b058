import type { Target } from '../server/adapter';
import { callOnce, noteHealth, type ForwardContext } from './forward';
import type { Subscriber } from './list';
import { findObstacle, type Obstacle } from './obstacle';
import type { HubState } from './plan';
import type { Reply } from './reply';
import { readReply } from './subscribers';
import { markOfWait, replyQueue } from './waits';

// A question to a workflow, wherever it runs: a delivery with an event that no server sends, signed like those of the server.

/** Beginning of the names of these events. */
const OWN_PREFIX = 'evolution-hub.';

export type OwnEvent = `${typeof OWN_PREFIX}${string}`;

/** Tells whether an event has the name of our own questions. `authenticate()` has made sure that one of our nodes sent it. */
export const isOwnEvent = (event: unknown): boolean =>
	typeof event === 'string' && event.startsWith(OWN_PREFIX);

/** The recipient acknowledges it and does nothing else. */
export const PROBE_EVENT: OwnEvent = 'evolution-hub.probe';

/** An execution that waits may have been stopped right after it was stored: a moment later its URL tells. */
const ASKED_BY_MS = 1_000;

interface Probe {
	readonly event: OwnEvent;
	readonly instance: string;
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly question?: object;
	/** A note of a workflow to itself. */
	readonly toStore?: object;
}

export interface WorkflowAnswer {
	/** `taken` if it has answered. */
	readonly reply: Reply;
	/** Parsed JSON, else the text. */
	readonly body?: unknown;
	/** The program that has answered instead of the workflow. */
	readonly obstacle?: Obstacle;
	/** Status of the HTTP response. */
	readonly status?: number;
}

/** Never throws. A foreign webhook must not be asked, because it would take the question for an event. */
export async function askWorkflow(
	context: ForwardContext,
	subscriber: Subscriber,
	{ event, instance, key, ...more }: Probe,
): Promise<WorkflowAnswer> {
	const body = { event, instance, destination: subscriber.url, ...more };
	const answer = await callOnce(context, subscriber, { event, body, key });
	return {
		reply: readReply(subscriber, answer),
		body: answer.body,
		obstacle: findObstacle(subscriber.url, answer),
		status: answer.status,
	};
}

/**
 * Finds out who answers at the address of a workflow, as n8n itself sees it. Never throws.
 * @returns undefined if the workflow answers there
 */
export async function findObstacleAt(
	context: ForwardContext,
	subscriber: Subscriber,
	question: Pick<Probe, 'instance' | 'key'>,
): Promise<Obstacle | undefined> {
	const asked = { event: PROBE_EVENT, ...question };
	return (await askWorkflow(context, subscriber, asked)).obstacle;
}

/**
 * Asks whether a workflow is alive: `taken` if it is, `gone`, or `again` if it is out of reach. Never throws.
 * @param isImpatient one that was out of reach for too long counts as `gone`, too
 */
export async function probe(
	context: ForwardContext,
	subscriber: Subscriber,
	question: Omit<Probe, 'event'>,
	isImpatient = false,
): Promise<Reply> {
	// n8n only reports that the execution is running, also after it has resumed.
	if (replyQueue.isFinished(markOfWait(subscriber.url))) return 'gone';
	await replyQueue.untilAsked(subscriber.url, Date.now() + ASKED_BY_MS);
	if (replyQueue.isBeingAsked(subscriber.url)) return 'again';
	const asked = { event: PROBE_EVENT, ...question };
	const { reply } = await askWorkflow(context, subscriber, asked);
	return isImpatient ? noteHealth(subscriber, reply, Date.now()) : reply;
}

/**
 * Asks whether the owner of the webhook still listens. A workflow whose switch-off did not reach the server must not become it,
 * nor a test session whose n8n is gone, nor an execution that waits no longer: no one would repair that, and the others would
 * get nothing. n8n answers the server with 200 for an execution that has ended, so that it does not even deliver again.
 * @returns the URLs of those that are to leave: the owner, and other waits that have ended; none if the owner lives
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

/** Executions end in great numbers, so this finds all that have. @returns their URLs */
export async function findEndedWaits(
	target: Omit<Target, 'connection'>,
	state: HubState,
): Promise<string[]> {
	const waits = state.subscribers.filter(({ kind }) => kind === 'wait');
	const ended = await Promise.all(waits.map(async (wait) => await isOver(target, state, wait)));
	return waits.filter((_wait, index) => ended[index]).map(({ url }) => url);
}

/** A trigger or a wait may be unreachable for a moment. A test session has a user in front of it. */
async function isOver(
	{ context, instance }: Omit<Target, 'connection'>,
	{ key = '' }: HubState,
	subscriber: Subscriber,
): Promise<boolean> {
	if (subscriber.kind === 'foreign' || subscriber.kind === 'socket') return false;
	const outcome = await probe(context, subscriber, { key, instance });
	return subscriber.kind === 'test' ? outcome !== 'taken' : outcome === 'gone';
}
