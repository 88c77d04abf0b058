import { type Failure, RequestFailure } from '../core/failures/failure';
import { eventsRefused } from '../fields/events';
import { MAX_LIST_BYTES } from './list';
import { HubChangeRefused, type HubChange } from './hubChange';

// What a server does not accept.

/** Whenever the webhook is read back, it is not what was written. */
export const NEVER_HELD: Failure = {
	message: 'The webhook of the instance keeps being overwritten',
	description:
		'Something else sets it again and again, so the workflow cannot register itself. Look for another application or n8n that uses this instance, and switch its webhook off.',
};

/**
 * The list has no room for the newest of the changes.
 * @param count so many there would be
 * @param addressRoom bytes, for a server that has it in the address
 */
export function noRoom(
	changes: readonly HubChange[],
	count: number,
	addressRoom?: number,
): RequestFailure {
	const place = addressRoom === undefined ? 'a header' : 'the address';
	const kilobytes = (addressRoom ?? MAX_LIST_BYTES) / 1024;
	const failure = new RequestFailure({
		message: 'The list of workflows that listen to this instance is full',
		description: `It is kept in ${place} of the instance's webhook, which has room for ${kilobytes} KB; with this one there would be ${count}. Deactivate workflows that are not needed, let conversations end, or start several flows from one trigger.`,
	});
	const newest = changes.filter((change) => change.do === 'subscribe').at(-1);
	return newest === undefined ? failure : new HubChangeRefused(newest, failure);
}

/** The names that the server does not know. */
export const refusedEvents = ({ unknownEvents = [] }: Failure, sent: readonly string[]): string[] =>
	unknownEvents.flatMap((place) => sent[place] ?? []);

/**
 * A workflow that subscribed to one of these events would wait for it for ever.
 * @throws {HubChangeRefused} for the first such change
 */
export function refuseChangesFor(changes: readonly HubChange[], names: readonly string[]): void {
	for (const change of changes) {
		const events = change.do === 'subscribe' ? change.subscriber.events : [];
		const unknown = events.filter((event) => names.includes(event));
		if (unknown.length === 0) continue;
		throw new HubChangeRefused(change, new RequestFailure(eventsRefused(unknown)));
	}
}
