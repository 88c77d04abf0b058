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
import { createScopedCache } from '../memory/scopedCache';
import { entriesFor, openStaticData, type WithStaticData } from '../memory/staticData';
import { countSeen, seenEntries, triggerKey, type TriggerName } from '../memory/seenEvents';
import { findTakeovers, takeoversEntry } from '../memory/takeovers';
import type { ActiveTrigger } from './activeTrigger';
import { activeTriggersOn, storedWith, webhookUrl } from './activeTriggers';
import { activationOfNode } from './registration';

/** A trigger's static data may lack what it took during this time. */
const SAVE_MS = 5_000;
const LAST_MS = 2_000;

/**
 * Calls our own webhook with an event that only makes it store what was taken. trigger() itself must not store it:
 * n8n would write its whole copy of the static data, which dates from the activation, over what the workflow's own
 * nodes keep there.
 */
export async function callOurselves(trigger: ActiveTrigger): Promise<Reply> {
	const saver = findSaver(trigger);
	const { ownStores } = saver;
	const outcome = await callWebhook(trigger);
	const isTaken = trigger.channel.holdsConnection && outcome === 'taken';
	saver.noteCall(saver.ownStores > ownStores || isTaken);
	return outcome;
}

async function callWebhook(trigger: ActiveTrigger): Promise<Reply> {
	const { context, instance, connection, channel, key = '' } = trigger;
	const subscriber = { kind: 'trigger' as const, url: webhookUrl(trigger) ?? '', events: [] };
	if (!channel.holdsConnection) return await probe(context, subscriber, { key, instance });
	// In queue mode another process may answer the call, and knows only what is in it.
	const toStore = { activation: activationOfNode(trigger), ...entriesToStore(trigger) };
	return await probe(context, subscriber, { key: hashKey(connection), instance, toStore });
}

/** What n8n keeps of all instances of the node: another call may store at the same moment what it knows. */
export function entriesToStore(trigger: ActiveTrigger): Readonly<Record<string, unknown>> {
	const entries: Record<string, unknown> = {};
	const together = storedWith(trigger);
	const most = Math.min(MAX_STORED, Math.ceil(MAX_STORED_TOGETHER / together.length));
	for (const active of together) {
		const completeUpTo = findCheckpoint(active);
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

/** With this key n8n signs its calls of a webhook that nobody else calls. It reveals nothing of the API key. */
export const hashKey = ({ apiKey }: Connection): string =>
	createHmac('sha256', apiKey).update('n8n calls its own webhook').digest('base64url');

/** Not the calls of all workflows at the same moment. */
const SPREAD_MS = 500;

/** Has what a trigger took stored by calls of its webhook, one after the other. */
class Saver {
	/** How many calls of our own have stored what was taken. */
	ownStores = 0;
	/** How often what is stored had changed by then. */
	private storedChanges = 0;
	/** When what it took is stored next, Unix ms. */
	plannedAt = Infinity;
	private last?: Promise<unknown>;
	/** It has not begun: everybody who asks until then shares it. */
	private next?: Promise<boolean>;
	private hasCalled = false;
	/** The last call did not store anything: n8n may not reach itself. */
	hasFailed = false;

	constructor(private readonly trigger: ActiveTrigger) {}

	/** Whether n8n is known to reach itself. */
	get reachesItself(): boolean {
		return this.hasCalled && !this.hasFailed;
	}

	/** An event that nobody wanted is not worth a write to n8n's database. */
	get isUpToDate(): boolean {
		return this.storedChanges === countChanges(this.trigger);
	}

	/** A call of the webhook is about to store what was taken. */
	noteStored(): void {
		this.storedChanges = countChanges(this.trigger);
	}

	/** The first call shows whether n8n reaches itself. */
	get pause(): number {
		return this.hasCalled ? SAVE_MS : Math.random() * SPREAD_MS;
	}

	/** A call of our own has ended. */
	noteCall(isStored: boolean): void {
		this.hasCalled = true;
		this.hasFailed = !isStored;
	}

	/** Whoever comes during a call shares the next one. @returns whether it was stored */
	async save(): Promise<boolean> {
		this.next ??= Promise.resolve(this.last).then(async () => {
			this.next = undefined;
			await callOurselves(this.trigger);
			return !this.hasFailed;
		});
		this.last = this.next;
		return await this.next;
	}
}

/** Grows with each change of what is stored. */
const countChanges = (trigger: ActiveTrigger): number =>
	countSeen(trigger) + findTakeovers(trigger).changes;

const savers = new WeakMap<ActiveTrigger, Saver>();

export function findSaver(trigger: ActiveTrigger): Saver {
	const saver = savers.get(trigger) ?? new Saver(trigger);
	savers.set(trigger, saver);
	return saver;
}

/**
 * For events that it got within the process, and so without a call of its webhook.
 * @param pause how long it waits for more, ms
 */
export function saveSoon(trigger: ActiveTrigger, pause?: number): void {
	const saver = findSaver(trigger);
	const { plannedAt } = saver;
	const wait = pause ?? saver.pause;
	const at = Date.now() + wait;
	const isInTime = pause === undefined ? plannedAt < Infinity : plannedAt <= at;
	if (isInTime) return;
	saver.plannedAt = at;
	void sleep(wait).then(async () => {
		// Something that had to be stored sooner took it along.
		if (saver.plannedAt !== at) return;
		saver.plannedAt = Infinity;
		if (!trigger.isLeaving) await saver.save();
	});
}

/** Before trigger() ends: stores what is not stored yet, in so long at most. */
export async function saveLast(triggers: readonly ActiveTrigger[]): Promise<void> {
	// One call stores what all of them took.
	const saver = triggers.map(findSaver).find(({ plannedAt }) => plannedAt < Infinity);
	if (saver !== undefined) await Promise.race([saver.save(), sleep(LAST_MS)]);
}

/**
 * For a webhook call whose copy of the static data may be old: n8n reads it again for another call.
 * @returns whether it was stored
 */
export async function saveNow(trigger: ActiveTrigger): Promise<boolean> {
	const saver = findSaver(trigger);
	return !trigger.isLeaving && !saver.hasFailed && (await saver.save());
}

/**
 * The server may deliver an event again for about 25 minutes, also one that was found in the store. What has started no
 * execution, such as an answer, n8n does not know by a key.
 */
const REDELIVERY_WINDOW_MS = 40 * 60_000;
/** Events of each instance of a node. */
const MAX_STORED = 500;
/** Of all of them. */
const MAX_STORED_TOGETHER = 2_000;

/** All messages sent before it are done, in all workflows of the instance here: by the clock of messages, Unix ms. */
function findCheckpoint({ instanceId, connection }: ActiveTrigger): number {
	const incomplete = activeTriggersOn(instanceId).map((active) => active.incompleteSince);
	return Math.min(...incomplete, messageTime(connection, Date.now()));
}

// The webhook of another application is in the list of the instance, and the server may forget that (EA#2694). So n8n keeps
// it, too. Its address and its headers may contain secrets, and every export of the workflow contains what n8n keeps: only
// who has the API key can read them.

const secretFor = ({ apiKey }: Connection, purpose: string): Buffer =>
	createHmac('sha256', apiKey)
		.update(`n8n keeps the webhook of another application: ${purpose}`)
		.digest();

/** By trigger: what was last stored. */
const storedSeals = createScopedCache<string>();

interface Known extends TriggerName {
	readonly connection: Connection;
	/** Undefined: nobody has read it yet. */
	readonly list?: readonly Subscriber[];
	/** Whom the server sends to. */
	readonly ownerUrl?: string;
}

/** What is sealed, as JSON. */
const sealedEntry = z.object({ foreign: foreignInList, ownerUrl: z.string() });

/** Empty if there is none. */
function findSealed({ connection, list = [], ownerUrl = '' }: Known): string {
	const foreign = list.find(({ kind }) => kind === 'foreign');
	if (foreign === undefined) return '';
	const value = { foreign, ownerUrl };
	// A value always gives one text, so that n8n's database is not written for nothing.
	const iv = secretFor(connection, `iv ${JSON.stringify(value)}`);
	return encrypt(secretFor(connection, 'key'), value, iv);
}

/** Whether n8n does not know it as it is now. */
export const isForeignUnstored = (trigger: Known): boolean =>
	findSealed(trigger) !== (storedSeals.get(triggerKey(trigger)) ?? '');

/** For the static data; nothing if nobody has read the list yet. */
export function foreignEntry(trigger: Known): Readonly<Record<string, unknown>> {
	if (trigger.list === undefined) return {};
	const foreign = findSealed(trigger);
	storedSeals.set(triggerKey(trigger), foreign);
	return entriesFor(trigger.suffix, { foreign });
}

/**
 * As the workflow has stored it, with the workflow that had the webhook: by its address a webhook whose headers the server
 * has lost is known to be ours. Whether that workflow still listens is not known. Empty if nothing is stored.
 */
export function storedForeign(
	trigger: Omit<Known, 'list' | 'ownerUrl'>,
	context: WithStaticData,
): Subscriber[] {
	const sealed = openStaticData(context).get('foreign', trigger.suffix);
	if (typeof sealed !== 'string' || sealed === '') return [];
	const { data } = sealedEntry.safeParse(decrypt(secretFor(trigger.connection, 'key'), sealed));
	if (data === undefined) return [];
	return [data.foreign, { kind: 'trigger', url: data.ownerUrl, events: [], expires: 0 }];
}
