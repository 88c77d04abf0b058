import { createHmac } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import type { Connection } from '../../server/adapter';
import { decrypt, encrypt } from '../../core/values/encrypt';
import { probe } from '../../hub/ask';
import { foreignInList, type Subscriber } from '../../hub/list';
import type { Reply } from '../../hub/reply';
import { messageTime } from '../memory/deliveredEvent';
import { problemsEntry } from '../memory/reportedProblems';
import { entriesFor, openStaticData, type WithStaticData } from '../memory/staticData';
import { countSeen, findSeen, seenEntries, type TriggerName } from '../memory/seenEvents';
import { findTakeovers, takeoversEntry } from '../memory/takeovers';
import { OVERLAP_MS, type ActiveTrigger } from './activeTrigger';
import { activeTriggersOn, stateOfInstance, storedWith, webhookUrl } from './activeTriggers';
import { activationOfNode } from './registration';

/**
 * Calls the trigger's own webhook, which then stores the static data. trigger() itself must not store static data: n8n would
 * overwrite the data of the workflow's other nodes with values from the time of the activation.
 */
export async function callOurselves(trigger: ActiveTrigger): Promise<Reply> {
	const { context, instance, connection, channel, key = '' } = trigger;
	const saver = findSaver(trigger);
	const { ownStores } = saver;
	const subscriber = { kind: 'trigger' as const, url: webhookUrl(trigger) ?? '', events: [] };
	const { holdsConnection } = channel;
	const outcome = await probe(context, subscriber, {
		instance,
		key: holdsConnection ? hashKey(connection) : key,
		// In queue mode, another process may handle the webhook call, and doesn't have the trigger's data.
		toStore: holdsConnection
			? { activation: activationOfNode(trigger), ...entriesToStore(trigger) }
			: undefined,
	});
	saver.reachesItself = saver.ownStores > ownStores || (holdsConnection && outcome === 'taken');
	return outcome;
}

/** Returns the data of this trigger, and of the same node's triggers for other instances: they're stored together. */
export function entriesToStore(trigger: ActiveTrigger): Readonly<Record<string, unknown>> {
	const entries: Record<string, unknown> = {};
	const together = storedWith(trigger);
	const most = Math.min(MAX_STORED, Math.ceil(MAX_STORED_TOGETHER / together.length));
	for (const active of together) {
		const completeUpTo = findCheckpoint(active, most);
		Object.assign(
			entries,
			seenEntries(active, { completeUpTo, since: completeUpTo - REDELIVERY_WINDOW_MS, most }),
			foreignEntry(active),
			takeoversEntry(active),
			active.settings.tellsProblems ? problemsEntry(active) : {},
		);
	}
	return entries;
}

/** Returns the key with which n8n calls its own webhook if a trigger uses WebSocket. The key doesn't reveal the API key. */
export const hashKey = ({ apiKey }: Connection): string =>
	createHmac('sha256', apiKey).update('n8n calls its own webhook').digest('base64url');

/** Saves a trigger's events with {@link callOurselves}, one call after the other. */
class Saver {
	/** Number of calls by {@link callOurselves} that have stored events in the static data. */
	ownStores = 0;
	/** Whether n8n reached its own webhook with the last call, and the webhook stored the events; undefined before any call. */
	reachesItself?: boolean;
	/** Time of the next planned save, Unix ms; Infinity if none is planned. */
	plannedAt = Infinity;
	private storedChanges = 0;
	private last?: Promise<unknown>;
	private next?: Promise<boolean>;

	constructor(private readonly trigger: ActiveTrigger) {}

	private get changes(): number {
		return countSeen(this.trigger) + findTakeovers(this.trigger).changes;
	}

	get isUpToDate(): boolean {
		return this.storedChanges === this.changes;
	}

	noteStored(): void {
		this.storedChanges = this.changes;
	}

	async save(): Promise<boolean> {
		this.next ??= Promise.resolve(this.last).then(async () => {
			this.next = undefined;
			await callOurselves(this.trigger);
			return this.reachesItself === true;
		});
		this.last = this.next;
		return await this.next;
	}
}

const savers = new WeakMap<ActiveTrigger, Saver>();

export function findSaver(trigger: ActiveTrigger): Saver {
	const saver = savers.get(trigger) ?? new Saver(trigger);
	savers.set(trigger, saver);
	return saver;
}

/** Pause before events are stored. After a crash, a trigger's static data may lack the events from this period. */
const SAVE_MS = 5_000;
/** Longest random pause before a trigger's first save. Without the pause, all triggers would save at the same time. */
const SPREAD_MS = 500;

/** Stores the trigger's events after a pause, together with those that arrive in the meantime. @param pause ms */
export function saveSoon(trigger: ActiveTrigger, pause?: number): void {
	const saver = findSaver(trigger);
	const usualMs = saver.reachesItself === undefined ? Math.random() * SPREAD_MS : SAVE_MS;
	const pauseMs = pause ?? usualMs;
	const at = Date.now() + pauseMs;
	if (saver.plannedAt <= at) return;
	saver.plannedAt = at;
	void sleep(pauseMs).then(async () => {
		// Another saveSoon() with a shorter pause has already stored the events.
		if (saver.plannedAt !== at) return;
		saver.plannedAt = Infinity;
		if (!trigger.isLeaving) await saver.save();
	});
}

const LAST_MS = 2_000;

export async function saveLast(triggers: readonly ActiveTrigger[]): Promise<void> {
	// A saver stores the events of all triggers of its node.
	const saver = triggers.map(findSaver).find(({ plannedAt }) => plannedAt < Infinity);
	if (saver !== undefined) await Promise.race([saver.save(), sleep(LAST_MS)]);
}

/** Stores the trigger's events immediately, by {@link callOurselves}. @returns whether the events were stored */
export async function saveNow(trigger: ActiveTrigger): Promise<boolean> {
	const saver = findSaver(trigger);
	return !trigger.isLeaving && saver.reachesItself !== false && (await saver.save());
}

/**
 * How long a processed event stays stored. The server may deliver it again for about 25 minutes. If the event answered a
 * question, it started no execution, and only the stored event shows that it was processed.
 */
const REDELIVERY_WINDOW_MS = 40 * 60_000;
const MAX_STORED = 500;
const MAX_STORED_TOGETHER = 2_000;

/**
 * Returns the time up to which this process has handled all messages of the instance, by WhatsApp's clock, Unix ms.
 * @param most number of events that are stored
 */
function findCheckpoint(trigger: ActiveTrigger, most: number): number {
	const { instanceId, connection } = trigger;
	const incomplete = activeTriggersOn(instanceId).map((active) => active.incompleteSince);
	const { comparedUpTo = Infinity } = stateOfInstance(instanceId);
	const handled = Math.min(...incomplete, messageTime(connection, Date.now()));
	// After a restart, the search finds all messages since the comparison. Those that aren't stored would start again.
	const areStored = findSeen(trigger).stored(comparedUpTo - OVERLAP_MS, most).length < most;
	return areStored ? Math.min(comparedUpTo, handled) : handled;
}

// The server's list of subscribers may contain another application's webhook. Since the server may lose that list (EA#2694),
// n8n stores that webhook in the workflow, too. It's encrypted with a key derived from the API key, because its address and
// headers may contain secrets, and every export of the workflow contains the stored data.

const secretFor = ({ apiKey }: Connection, purpose: string): Buffer =>
	createHmac('sha256', apiKey)
		.update(`n8n keeps the webhook of another application: ${purpose}`)
		.digest();

interface ListedTrigger extends Pick<TriggerName, 'suffix'> {
	readonly connection: Connection;
	/** The instance's subscribers; undefined until the list has been read. */
	readonly list?: readonly Subscriber[];
	readonly ownerUrl?: string;
	storedSeal?: string;
}

const sealedEntry = z.object({ foreign: foreignInList, ownerUrl: z.string() });

export function sealForeign({ connection, list = [], ownerUrl = '' }: ListedTrigger): string {
	const foreign = list.find(({ kind }) => kind === 'foreign');
	if (foreign === undefined) return '';
	const value = { foreign, ownerUrl };
	// The same value gives the same encrypted text, which avoids writes to n8n's database.
	const iv = secretFor(connection, `iv ${JSON.stringify(value)}`);
	return encrypt(secretFor(connection, 'key'), value, iv);
}

export function foreignEntry(trigger: ListedTrigger): Readonly<Record<string, unknown>> {
	if (trigger.list === undefined) return {};
	trigger.storedSeal = sealForeign(trigger);
	return entriesFor(trigger.suffix, { foreign: trigger.storedSeal });
}

/**
 * Returns two subscribers from the static data, or none: another application's webhook, and the workflow that the server called
 * when n8n stored the data. Without the second, n8n would take the workflow's webhook for another application's.
 */
export function storedForeign(
	{ connection, suffix }: Pick<ListedTrigger, 'connection' | 'suffix'>,
	context: WithStaticData,
): Subscriber[] {
	const secret = openStaticData(context).get('foreign', suffix);
	if (typeof secret !== 'string' || secret === '') return [];
	const { data } = sealedEntry.safeParse(decrypt(secretFor(connection, 'key'), secret));
	if (data === undefined) return [];
	return [data.foreign, { kind: 'trigger', url: data.ownerUrl, events: [], expires: 0 }];
}
