import type { WebhookRecord } from '../server/records';
import { type ListContent, isExpired, isWorkflow, type WorkflowSubscriber } from './list';
import { type HubChange, type HubState, keyOf, readState, unsubscribe } from './plan';
import type { Reply } from './reply';

export interface HubInspection {
	readonly record: WebhookRecord | null;
	readonly state: HubState;
	/** Workflows from the webhook's headers. The server may keep these headers when another tool changes the webhook's URL. */
	readonly workflows: readonly WorkflowSubscriber[];
	readonly key?: string;
}

export function inspect(record: WebhookRecord | null, content: ListContent): HubInspection {
	return {
		record,
		state: readState(record, content),
		workflows: content.kind === 'list' ? content.subscribers.filter(isWorkflow) : [],
		key: keyOf(record),
	};
}

interface Removal {
	readonly subscriber: WorkflowSubscriber;
	/**
	 * - `gone`: the workflow no longer listens
	 * - `expired`: the workflow was only registered for a limited time, e.g. for a test session
	 * - `unreachable`: another tool replaced our webhook, and none of our triggers answered, so the webhook isn't restored
	 */
	readonly reason: 'gone' | 'expired' | 'unreachable';
}

interface Repair {
	/** Undefined if the webhook must stay unchanged. An empty array still corrects the webhook's settings if necessary. */
	readonly changes?: readonly HubChange[];
	readonly removals: readonly Removal[];
}

/**
 * Plans a repair: removes dead workflows, and if the server called a dead one, lets it call a living trigger. If another tool
 * replaced our webhook, restores it and forwards events to that tool. Unreachable workflows stay: their n8n may be starting.
 * @param outcomes reply of each workflow to `probe()`, keyed by URL
 */
export function planRepair(
	{ state, workflows, key }: HubInspection,
	outcomes: ReadonlyMap<string, Reply>,
	nowMs: number,
): Repair {
	if (workflows.length === 0) return { removals: [] };
	const removals: Removal[] = [];
	const remaining: WorkflowSubscriber[] = [];
	for (const subscriber of workflows) {
		if (isExpired(subscriber, nowMs)) removals.push({ subscriber, reason: 'expired' });
		else if (outcomes.get(subscriber.url) === 'gone') removals.push({ subscriber, reason: 'gone' });
		else remaining.push(subscriber);
	}
	const isAlive = ({ url }: WorkflowSubscriber) => outcomes.get(url) === 'taken';
	const successor = remaining.find((one) => one.kind === 'trigger' && isAlive(one));
	if (state.ownerUrl !== undefined) {
		const owner = remaining.find(({ url }) => url === state.ownerUrl);
		const isOwnerDead = owner === undefined || !isAlive(owner);
		const leave = unsubscribe(removals.map(({ subscriber }) => subscriber.url));
		return { changes: [...leave, ...(isOwnerDead ? makeOwner(successor) : [])], removals };
	}
	if (successor === undefined && remaining.length > 0) {
		const rest = remaining.map((subscriber): Removal => ({ subscriber, reason: 'unreachable' }));
		return { removals: [...removals, ...rest] };
	}
	const back = remaining.map((subscriber): HubChange => ({ do: 'subscribe', subscriber, key }));
	return { changes: [...back, ...makeOwner(successor, key)], removals };
}

const makeOwner = (subscriber: WorkflowSubscriber | undefined, key?: string): HubChange[] =>
	subscriber === undefined ? [] : [{ do: 'subscribe', subscriber, key, asOwner: true }];
