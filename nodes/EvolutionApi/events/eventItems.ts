import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { ServerAdapter } from '../server/adapter';
import { SERVERS } from '../server/connection';
import type { Delivery } from '../server/delivery';
import { getChatType, comparable, makePersonId } from '../core/values/addresses';
import { isRecord } from '../core/values/answer';
import { sanitize } from '../core/values/sanitize';
import { deliveryTime } from '../core/values/time';
import { simplifyDelivery } from './simplify';

interface ItemOptions {
	readonly simplify: boolean;
	/** Time of receipt, in ms. */
	readonly receivedAt?: number;
	/** Called with each entry of a delivery, such as a message. Tells whether the entry becomes an item. Default: true. */
	readonly keep?: (delivery: Delivery) => boolean;
}

/**
 * Returns the items of a delivery. A simplified delivery has an item for each entry, such as a message. Each item has the keys
 * of its event (docs/trigger-output.md), `timestamp` (the delivery's if the event has none), `event`, `instance` and `eventId`.
 * For an unknown type or shape of event, `data` from the server replaces the event's keys. No item contains API keys or
 * addresses of webhooks. Bytes become Base64.
 */
export function eventToItems(delivery: Delivery, options: ItemOptions): IDataObject[] {
	return options.simplify ? makeSimpleItems(delivery, options) : [raw(delivery)];
}

const raw = (delivery: Delivery): IDataObject =>
	sanitize(SERVERS[delivery.kind].deliveries.asSent(delivery)) as IDataObject;

function makeSimpleItems(delivery: Delivery, { receivedAt, keep }: ItemOptions): IDataObject[] {
	const { event, instance } = delivery;
	const isList = delivery.entries.length > 0;
	const entries = isList ? splitEntries(delivery) : [delivery];
	const id = readableEventId(delivery);
	const receipt = deliveryTime(delivery, receivedAt);
	return entries.flatMap((entry, position): IDataObject[] => {
		if (isList && keep !== undefined && !keep(entry)) return [];
		const shapes = makeShapes(entry);
		return shapes.map((shape, index) => ({
			...shape,
			...personKey(entry, shape),
			timestamp: shape.timestamp ?? receipt,
			event,
			instance,
			eventId: [id, ...indexAmong(position, entries), ...indexAmong(index, shapes)].join('/'),
		}));
	});
}

/** Returns `personId`: the other side of a private chat, or else the acting person. Items of messages already have this key. */
function personKey({ chat, message }: Delivery, shape: IDataObject): IDataObject {
	if (message !== undefined || !('chat' in shape)) return {};
	const { senderJid, senderPhone, senderLid, participant } = shape;
	const sender = [senderJid, senderPhone, senderLid, participant];
	return { personId: makePersonId(...chat) ?? makePersonId(...sender) };
}

const indexAmong = (index: number, all: readonly unknown[]) => (all.length > 1 ? [index] : []);

function makeShapes(delivery: Delivery): IDataObject[] {
	const shapes = [simplifyDelivery(delivery) ?? []].flat();
	return shapes.length > 0 ? shapes : [{ data: sanitize(delivery.data) as IDataObject }];
}

export const parseDelivery = (body: unknown, sender: ServerAdapter): Delivery | undefined =>
	sender.deliveries.read(body);

export const splitEntries = ({ entries, account }: Delivery): Delivery[] =>
	entries.map((entry) => ({ ...entry, account }));

export function withChatAddresses(delivery: Delivery, more: readonly string[]): Delivery {
	const { chat, message } = delivery;
	if (getChatType(chat[0] ?? '') !== 'private') return delivery;
	const join = (addresses: readonly string[]) => [...new Set([...addresses, ...more])];
	const author = message?.fromMe === false ? join(message.author) : (message?.author ?? []);
	return { ...delivery, chat: join(chat), message: message && { ...message, author } };
}

export const chatNames = ({ chat }: Delivery): string[] => [
	...new Set([...chat, ...chat.map(comparable)]),
];

const LONGEST_TEXT = 120;

/**
 * Returns the `eventId` of an item. Every delivery of an event has the same ID, and different events have different IDs. A
 * message from the server's store has the ID of its event. Shape: `instance/event/…`, a few hundred characters at most.
 */
export function readableEventId(delivery: Delivery): string {
	const { event, parts } = SERVERS[delivery.kind].deliveries.distinguishing(delivery);
	return [delivery.instance, event, ...parts].map(idPart).join('/');
}

/**
 * Returns the ID that identifies an event in the process, in n8n's database and in exports of the workflow. It's a checksum, so
 * that it doesn't reveal a name or a number.
 */
export const makeEventId = (delivery: Delivery): string => hash(readableEventId(delivery), 22);

/** Slashes are encoded, since a slash separates the parts. */
function idPart(value: unknown): string {
	if (typeof value !== 'string') return checksum(canonical(value));
	const text =
		value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}~${checksum(value)}` : value;
	return text.replace(/[%/]/g, (character) => (character === '/' ? '%2F' : '%25'));
}

function canonical(value: unknown): string {
	return (
		JSON.stringify(sanitize(value), (_key, inner: unknown) =>
			isRecord(inner)
				? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
				: inner,
		) ?? ''
	);
}

/** The hash needn't be secure, because the delivery's signature keeps forgeries out. */
const checksum = (text: string) => hash(text, 11);

const hash = (text: string, length: number) =>
	createHash('sha256').update(text).digest('base64url').slice(0, length);
