import type { Target } from '../core/server/adapter';
import { RequestFailure } from '../core/failures/failure';
import { probe } from '../hub/ask';
import { changeHub, readInstanceHub } from '../hub/changes';
import type { WorkflowSubscriber } from '../hub/list';
import { HubChangeRefused, type HubState, unsubscribe } from '../hub/plan';

/**
 * Adds a wait to the subscribers of the instance. If there is no room, or another wait receives the webhook and
 * cannot pass events on, waits that ended without leaving are removed first.
 * @returns who listens then
 * @throws {RequestFailure} that says what to do if it cannot wait here
 */
export async function joinHub(target: Target, subscriber: WorkflowSubscriber): Promise<HubState> {
	const change = { do: 'subscribe' as const, subscriber };
	const joined = await changeHub(target, change).catch((error: unknown) => {
		if (error instanceof HubChangeRefused) return error;
		throw error;
	});
	if (!(joined instanceof HubChangeRefused)) return joined;
	const ended = await endedWaits(target);
	if (ended.length === 0) throw new RequestFailure(joined.failure);
	return await changeHub(target, ...unsubscribe(ended), change);
}

/** @returns their URLs */
async function endedWaits(target: Target): Promise<string[]> {
	const { context, instance } = target;
	const { subscribers, key } = await readInstanceHub(target);
	if (key === undefined) return [];
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	const answers = await Promise.all(
		waits.map(async (wait) => await probe(context, wait, { key, instance })),
	);
	return waits.filter((_wait, index) => answers[index] === 'gone').map(({ url }) => url);
}

/** Removes waits from the list. If that fails, the next one to change the list removes them. Never throws. */
export async function leaveHub(target: Target, urls: readonly string[]): Promise<void> {
	try {
		await changeHub(target, ...unsubscribe(urls));
	} catch (error) {
		target.context.logger.warn('A wait that has ended could not be removed from the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}
