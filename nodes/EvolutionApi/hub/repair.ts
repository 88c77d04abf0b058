import type { WebhookRecord } from '../server/records';
import { type Decoded, isExpired, isWorkflow, type WorkflowSubscriber } from './list';
import { type HubChange, type HubState, readState, unsubscribe } from './plan';
import type { Reply } from './reply';
import { KEY_HEADER } from './token';

// What there is to repair in a webhook, when each workflow on its list has been asked whether it lives.

/** What the webhook shows of our workflows, whoever it goes to now. */
export interface HubInspection {
	readonly record: WebhookRecord | null;
	readonly state: HubState;
	/** Those that listen, or those in a list that remained when another tool set its own webhook. */
	readonly workflows: readonly WorkflowSubscriber[];
	/** The `jwt_key` of the list that they are in. */
	readonly key?: string;
}

export function inspect(record: WebhookRecord | null, decoded: Decoded): HubInspection {
	const key = record?.headers[KEY_HEADER];
	return {
		record,
		state: readState(record, decoded),
		workflows: decoded.kind === 'list' ? decoded.subscribers.filter(isWorkflow) : [],
		key: typeof key === 'string' ? key : undefined,
	};
}

interface Removal {
	readonly subscriber: WorkflowSubscriber;
	/**
	 * - `gone`: nobody listens there
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
	outcomes: ReadonlyMap<string, Reply>,
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
		const leave = unsubscribe(dead.map(({ subscriber: { url } }) => url));
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
