import type { Target } from '../core/server/adapter';
import { changeHub } from './instanceHub';
import type { HubState } from './plan';
import { probe } from './probe';
import type { Subscriber } from './list';

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
	const others = subscribers.filter((one) => one !== owner && one.kind === 'wait');
	const ended = await Promise.all(others.map(async (one) => await hasEnded(target, state, one)));
	const dead = [owner, ...others.filter((_one, index) => ended[index])];
	const { context, connection, instance } = target;
	const changes = dead.map(({ url }) => ({ do: 'unsubscribe' as const, url }));
	return await removeDeadOwner(target, await changeHub(context, connection, instance, ...changes));
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
