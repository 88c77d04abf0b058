import { sleep } from 'n8n-workflow';

import type { Target } from '../../server/adapter';
import { probe } from '../../hub/ask';
import { changeHub } from '../../hub/changes';
import { isUnresponsive, silentSince } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import { activeTriggerAt, activeTriggersOn } from '../active/activeTriggers';
import type { Source } from './source';

/** How long to wait before a workflow that couldn't be reached is called again: n8n may only be starting the workflow. */
const STARTING_PATIENCE_MS = 10_000;
/** How long to wait if the server stores no messages: a workflow that's unsubscribed too early would lose its messages. */
const OUTAGE_PATIENCE_MS = 5 * 60_000;
const suspectUrls = new Set<string>();

/** Unsubscribes URLs that are gone for good. Never throws. */
export async function prune({ place, list }: Source, urls: readonly string[]): Promise<void> {
	const { context, server, instanceId } = place;
	const { key, subscribers } = list;
	const suspects = subscribers.filter(({ url }) => urls.includes(url) && !suspectUrls.has(url));
	if (suspects.length === 0) return;
	for (const { url } of suspects) suspectUrls.add(url);
	try {
		const target = { ...(await server()), context };
		const mayLoseEvents = target.connection.server.store === undefined;
		const mayBeStarting = activeTriggersOn(instanceId).length > 0;
		if (mayLoseEvents && suspects.some(({ kind }) => kind === 'trigger'))
			await sleep(OUTAGE_PATIENCE_MS);
		else if (mayBeStarting) await sleep(STARTING_PATIENCE_MS);
		for (const suspect of suspects) {
			if (await isBack(target, suspect, key)) continue;
			await changeHub(target, { do: 'unsubscribe', url: suspect.url });
			silentSince.delete(suspect.url);
		}
	} catch (error) {
		context.logger.warn('A workflow that is gone could not be removed from the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		for (const { url } of suspects) suspectUrls.delete(url);
	}
}

/** Tells whether the subscriber answers again. A waiting execution that replied `gone` never will. */
async function isBack(
	{ context, instance }: Target,
	suspect: Subscriber,
	key: string,
): Promise<boolean> {
	if (activeTriggerAt(suspect.url, instance) !== undefined) return true;
	const isDoubtful = suspect.kind === 'trigger' || isUnresponsive(suspect);
	return isDoubtful && (await probe(context, suspect, { key, instance }, true)) !== 'gone';
}
