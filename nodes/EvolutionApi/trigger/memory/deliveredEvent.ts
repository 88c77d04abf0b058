import type { Connection } from '../../server/adapter';
import type { RequestFailure } from '../../errors/failure';
import { clockSkew } from '../../server/clock';
import { SERVERS } from '../../server/connection';
import { stateOf } from '../../server/connectionState';
import type { Delivery } from '../../server/delivery';
import { makeEventId } from '../../events/eventItems';
import { isFromContact } from '../../events/ownMessage';
import { BoundedMap } from '../../core/values/boundedMap';
import { createScopedCache } from './scopedCache';

export interface Event {
	readonly delivery: Delivery;
	readonly eventId: string;
	/** When a new message (`messages.upsert`) was sent, Unix ms; undefined for other events. */
	readonly sentAt?: number;
	/** True if a waiting execution has taken the event as a reply to its question. */
	readonly isAnswer?: boolean;
	readonly accountFailure?: RequestFailure;
}

export function deliveredEvent(delivery: Delivery, connection?: Connection): Event {
	const sentAt = getSentAt(delivery);
	if (connection !== undefined && sentAt !== undefined)
		noteMessageTime(connection, sentAt, delivery);
	return { delivery, eventId: makeEventId(delivery), sentAt };
}

export function getSentAt({ event, message }: Delivery): number | undefined {
	const { seconds = NaN } = (event === 'messages.upsert' && message) || {};
	return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/**
 * IDs from an iPhone or an Android phone. In the server's store, only these IDs show that the owner wrote a message: messages
 * sent through the server have other IDs, like those of WhatsApp Web (3EB0…).
 */
const PHONE_ID = /^(3A.{18}|.{21}|.{32})$/;

export const isWritten = ({ message }: Delivery): boolean =>
	message !== undefined && (!message.fromMe || PHONE_ID.test(message.id ?? ''));

/** Number of latest messages that show how far WhatsApp's clock is ahead of ours. Older ones may predate a clock correction. */
const MOST_LEADS = 9;

/** @param sentAt of a new message, Unix ms */
function noteMessageTime(connection: Connection, sentAt: number, delivery: Delivery): void {
	const state = stateOf(connection);
	const leadMs = sentAt - Date.now();
	// The clock of the account's own device may be ahead of WhatsApp's.
	if (!isFromContact(delivery) && leadMs > Math.max(0, clockSkew(connection))) return;
	const person = delivery.message?.author[0] ?? '';
	state.leads = [...(state.leads ?? []), { person, leadMs }].slice(-MOST_LEADS);
}

/**
 * Returns how far WhatsApp's clock is ahead of ours, in ms. Messages may arrive late, so the largest lead counts. But anyone can
 * send a message with a wrong time, so only half of the people can together put the clock ahead of the server's.
 */
function findLead(connection: Connection): number {
	const leads = stateOf(connection).leads ?? [{ person: '', leadMs: 0 }];
	const largest = Math.max(...leads.map(({ leadMs }) => leadMs));
	const byPerson = new Map(leads.map(({ person, leadMs }) => [person, leadMs]));
	const [median = -Infinity] = [...byPerson.values()]
		.sort((one, other) => other - one)
		.slice(Math.max(1, byPerson.size / 2));
	return Math.max(median, Math.min(largest, clockSkew(connection)));
}

/**
 * Converts a time by n8n's clock to WhatsApp's clock, Unix ms. While WhatsApp's clock isn't known, the result is rather too
 * early than too late, so that a search for missed messages begins early enough.
 */
export function messageTime(connection: Connection, ours: number): number {
	return ours + findLead(connection);
}

/** Returns the latest time that WhatsApp's clock may show now, Unix ms. */
export const latestMessageTime = (connection: Connection): number =>
	Date.now() + Math.max(Math.min(0, clockSkew(connection)), findLead(connection));

// Some events of Evolution Go, such as "typing", are unmarked: they contain no ID, time or code. Their event ID contains the
// time of arrival. If the server delivers an unmarked event again, the event keeps the time of the first delivery.

/** Time limit for our answer. After this time, a proxy may have given up, and then the server sends the event again. */
const IN_TIME_MS = 20_000;

const MOST = 2_000;

/** The ID of an event such as "typing" contains its time of arrival, rounded to this many ms. */
const STEP_MS = 5_000;

interface Try {
	readonly at: number;
	readonly dateTime: string | null;
	isOver: boolean;
}

const triesByNode = createScopedCache<BoundedMap<Try>>();

const triesOf = (nodeId: string): BoundedMap<Try> =>
	triesByNode.getOr(nodeId, () => new BoundedMap(MOST));

const startedAt = Date.now();

const atTime = (delivery: Delivery, time: number): Delivery => ({
	...delivery,
	dateTime: new Date(time).toISOString(),
});

const contentOf = (delivery: Delivery): string => makeEventId(atTime(delivery, 0));

const isUnmarked = (delivery: Delivery): boolean =>
	SERVERS[delivery.kind].deliveries.isUnmarked?.(delivery) === true;

function triedForMs({ kind }: Delivery): number {
	const { count, everyMs } = SERVERS[kind].deliveries.tries ?? { count: 0, everyMs: 0 };
	return (count + 1) * everyMs;
}

/**
 * Gives a redelivered unmarked event, such as "typing", the time of its first delivery, so that its event ID stays the same.
 * @param wasTaken tells whether a workflow has already accepted an event with this ID, even before n8n's start
 */
export function mergeRedelivery(
	delivery: Delivery,
	nodeId: string,
	wasTaken: (eventId: string) => boolean,
): Delivery {
	if (!isUnmarked(delivery)) return delivery;
	const now = Date.now();
	const patience = triedForMs(delivery);
	const [tries, content] = [triesOf(nodeId), contentOf(delivery)];
	const before = tries.get(content);
	if (before !== undefined && !before.isOver && now - before.at < patience)
		return { ...delivery, dateTime: before.dateTime };
	const isNew = now - startedAt < patience && before === undefined;
	const first = (isNew ? takenBefore(delivery, now, wasTaken) : undefined) ?? delivery;
	tries.delete(content);
	tries.set(content, { at: now, dateTime: first.dateTime, isOver: false });
	return first;
}

/** Finds an earlier attempt to deliver the same event, if n8n crashed before the server got the answer. */
function takenBefore(
	delivery: Delivery,
	now: number,
	wasTaken: (eventId: string) => boolean,
): Delivery | undefined {
	for (let time = now; time > now - triedForMs(delivery); time -= STEP_MS) {
		const earlier = atTime(delivery, time);
		if (wasTaken(makeEventId(earlier))) return earlier;
	}
	return undefined;
}

/** @param sinceMs when the event came, Unix ms */
export function noteAnswered(delivery: Delivery, nodeId: string, sinceMs: number): void {
	if (!isUnmarked(delivery) || Date.now() - sinceMs > IN_TIME_MS) return;
	const attempt = triesOf(nodeId).get(contentOf(delivery));
	if (attempt !== undefined) attempt.isOver = true;
}
