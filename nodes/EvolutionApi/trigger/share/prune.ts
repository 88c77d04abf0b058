import { sleep } from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import type { Delivery } from '../../events';
import { isSick, probe, type Subscriber } from '../../hub';
import { changeHub } from '../../hub/instanceHub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt } from '../active/activeTriggers';
import { readServer, type TriggerCaller } from '../settings/triggerSettings';
import { health } from './passOn';

/** A workflow that is just being started cannot be reached for a moment. */
const PATIENCE_MS = 10_000;
/**
 * What it misses while it is off the list, no store may have: n8n takes minutes to start many workflows. Longer than
 * Evolution Go tries.
 */
const LONG_PATIENCE_MS = 5 * 60_000;
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
		await sleep(patienceWith(suspects, connection) ?? (trigger === undefined ? 0 : PATIENCE_MS));
		await removeGone(suspects, { caller, connection, instance, key });
	} catch (error) {
		context.logger.warn('A workflow that is gone could not be removed from the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		for (const { url } of suspects) suspected.delete(url);
	}
}

/** Undefined if nothing that they miss is lost. */
const patienceWith = (suspects: readonly Subscriber[], connection: Connection) =>
	suspects.some(({ kind }) => kind === 'trigger') && connection.server.store === undefined
		? LONG_PATIENCE_MS
		: undefined;

/** An instance whose list is changed, and the key of that. */
interface Listed {
	readonly caller: TriggerCaller;
	readonly connection: Connection;
	readonly instance: string;
	readonly key: string;
}

async function removeGone(
	suspects: readonly Subscriber[],
	{ caller, connection, instance, key }: Listed,
): Promise<void> {
	for (const suspect of suspects) {
		if (await isBack(caller, suspect, { key, instance })) continue;
		await changeHub(caller, connection, instance, { do: 'unsubscribe', url: suspect.url });
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
