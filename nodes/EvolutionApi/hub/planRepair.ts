import type { Acknowledgement } from './subscribers';
import type { HubInspection } from './changes';
import { isExpired, type WorkflowSubscriber } from './list';
import type { HubChange } from './plan';

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
