import { RequestFailure } from '../core/server/request';
import { HubChangeRefused, type HubChange } from './hubChange';
import { isWorkflow, type WorkflowSubscriber, type Subscriber } from './record';

/**
 * Whom the server sends to: a trigger while there is one, else a test session. Who owns already stays, so
 * that nothing changes without need. Among waiting executions it is the one that lasts longest: when the
 * owner's time is over n8n runs none of our code, and whoever depends on it would starve.
 */
export function chooseOwner(
	own: readonly WorkflowSubscriber[],
	currentUrl: string | undefined,
	preferredUrl: string | undefined,
): WorkflowSubscriber | undefined {
	for (const kind of ['trigger', 'test'] as const) {
		const able = own.filter((subscriber) => subscriber.kind === kind);
		const wanted = (url: string | undefined) => able.find((subscriber) => subscriber.url === url);
		const owner = wanted(preferredUrl) ?? wanted(currentUrl) ?? able[0];
		if (owner !== undefined) return owner;
	}
	const until = ({ expires }: WorkflowSubscriber) => expires ?? Infinity;
	return [...own].sort((left, right) => until(right) - until(left))[0];
}

/** A waiting execution that would have to own the webhook of others, or share it with another one. */
export function checkWaits(
	before: readonly Subscriber[],
	after: readonly Subscriber[],
	changes: readonly HubChange[],
): void {
	if (after.some(({ kind }) => kind === 'trigger')) return;
	const waits = after.filter(({ kind }) => kind === 'wait');
	if (waits.length <= 1 && !after.some(isServed)) return;
	const isNew = (change: HubChange) =>
		change.do === 'subscribe' &&
		waits.some(({ url }) => url === change.subscriber.url) &&
		!before.some(({ url }) => url === change.subscriber.url);
	const change = changes.filter(isNew).at(-1);
	if (change !== undefined) throw new HubChangeRefused(change, new RequestFailure(NEEDS_TRIGGER));
}

/** Without a trigger or a test session nobody could serve a foreign webhook for certain. */
export const withoutLoneWaits = (subscribers: readonly Subscriber[]) =>
	subscribers.some(({ kind }) => kind === 'trigger' || kind === 'test') ||
	!subscribers.some(isServed)
		? subscribers
		: subscribers.filter((subscriber) => !isWorkflow(subscriber));

const isServed = (subscriber: Subscriber) => subscriber.kind === 'foreign' && subscriber.enabled;

const NEEDS_TRIGGER = {
	message: 'Waiting for a reply needs an active workflow with the Evolution API Trigger here',
	description:
		'The instance has one webhook, and another conversation waits at it or another application uses it. Activate one workflow with the Evolution API Trigger for this instance: it passes every event on to whoever waits for it.',
};
