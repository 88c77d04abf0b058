import type { Acknowledgement } from './acknowledgement';
import type { Decoded } from './codec';
import { isExpired, type HubChange } from './hubChange';
import { stateOf, type HubState } from './plan';
import { isWorkflow, KEY_HEADER, type WorkflowSubscriber, type WebhookRecord } from './record';

// What a look by somebody finds wrong, and what is to be wished for it.

/** What the webhook shows of us, whoever it goes to now. */
export interface HubInspection {
	readonly state: HubState;
	/** Ours: those who listen, or those in a list that was left behind when another tool set its own webhook. */
	readonly workflows: readonly WorkflowSubscriber[];
	/** The `jwt_key` of the list they are in. */
	readonly key?: string;
}

export interface Removal {
	readonly subscriber: WorkflowSubscriber;
	/**
	 * - `gone`: n8n says that nobody listens there
	 * - `expired`: its time is over
	 * - `unreachable`: it was pushed out by another tool, and cannot be put back without a living trigger
	 */
	readonly reason: 'gone' | 'expired' | 'unreachable';
}

export interface Repair {
	/** Undefined: the webhook stays as it is. Empty: its settings are put right, if need be. */
	readonly changes?: readonly HubChange[];
	/** Of ours, who does not listen afterwards. */
	readonly removed: readonly Removal[];
}

export function inspectionOf(record: WebhookRecord | null, decoded: Decoded): HubInspection {
	const state = stateOf(record, decoded);
	const key = record?.headers?.[KEY_HEADER];
	const listed = decoded.kind === 'list' ? decoded.subscribers : [];
	return {
		state,
		workflows: listed.filter(isWorkflow),
		...(typeof key === 'string' ? { key } : {}),
	};
}

/**
 * Takes those off who are gone, lets a living trigger own the webhook, and puts a list back that another
 * tool pushed out; that tool goes on receiving. Who is only out of reach stays: its n8n may be starting.
 * @param outcomes of a probe of each of ours, by URL
 */
export function repairOf(
	{ state, workflows, key }: HubInspection,
	outcomes: ReadonlyMap<string, Acknowledgement>,
	nowMs: number,
): Repair {
	const reasonFor = (one: WorkflowSubscriber) =>
		isExpired(one, nowMs) ? 'expired' : outcomes.get(one.url) === 'gone' ? 'gone' : undefined;
	const dead = workflows.flatMap((subscriber): Removal[] => {
		const reason = reasonFor(subscriber);
		return reason === undefined ? [] : [{ subscriber, reason }];
	});
	const stays = workflows.filter((one) => reasonFor(one) === undefined);
	const isAlive = ({ url }: WorkflowSubscriber) => outcomes.get(url) === 'taken';
	const successor = stays.find((one) => one.kind === 'trigger' && isAlive(one));
	if (workflows.length === 0) return { removed: [] };
	if (state.ownerUrl !== undefined) {
		const owner = stays.find(({ url }) => url === state.ownerUrl);
		const isDead = owner === undefined || !isAlive(owner);
		const leave = dead.map(({ subscriber: { url } }): HubChange => ({ do: 'unsubscribe', url }));
		return { changes: [...leave, ...(isDead ? ownedBy(successor) : [])], removed: dead };
	}
	// Whoever owns serves the tool, too: that takes a trigger that is alive for certain.
	if (successor === undefined && stays.length > 0) {
		const lost = stays.map((subscriber): Removal => ({ subscriber, reason: 'unreachable' }));
		return { removed: [...dead, ...lost] };
	}
	const back = stays.map((subscriber): HubChange => ({ do: 'subscribe', subscriber, key }));
	return { changes: [...back, ...ownedBy(successor, key)], removed: dead };
}

const ownedBy = (subscriber: WorkflowSubscriber | undefined, key?: string): HubChange[] =>
	subscriber === undefined ? [] : [{ do: 'subscribe', subscriber, key, asOwner: true }];
