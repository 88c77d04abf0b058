import { RequestFailure } from '../core/failures/failure';
import { upTo } from '../core/values/upTo';
import { HubChangeRefused, type HubChange } from './hubChange';
import { isSocket, isWorkflow, type Subscriber, type WorkflowSubscriber } from './list';

/**
 * Whom the server sends to: a trigger if there is one, else a test session. The current owner stays unless there is a
 * reason to change. To a socket nothing is sent: its webhook is switched off, and only keeps the list. Of executions that
 * wait it is the one that waits longest, because n8n runs none of our code once the owner's time is over.
 */
export function chooseOwner(
	workflows: readonly WorkflowSubscriber[],
	currentUrl: string | undefined,
	preferredUrl: string | undefined,
): WorkflowSubscriber | undefined {
	for (const kind of ['trigger', 'test', 'socket'] as const) {
		const candidates = workflows.filter((workflow) => workflow.kind === kind);
		const at = (url: string | undefined) => candidates.find((workflow) => workflow.url === url);
		const owner = at(preferredUrl) ?? at(currentUrl) ?? candidates[0];
		if (owner !== undefined) return owner;
	}
	const end = ({ expires }: WorkflowSubscriber) => expires ?? Infinity;
	return [...workflows].sort((left, right) => end(right) - end(left))[0];
}

/**
 * A waiting execution must not own the webhook of others, nor share it with another waiting execution. It may have several
 * places on the list, which have its address and differ in the mark behind it.
 * @throws {HubChangeRefused} for the newest that would
 */
export function checkWaits(
	before: readonly Subscriber[],
	after: readonly Subscriber[],
	changes: readonly HubChange[],
): void {
	if (after.some(({ kind }) => kind === 'trigger')) return;
	if (after.some(isSocket) && !after.some(isEnabledForeign)) return;
	const waits = after.filter(({ kind }) => kind === 'wait');
	const executions = new Set(waits.map(({ url }) => upTo('#', url)));
	if (executions.size <= 1 && !after.some(isEnabledForeign)) return;
	const isNewWait = (change: HubChange) =>
		change.do === 'subscribe' &&
		waits.some(({ url }) => url === change.subscriber.url) &&
		!before.some(({ url }) => url === change.subscriber.url);
	const change = changes.filter(isNewWait).at(-1);
	if (change !== undefined) throw new HubChangeRefused(change, new RequestFailure(NEEDS_TRIGGER));
}

/**
 * Without a trigger or a test session, waits and sockets leave: they could not serve a foreign webhook, and its
 * application must not get the list.
 */
export const withoutLoneWaits = (subscribers: readonly Subscriber[]) =>
	subscribers.some(({ kind }) => kind === 'trigger' || kind === 'test') ||
	!subscribers.some(isEnabledForeign)
		? subscribers
		: subscribers.filter((subscriber) => !isWorkflow(subscriber));

const isEnabledForeign = (subscriber: Subscriber) =>
	subscriber.kind === 'foreign' && subscriber.enabled;

const NEEDS_TRIGGER = {
	message: 'Waiting for a reply needs an active workflow with the Evolution API Trigger here',
	description:
		'The instance has only one webhook, and another conversation or another application uses it. Activate a workflow with the Evolution API Trigger for this instance: it passes every event on to whoever waits for it.',
};
