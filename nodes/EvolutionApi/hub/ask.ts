import type { Target } from '../core/server/adapter';
import { changeHub, type HubInspection } from './changes';
import { callOnce, type Health, noteHealth, type Sender } from './forward';
import { type Subscriber, isExpired, type WorkflowSubscriber } from './list';
import type { HubState, HubChange } from './plan';
import { type Acknowledgement, readAcknowledgement } from './subscribers';
import { replyQueue } from './waits';

// What a workflow is asked, wherever it runs: a delivery with an event that no server sends, signed like those of the server.
// And what the answers mean for the list: who leaves it, and who is to own the webhook.

/** An event that no server sends. Whoever gets it acknowledges it and does nothing else. */
export const PROBE_EVENT = 'hub.probe';

/** An execution that waits may have been stopped right after it was stored: a moment later its URL tells. */
const ASKED_BY_MS = 1_000;

interface Question {
	readonly event: string;
	readonly instance: string;
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly question?: object;
	/** What a workflow tells itself. */
	readonly toStore?: object;
}

interface WorkflowAnswer {
	/** `taken` if it has answered. */
	readonly acknowledgement: Acknowledgement;
	/** Parsed JSON, else the text. */
	readonly body?: unknown;
}

/** Never throws. A foreign webhook must not be asked, because it would take the question for an event. */
export async function askWorkflow(
	context: Sender,
	subscriber: Subscriber,
	{ event, instance, key, ...more }: Question,
): Promise<WorkflowAnswer> {
	const raw = JSON.stringify({ event, instance, destination: subscriber.url, ...more });
	const headers = { 'content-type': 'application/json' };
	const call = { kind: undefined, raw, headers, event, chats: [] };
	const answer = await callOnce(context, subscriber, call, key);
	return { acknowledgement: readAcknowledgement(subscriber, answer), body: answer.body };
}

/**
 * Whether a workflow is alive: `taken` if it is, `gone`, or `mayHeal` if it is out of reach. Never throws.
 * @param health if given, a workflow that was out of reach for too long counts as `gone`, too
 */
export async function probe(
	context: Sender,
	subscriber: Subscriber,
	question: Omit<Question, 'event'>,
	health?: Health,
): Promise<Acknowledgement> {
	await replyQueue.untilAsked(subscriber.url, Date.now() + ASKED_BY_MS);
	if (replyQueue.isBeingAsked(subscriber.url)) return 'mayHeal';
	const asked = { event: PROBE_EVENT, ...question };
	const { acknowledgement } = await askWorkflow(context, subscriber, asked);
	return health === undefined
		? acknowledgement
		: noteHealth(health, subscriber, acknowledgement, Date.now());
}

/**
 * Who has left may have been the last one who knew that others have ended. A workflow whose switch-off did not reach the
 * server must not become the owner of the webhook, nor a test session whose n8n is gone, nor an execution that waits no
 * longer: nobody would repair that, and the others would get nothing.
 * @param state after somebody has left
 * @returns the state without them
 * @throws {RequestFailure} if the webhook cannot be changed
 */
export async function removeDeadOwner(target: Target, state: HubState): Promise<HubState> {
	const { ownerUrl, subscribers } = state;
	const owner = subscribers.find(({ url }) => url === ownerUrl);
	if (owner === undefined || !(await hasEnded(target, state, owner))) return state;
	// Executions end in great numbers: all that have are found at once.
	const others = subscribers.filter(
		(subscriber) => subscriber !== owner && subscriber.kind === 'wait',
	);
	const ended = await Promise.all(
		others.map(async (other) => await hasEnded(target, state, other)),
	);
	const dead = [owner, ...others.filter((_one, index) => ended[index])];
	const changes = dead.map(({ url }) => ({ do: 'unsubscribe' as const, url }));
	return await removeDeadOwner(target, await changeHub(target, ...changes));
}

/** A trigger or a wait may be out of reach for a moment. A test session belongs to somebody who is there. */
async function hasEnded(
	{ context, instance }: Target,
	{ key = '' }: HubState,
	subscriber: Subscriber,
): Promise<boolean> {
	if (subscriber.kind === 'foreign' || subscriber.kind === 'socket') return false;
	const outcome = await probe(context, subscriber, { key, instance });
	return subscriber.kind === 'test' ? outcome !== 'taken' : outcome === 'gone';
}

interface Removal {
	readonly subscriber: WorkflowSubscriber;
	/**
	 * - `gone`: n8n says that nobody listens there
	 * - `expired`: its time is over
	 * - `unreachable`: another tool pushed it out, and without a living trigger it cannot be put back
	 */
	readonly reason: 'gone' | 'expired' | 'unreachable';
}

interface Repair {
	/** Undefined: the webhook stays as it is. Empty: its settings are put right, if need be. */
	readonly changes?: readonly HubChange[];
	/** The workflows that do not listen afterwards. */
	readonly removed: readonly Removal[];
}

/**
 * Takes workflows that are gone off the list, makes a living trigger the owner of the webhook, and puts back a
 * list that another tool pushed out; that tool goes on receiving. A workflow that is only out of reach stays:
 * its n8n may be starting.
 * @param outcomes of a probe of each workflow, by URL
 */
export function planRepair(
	{ state, workflows, key }: HubInspection,
	outcomes: ReadonlyMap<string, Acknowledgement>,
	nowMs: number,
): Repair {
	if (workflows.length === 0) return { removed: [] };
	const dead: Removal[] = [];
	const remaining: WorkflowSubscriber[] = [];
	for (const subscriber of workflows) {
		if (isExpired(subscriber, nowMs)) dead.push({ subscriber, reason: 'expired' });
		else if (outcomes.get(subscriber.url) === 'gone') dead.push({ subscriber, reason: 'gone' });
		else remaining.push(subscriber);
	}
	const isAlive = ({ url }: WorkflowSubscriber) => outcomes.get(url) === 'taken';
	const successor = remaining.find(
		(candidate) => candidate.kind === 'trigger' && isAlive(candidate),
	);
	if (state.ownerUrl !== undefined) {
		const owner = remaining.find(({ url }) => url === state.ownerUrl);
		const isOwnerDead = owner === undefined || !isAlive(owner);
		const leave = dead.map(({ subscriber: { url } }): HubChange => ({ do: 'unsubscribe', url }));
		return {
			changes: [...leave, ...(isOwnerDead ? makeOwner(successor) : [])],
			removed: dead,
		};
	}
	// The owner will also serve the other tool: only a trigger that is certainly alive can do that.
	if (successor === undefined && remaining.length > 0) {
		const lost = remaining.map((subscriber): Removal => ({ subscriber, reason: 'unreachable' }));
		return { removed: [...dead, ...lost] };
	}
	const back = remaining.map((subscriber): HubChange => ({ do: 'subscribe', subscriber, key }));
	return { changes: [...back, ...makeOwner(successor, key)], removed: dead };
}

const makeOwner = (subscriber: WorkflowSubscriber | undefined, key?: string): HubChange[] =>
	subscriber === undefined ? [] : [{ do: 'subscribe', subscriber, key, asOwner: true }];
