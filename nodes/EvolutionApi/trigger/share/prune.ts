import { sleep } from 'n8n-workflow';

import type { Delivery } from '../../events';
import { isSick, probe, type Subscriber } from '../../hub';
import { changeHub } from '../../hub/instanceHub';
import { activeTriggerAt, type ActiveTrigger } from '../active/activeTriggers';
import { readServer, type TriggerCaller } from '../settings/triggerSettings';
import { health } from './passOn';

/** A workflow that is just being started cannot be reached for a moment. */
const PATIENCE_MS = 10_000;
/** URLs that are being checked. */
const suspected = new Set<string>();

interface Suspected {
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** That they did not take; left out where the trigger says which instance it is. */
	readonly delivery?: Pick<Delivery, 'instance'>;
}

/** Unsubscribes those that are gone for good. If that fails, the next one to notice does it. Never throws. */
export async function prune(
	context: TriggerCaller,
	trigger: ActiveTrigger | undefined,
	{ key, subscribers, delivery }: Suspected,
	urls: readonly string[],
): Promise<void> {
	const suspects = subscribers.filter(({ url }) => urls.includes(url) && !suspected.has(url));
	for (const { url } of suspects) suspected.add(url);
	try {
		const { connection, instance } = trigger ?? (await readServer(context, delivery?.instance));
		const caller = trigger?.context ?? context;
		if (trigger !== undefined) await sleep(PATIENCE_MS);
		for (const suspect of suspects) {
			const change = { do: 'unsubscribe' as const, url: suspect.url };
			if (!(await isBack(caller, suspect, { key, instance })))
				await changeHub(caller, connection, instance, change);
		}
	} catch (error) {
		context.logger.warn('A workflow that is gone could not be removed from the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		for (const { url } of suspects) suspected.delete(url);
	}
}

/** A wait is asked again only if it did not answer: else it has said itself that it is over. */
async function isBack(
	caller: TriggerCaller,
	suspect: Subscriber,
	{ key, instance }: { readonly key: string; readonly instance: string },
): Promise<boolean> {
	if (activeTriggerAt(suspect.url, instance) !== undefined) return true;
	const isDoubtful = suspect.kind === 'trigger' || isSick(health, suspect);
	return isDoubtful && (await probe(caller, suspect, { key, instance }, health)) !== 'gone';
}
