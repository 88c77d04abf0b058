import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import { isSick, probe, type Subscriber } from '../hub';
import { changeHub } from '../hub/instanceHub';
import { activeTriggerAt, type ActiveTrigger } from './activeTriggers';
import { health } from './passOn';
import { readServer } from './triggerSettings';

/** Whoever is being started is not there for a moment. */
const PATIENCE_MS = 10_000;
const pruned = new Set<string>();

/** Takes those off the list that are gone for good; if it fails, the next one to find them does it. */
export async function prune(
	context: IWebhookFunctions,
	alive: ActiveTrigger | undefined,
	{ key, subscribers }: { readonly key: string; readonly subscribers: readonly Subscriber[] },
	urls: readonly string[],
): Promise<void> {
	const suspects = subscribers.filter(({ url }) => urls.includes(url) && !pruned.has(url));
	for (const { url } of suspects) pruned.add(url);
	try {
		const { connection, instance } = alive ?? (await readServer(context));
		const caller = alive?.context ?? context;
		if (alive !== undefined) await sleep(PATIENCE_MS);
		for (const suspect of suspects) {
			// A wait that says itself that it is over is asked no more.
			const isDoubtful = suspect.kind === 'trigger' || isSick(health, suspect);
			const isBack =
				activeTriggerAt(suspect.url) !== undefined ||
				(isDoubtful && (await probe(caller, suspect, { key, instance }, health)) !== 'gone');
			const change = { do: 'unsubscribe' as const, url: suspect.url };
			if (!isBack) await changeHub(caller, connection, instance, change);
		}
	} catch (error) {
		context.logger.warn('A workflow that is gone could not be taken off the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		for (const { url } of suspects) pruned.delete(url);
	}
}
