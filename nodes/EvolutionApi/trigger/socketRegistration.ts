import { isSocket, type HubState } from '../hub';
import { changeHub, readInstanceHub } from '../hub/instanceHub';
import { activeTriggersOn, hubOf } from './activeTriggers';
import { oneAtATime, sendAlso, sendNoLonger, sentEvents, type SocketTarget } from './socketSetting';
import type { TriggerSettings } from './triggerSettings';

/** Somebody whose n8n has gone for good leaves the list after so long; nobody else is there to notice. */
const LISTED_DAYS = 7;
const DAY_S = 86_400;

/** All messages: executions that wait for a reply get theirs from the trigger. */
export const socketEventsOf = ({ events }: TriggerSettings): string[] => [
	...new Set([...events, 'MESSAGES_UPSERT']),
];

/** By instance: what was sent before the first of this process came. */
const firstBefore = new Map<string, string[]>();

interface Joined {
	readonly state: HubState;
	/** The events that were sent before. */
	readonly before: string[];
	/** They lacked some of ours. */
	readonly wasMissing: boolean;
}

/**
 * Puts the workflow on the list of the instance, and lets the server send its events through WebSocket.
 * @param known what the workflow knew before: its URLs, the key of the list, and whether its events were sent
 * @throws {RequestFailure} if the server does not do it
 */
export async function joinSocket(
	target: SocketTarget,
	settings: TriggerSettings,
	known: {
		readonly url: string;
		readonly oldUrl?: string;
		readonly key?: string;
		readonly wasSent: boolean;
	},
): Promise<Joined> {
	const { context, connection, instance } = target;
	const { url, oldUrl = url, key, wasSent } = known;
	return await oneAtATime(target, async () => {
		const events = socketEventsOf(settings);
		const before = await sentEvents(target);
		const wasMissing = !events.every((event) => before.includes(event));
		const state = await changeHub(
			context,
			connection,
			instance,
			// n8n has moved to another URL. In one step, or what was sent before is forgotten.
			...(oldUrl === url ? [] : [{ do: 'unsubscribe' as const, url: oldUrl }]),
			{
				do: 'subscribe',
				subscriber: { kind: 'socket', url, events, before, expires: expiryOfSocket() },
				key,
				isBeforeNew: wasSent && wasMissing,
			},
		);
		const hub = hubOf(connection, instance);
		if (!firstBefore.has(hub)) firstBefore.set(hub, before);
		if (wasMissing) await sendAlso(target, events);
		return { state, before: firstBefore.get(hub) ?? before, wasMissing };
	});
}

/** The same for a whole day, so that the list is not written every few minutes. */
const expiryOfSocket = () => (Math.ceil(Date.now() / 1000 / DAY_S) + LISTED_DAYS) * DAY_S;

/**
 * Takes the workflow off the list. What nobody else wants is sent no longer, unless it was before the first came.
 * @param before where no list has it
 * @throws {RequestFailure} if the server does not do it
 */
export async function leaveSocket(
	target: SocketTarget,
	settings: TriggerSettings,
	{
		url,
		name,
		before = [],
	}: { readonly url: string; readonly name: string; readonly before?: string[] },
): Promise<void> {
	const { context, connection, instance } = target;
	await oneAtATime(target, async () => {
		const { subscribers } = await readInstanceHub(context, connection, instance);
		const listed = subscribers.filter(isSocket).find((socket) => socket.before !== undefined);
		const state = await changeHub(context, connection, instance, { do: 'unsubscribe', url });
		const others = wantedByOthers(target, state, name);
		if (others.length === 0) firstBefore.delete(hubOf(connection, instance));
		const kept = [...others, ...(listed?.before ?? before)];
		await sendNoLonger(target, socketEventsOf(settings), kept);
	});
}

/** Events that others want. @param name of a trigger that does not count */
export function wantedByOthers(
	{ connection, instance }: SocketTarget,
	{ subscribers }: HubState,
	name?: string,
): string[] {
	const here = activeTriggersOn(hubOf(connection, instance)).filter(
		(trigger) => trigger.socket !== undefined && trigger.name !== name && !trigger.isLeaving,
	);
	return [
		...subscribers.filter(isSocket).flatMap(({ events }) => events),
		...here.flatMap(({ settings }) => socketEventsOf(settings)),
	];
}
