import { createKeyedMutex } from '../../core/concurrency/limiter';
import { RequestFailure } from '../../core/failures/failure';
import type { Target } from '../../core/server/adapter';
import { eventsRefused } from '../../fields/events';
import { changeHub, readInstanceHub } from '../../hub/changes';
import { isSocket, type Subscriber } from '../../hub/list';
import type { HubState } from '../../hub/plan';
import { SWITCHED_OFF } from '../../socket/socketConnection';
import { activeTriggersOn } from '../active/activeTriggers';
import { makeInstanceId } from '../../core/server/account';
import { healsInstance, subscribedEvents } from '../active/registration';
import { createScopedCache } from '../memory/scopedCache';
import type { TriggerSettings } from '../settings/triggerSettings';

/** Somebody whose n8n has gone for good leaves the list after so long; nobody else is there to notice. */
const LISTED_DAYS = 7;
const DAY_S = 86_400;

/** All messages, and their edits: executions that wait for a reply get theirs from the trigger. */
export const listSocketEvents = (settings: TriggerSettings): string[] => [
	...new Set([...subscribedEvents(settings), 'MESSAGES_UPSERT', 'MESSAGES_EDITED']),
];

/** By instance: nobody else in this process changes the setting meanwhile. */
const mutex = createKeyedMutex();

/** By instance: what was sent before the first of this process came. */
const firstBefore = createScopedCache<string[]>();

interface Joined {
	readonly state: HubState;
	/** The events that were sent before. */
	readonly before: string[];
	/** Those of ours that were not among them. */
	readonly missing: readonly string[];
}

/**
 * Puts the workflow on the list of the instance, and lets the server send its events through WebSocket.
 * @param known what the workflow knew before: its URLs, the key of the list, and whether its events were sent
 * @throws {RequestFailure} if the server does not do it
 */
export async function joinSocket(
	target: Target,
	settings: TriggerSettings,
	known: {
		readonly url: string;
		readonly oldUrl?: string;
		readonly key?: string;
		readonly wasSent: boolean;
	},
): Promise<Joined> {
	const { connection, instance } = target;
	const { url, oldUrl = url, key, wasSent } = known;
	const instanceId = makeInstanceId(connection, instance);
	return await mutex.run(instanceId, async () => {
		const events = listSocketEvents(settings);
		const sent = await sentEvents(target);
		const before = [...(tested.get(instanceId)?.before ?? sent)];
		const missing = events.filter((event) => !sent.includes(event));
		const state = await changeHub(
			target,
			// n8n has moved to another URL. In one step, or what was sent before is forgotten.
			...(oldUrl === url ? [] : [{ do: 'unsubscribe' as const, url: oldUrl }]),
			{
				do: 'subscribe',
				subscriber: {
					kind: 'socket',
					url,
					events,
					before,
					expires: expiryOfSocket(),
					heals: healsInstance(settings) ? true : undefined,
				},
				key,
				replacesBefore: wasSent && missing.length > 0,
			},
		);
		if (!firstBefore.has(instanceId)) firstBefore.set(instanceId, before);
		if (missing.length > 0) await sendAlso(target, events);
		return { state, before: firstBefore.get(instanceId) ?? before, missing };
	});
}

/** Unix time in seconds, rounded up to a whole day, so that the list is not written every few minutes. */
const expiryOfSocket = () => (Math.ceil(Date.now() / 1000 / DAY_S) + LISTED_DAYS) * DAY_S;

/**
 * Takes the workflow off the list. What nobody else wants is sent no longer, unless it was before the first came.
 * @param before what was sent before the first came, if no list has it
 * @returns what was sent before the first came
 * @throws {RequestFailure} if the server does not do it
 */
export async function leaveSocket(
	target: Target,
	settings: TriggerSettings,
	{
		url,
		nodeId,
		before = [],
	}: { readonly url: string; readonly nodeId: string; readonly before?: readonly string[] },
): Promise<readonly string[]> {
	const { connection, instance } = target;
	const instanceId = makeInstanceId(connection, instance);
	return await mutex.run(instanceId, async () => {
		const { subscribers } = await readInstanceHub(target);
		const state = await changeHub(target, { do: 'unsubscribe', url });
		if ((await wantedByWorkflows(instanceId, state, nodeId)).length === 0)
			firstBefore.delete(instanceId);
		const first = findPreviousSetting(subscribers) ?? before;
		const stillWanted = [...(await wantedByOthers(target, state, nodeId)), ...first];
		await sendNoLonger(target, listSocketEvents(settings), stillWanted);
		return first;
	});
}

/**
 * A while after {@link leaveSocket}: another n8n may have read what is sent before we left, and set it afterwards, with
 * our events in it.
 * @param before what {@link leaveSocket} has returned
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function sendNothingAgain(
	target: Target,
	settings: TriggerSettings,
	before: readonly string[],
): Promise<void> {
	const { connection, instance } = target;
	await mutex.run(makeInstanceId(connection, instance), async () => {
		const state = await readInstanceHub(target);
		// Beside the webhook of another application there is no list of other processes.
		if (state.subscribers.some((subscriber) => subscriber.kind === 'foreign' && subscriber.enabled))
			return;
		const stillWanted = [...(await wantedByOthers(target, state)), ...before];
		await sendNoLonger(target, listSocketEvents(settings), stillWanted);
	});
}

/** By instance: what tests in this process want, and what was sent before the first of them. They are on no list. */
const tested = new Map<
	string,
	{ readonly before: readonly string[]; readonly wanted: Set<readonly string[]> }
>();

/**
 * Lets the server send the events of a test.
 * @returns ends that: what nobody else wants is sent no longer
 * @throws {RequestFailure} if the server does not do it
 */
export async function joinTest(
	target: Target,
	settings: TriggerSettings,
): Promise<() => Promise<void>> {
	const { connection, instance } = target;
	const instanceId = makeInstanceId(connection, instance);
	const events = listSocketEvents(settings);
	const test = await mutex.run(instanceId, async () => {
		const { subscribers } = await readInstanceHub(target);
		const sent = await sentEvents(target);
		await sendAlso(target, events);
		const before = findPreviousSetting(subscribers) ?? firstBefore.get(instanceId) ?? sent;
		const known = tested.get(instanceId) ?? { before, wanted: new Set() };
		known.wanted.add(events);
		tested.set(instanceId, known);
		return known;
	});
	return async () =>
		await mutex.run(instanceId, async () => {
			test.wanted.delete(events);
			// Another test may have begun since an earlier try.
			if (test.wanted.size === 0 && tested.get(instanceId) === test) tested.delete(instanceId);
			const state = await readInstanceHub(target);
			const stillWanted = [...test.before, ...(await wantedByOthers(target, state))];
			await sendNoLonger(target, events, stillWanted);
		});
}

/** What was sent before the first workflow came, as the list has it. */
export const findPreviousSetting = (subscribers: readonly Subscriber[] = []) =>
	subscribers.filter(isSocket).find(({ before }) => before !== undefined)?.before;

/** Events that others want, with those of tests. @param nodeId of a node that does not count */
export async function wantedByOthers(
	{ connection, instance }: Pick<Target, 'connection' | 'instance'>,
	state: HubState,
	nodeId?: string,
): Promise<string[]> {
	const instanceId = makeInstanceId(connection, instance);
	const tests = [...(tested.get(instanceId)?.wanted ?? [])];
	return [...(await wantedByWorkflows(instanceId, state, nodeId)), ...tests.flat()];
}

/** Events that active workflows want. @param nodeId of a node that does not count */
async function wantedByWorkflows(
	instanceId: string,
	{ subscribers }: HubState,
	nodeId?: string,
): Promise<string[]> {
	const here = activeTriggersOn(instanceId).filter(
		(trigger) => trigger.channel.holdsConnection && trigger.nodeId !== nodeId && !trigger.isLeaving,
	);
	const listed = subscribers.filter(isSocket).flatMap(({ events }) => events);
	return [...listed, ...here.flatMap(({ settings }) => listSocketEvents(settings))];
}

// Which events of an instance the server sends through WebSocket. Others may want some, too.

function requireSockets({ connection: { server } }: Target) {
	if (server.sockets !== undefined) return server.sockets;
	throw new RequestFailure({
		message: `${server.name} is not heard through WebSocket`,
		description: 'Receive its events through its webhook.',
		nothingDone: true,
	});
}

/**
 * @returns the events; none if it is switched off for the instance
 * @throws {RequestFailure} if the server cannot be asked, or has WebSocket switched off
 */
export const sentEvents = async (target: Target): Promise<string[]> =>
	await requireSockets(target).find(target, SWITCHED_OFF);

/** @throws {RequestFailure} also for an event that the server does not know */
async function setEvents(target: Target, events: readonly string[]): Promise<void> {
	const result = await requireSockets(target).set(target, events, SWITCHED_OFF);
	if (!('failure' in result)) return;
	const unknown = (result.failure.unknownEvents ?? []).flatMap((place) => events[place] ?? []);
	throw new RequestFailure(unknown.length === 0 ? result.failure : eventsRefused(unknown));
}

/** Somebody else may write at the same moment. */
const TRIES = 3;

/** Adds events to those that are sent. @throws {RequestFailure} if the server does not do it */
async function sendAlso(target: Target, wanted: readonly string[]): Promise<void> {
	for (let tries = 0; tries < TRIES; tries++) {
		const sent = await sentEvents(target);
		if (wanted.every((event) => sent.includes(event))) return;
		await setEvents(target, [...new Set([...sent, ...wanted])].sort());
	}
}

/** Takes events off those that are sent. @param stillWanted somebody else wants these. @throws {RequestFailure} */
async function sendNoLonger(
	target: Target,
	events: readonly string[],
	stillWanted: readonly string[],
): Promise<void> {
	const sent = await sentEvents(target);
	const remaining = sent.filter((event) => stillWanted.includes(event) || !events.includes(event));
	if (remaining.length < sent.length) await setEvents(target, remaining);
}
