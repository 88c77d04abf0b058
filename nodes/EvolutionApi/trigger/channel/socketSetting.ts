import { RequestFailure } from '../../core/failures/failure';
import type { Target } from '../../core/server/adapter';
import { eventsRefused } from '../../fields/events';
import { SWITCHED_OFF } from '../../socket';

// Which events of an instance the server sends through WebSocket. Others may want some, too.

function socketsOf({ connection: { server } }: Target) {
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
	await socketsOf(target).find(target, SWITCHED_OFF);

/** @throws {RequestFailure} also for an event that the server does not know */
async function setEvents(target: Target, events: readonly string[]): Promise<void> {
	const result = await socketsOf(target).set(target, events, SWITCHED_OFF);
	if (!('failure' in result)) return;
	const unknown = (result.failure.unknownEvents ?? []).flatMap((place) => events[place] ?? []);
	throw new RequestFailure(unknown.length === 0 ? result.failure : eventsRefused(unknown));
}

/** Somebody else may write at the same moment. */
const TRIES = 3;

/** Adds events to those that are sent. @throws {RequestFailure} if the server does not do it */
export async function sendAlso(target: Target, wanted: readonly string[]): Promise<void> {
	for (let tries = 0; tries < TRIES; tries++) {
		const sent = await sentEvents(target);
		if (wanted.every((event) => sent.includes(event))) return;
		await setEvents(target, [...new Set([...sent, ...wanted])].sort());
	}
}

/** Takes events off those that are sent. @param kept somebody else wants these. @throws {RequestFailure} */
export async function sendNoLonger(
	target: Target,
	events: readonly string[],
	kept: readonly string[],
): Promise<void> {
	const sent = await sentEvents(target);
	const remaining = sent.filter((event) => kept.includes(event) || !events.includes(event));
	if (remaining.length < sent.length) await setEvents(target, remaining);
}
