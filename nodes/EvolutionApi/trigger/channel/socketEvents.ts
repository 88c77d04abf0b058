import { createKeyedMutex } from '../../core/concurrency/limiter';
import { RequestFailure } from '../../errors/failure';
import { makeInstanceId } from '../../server/account';
import type { Target } from '../../server/adapter';
import { eventsRefused } from '../../fields/events';
import { changeHub } from '../../hub/changes';
import { type HubState, unsubscribe } from '../../hub/plan';
import { SWITCHED_OFF } from '../../socket/socketConnection';
import { healsInstance, subscribedEvents } from '../active/registration';
import type { TriggerSettings } from '../settings/triggerSettings';

// Sets the events that the server sends through WebSocket. Other clients may use some of them, so this code adds events but
// never removes any. Unused events cost the server nothing.

/** Days until the list of subscribers drops a workflow of a deleted n8n. With WebSocket, no failed call reveals such an n8n. */
const LISTED_DAYS = 7;
const DAY_S = 86_400;

/** Returns the workflow's events, plus messages and edits, because waiting executions get their replies through the trigger. */
export const listSocketEvents = (settings: TriggerSettings): string[] => [
	...new Set([...subscribedEvents(settings), 'MESSAGES_UPSERT', 'MESSAGES_EDITED']),
];

/**
 * @returns `state`: the list of subscribers; `missing`: events that the server didn't send through WebSocket before this call
 * @throws {RequestFailure} if a request fails, or the list can't be changed
 */
export async function joinSocket(
	target: Target,
	settings: TriggerSettings,
	registration: { readonly url: string; readonly formerUrl?: string; readonly key?: string },
): Promise<{ readonly state: HubState; readonly missing: readonly string[] }> {
	const { url, formerUrl = url, key } = registration;
	const events = listSocketEvents(settings);
	const missing = await sendAlso(target, events);
	const heals = healsInstance(settings) ? true : undefined;
	// Rounded up to days: otherwise, each repair (every five minutes) would write a new time to the list of subscribers.
	const expires = (Math.ceil(Date.now() / 1000 / DAY_S) + LISTED_DAYS) * DAY_S;
	const subscriber = { kind: 'socket', url, events, expires, heals } as const;
	const removals = unsubscribe(formerUrl === url ? [] : [formerUrl]);
	const state = await changeHub(target, ...removals, { do: 'subscribe', subscriber, key });
	return { state, missing };
}

function requireSockets({ connection: { server } }: Target) {
	if (server.sockets !== undefined) return server.sockets;
	throw new RequestFailure({
		message: `n8n cannot receive the events of ${server.name} through WebSocket`,
		description: 'Receive its events through its webhook.',
		nothingDone: true,
	});
}

/**
 * Returns the events that the server sends through WebSocket; none if WebSocket is switched off for this instance.
 * @throws {RequestFailure} if the request fails, or WebSocket is switched off for the whole server
 */
export const sentEvents = async (target: Target): Promise<string[]> =>
	await requireSockets(target).find(target, SWITCHED_OFF);

/** Sets the events to send through WebSocket. @throws {RequestFailure} if that fails, or the server doesn't know an event */
async function setEvents(target: Target, events: readonly string[]): Promise<void> {
	const result = await requireSockets(target).set(target, events, SWITCHED_OFF);
	if (!('failure' in result)) return;
	const refusals = (result.failure.unknownEvents ?? []).flatMap((place) => events[place] ?? []);
	throw new RequestFailure(refusals.length === 0 ? result.failure : eventsRefused(refusals));
}

const mutex = createKeyedMutex();

/** Several tries are needed if another n8n sets the instance's list of events at the same time. */
const TRIES = 3;

/** @returns the added events @throws {RequestFailure} if a request fails, or the server doesn't know an event */
export async function sendAlso(target: Target, events: readonly string[]): Promise<string[]> {
	const { connection, instance } = target;
	return await mutex.run(makeInstanceId(connection, instance), async () => {
		const names = new Set<string>();
		for (let tries = 0; tries < TRIES; tries++) {
			const current = await sentEvents(target);
			const missing = events.filter((event) => !current.includes(event));
			if (missing.length === 0) break;
			for (const event of missing) names.add(event);
			await setEvents(target, [...current, ...missing].sort());
		}
		return [...names];
	});
}
