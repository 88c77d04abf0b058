import type { Connection } from '../../server/adapter';
import type { RequestFailure } from '../../errors/failure';
import { clockSkew } from '../../server/clock';
import { SERVERS } from '../../server/connection';
import { stateOf } from '../../server/connectionState';
import type { Delivery } from '../../server/delivery';
import { makeEventId } from '../../events/eventItems';
import { isFromContact } from '../../events/ownMessage';
import { createScopedCache } from './scopedCache';

/** An event that the server has delivered, or has in its store. */
export interface Event {
	readonly delivery: Delivery;
	readonly eventId: string;
	/** When an incoming message was sent, Unix ms; undefined for other events. */
	readonly sentAt?: number;
	/** True if the event is for a question of a waiting execution. */
	readonly isAnswer?: boolean;
	/** Set if the server couldn't tell the addresses of the account: see `enrich`. */
	readonly accountFailure?: RequestFailure;
}

/** Makes an event of a delivery. @param connection of an active trigger: the event reveals its clock of messages */
export function deliveredEvent(delivery: Delivery, connection?: Connection): Event {
	const sentAt = getSentAt(delivery);
	if (connection !== undefined && sentAt !== undefined)
		noteMessageTime(connection, sentAt, !isFromContact(delivery));
	return { delivery, eventId: makeEventId(delivery), sentAt };
}

/** Returns when an incoming message was sent, Unix ms; undefined for other events. */
export function getSentAt({ event, message }: Delivery): number | undefined {
	const { seconds = NaN } = (event === 'messages.upsert' && message) || {};
	return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/**
 * IDs from an iPhone or an Android phone. Of the owner's messages, only those with such an ID start workflows when they arrive:
 * messages through the server have other IDs, like those of WhatsApp Web (3EB0…).
 */
const OF_PHONE = /^(3A.{18}|.{21}|.{32})$/;

export const isWritten = ({ message }: Delivery): boolean =>
	message !== undefined && (!message.fromMe || OF_PHONE.test(message.id ?? ''));

/** Number of latest messages that show how the clocks differ. Earlier ones don't count: a clock may have been set since. */
const REMEMBERED = 5;

/**
 * @param sentAt of a new message, Unix ms
 * @param isOwn true if it's from a device of the account: a phone whose clock is ahead dates it later than all other messages
 */
function noteMessageTime(connection: Connection, sentAt: number, isOwn: boolean): void {
	const state = stateOf(connection);
	const lead = sentAt - Date.now();
	if (isOwn && lead > Math.max(0, clockSkew(connection))) return;
	state.leads = [...(state.leads ?? []), lead].slice(-REMEMBERED);
}

/**
 * Converts a time of our clock to the clock of messages, Unix ms. That is WhatsApp's clock; n8n and the server have their own,
 * and any of them may be wrong. Incoming messages show the difference best, because most take only a moment. Before the first
 * message, the server's answers count, but only if they make the result earlier: a time that's too early finds known messages
 * again, one that's too late loses messages.
 */
export function messageTime(connection: Connection, ours: number): number {
	const { leads = [Math.min(0, clockSkew(connection))] } = stateOf(connection);
	return ours + Math.max(...leads);
}

/**
 * Returns the latest possible time of a message that has arrived, Unix ms. If all of the latest messages were delayed, our clock
 * and the server's are more precise.
 */
export const latestMessageTime = (connection: Connection): number =>
	Date.now() + Math.max(Math.min(0, clockSkew(connection)), ...(stateOf(connection).leads ?? []));

// Some events of Evolution Go have no mark, such as that a person is typing, or that the instance is connected. Only the time
// of arrival tells two of them apart. If n8n doesn't accept one, the server repeats it every half minute, and each repetition
// must count as the same event.

/** Time limit for an answer to count: a proxy may have given up before a later one, and the server then sends the event again. */
const IN_TIME_MS = 20_000;

/** Limit for remembered attempts. In a flood, the oldest are forgotten. */
const MOST = 2_000;

/** The ID of such an event contains its time, in steps of this length. */
const STEP_MS = 5_000;

interface Try {
	readonly at: number;
	readonly dateTime: string | null;
	isOver: boolean;
}

/** Attempts by called node and content. */
const tries = createScopedCache<Try>();

/** When this process began, Unix ms. It doesn't know earlier attempts. */
const startedAt = Date.now();

const atTime = (delivery: Delivery, time: number): Delivery => ({
	...delivery,
	dateTime: new Date(time).toISOString(),
});

const tryKey = (nodeId: string, delivery: Delivery): string =>
	`${nodeId}/${makeEventId(atTime(delivery, 0))}`;

const isUnmarked = (delivery: Delivery): boolean =>
	SERVERS[delivery.kind].deliveries.isUnmarked?.(delivery) === true;

/** Returns how long the server tries to deliver an event, including the time for each answer. */
function triedForMs({ kind }: Delivery): number {
	const { count, everyMs } = SERVERS[kind].deliveries.tries ?? { count: 0, everyMs: 0 };
	return (count + 1) * everyMs;
}

/**
 * Returns the delivery with the time of its first attempt.
 * @param nodeId of the called node
 * @param wasTaken tells whether an event of this ID is known, including those from before n8n's start
 */
export function mergeRedelivery(
	delivery: Delivery,
	nodeId: string,
	wasTaken: (eventId: string) => boolean,
): Delivery {
	if (!isUnmarked(delivery)) return delivery;
	const now = Date.now();
	const patience = triedForMs(delivery);
	const key = tryKey(nodeId, delivery);
	const before = tries.get(key);
	if (before !== undefined && !before.isOver && now - before.at < patience)
		return { ...delivery, dateTime: before.dateTime };
	const isNew = now - startedAt < patience && before === undefined;
	const first = (isNew ? takenBefore(delivery, now, wasTaken) : undefined) ?? delivery;
	forgetOld(now - patience);
	tries.delete(key);
	tries.set(key, { at: now, dateTime: first.dateTime, isOver: false });
	return first;
}

/** Finds an earlier attempt of the same event, whose answer was lost when n8n crashed. */
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

function forgetOld(before: number): void {
	for (const [key, { at }] of tries) {
		if (tries.size < MOST && at > before) return;
		tries.delete(key);
	}
}

/** Notes that the server's event was accepted. @param sinceMs when the event came, Unix ms */
export function noteAnswered(delivery: Delivery, nodeId: string, sinceMs: number): void {
	if (!isUnmarked(delivery) || Date.now() - sinceMs > IN_TIME_MS) return;
	const attempt = tries.get(tryKey(nodeId, delivery));
	if (attempt !== undefined) attempt.isOver = true;
}
