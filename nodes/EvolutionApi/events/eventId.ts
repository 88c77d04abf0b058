import { createHash } from 'node:crypto';

import { isRecord } from '../core/values/answer';
import { cleaned } from '../core/values/cleaned';
import type { Delivery } from './delivery';
import { SERVERS } from '../core/server/connection';

/** Longer texts are cut, with a checksum of the whole. */
const LONGEST_TEXT = 120;

/**
 * The `eventId` of an item: the same for every delivery of one event, and for the message that the server's store has of it;
 * different for different events. Shape: `instance/event/…`, a few hundred characters at most.
 */
export function readableEventId(delivery: Delivery): string {
	const { event, parts } = SERVERS[delivery.kind].deliveries.distinguishing(delivery);
	return [delivery.instance, event, ...parts].map(idPart).join('/');
}

/**
 * The ID by which an event is remembered: in the process, in n8n's database, and so in every export of the
 * workflow. It is a checksum, because it must not reveal a name or a number.
 */
export const eventIdOf = (delivery: Delivery): string => hash(readableEventId(delivery), 22);

/** One part of the ID, without the slash that separates the parts. */
function idPart(value: unknown): string {
	if (typeof value !== 'string') return checksum(canonical(value));
	const text =
		value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}~${checksum(value)}` : value;
	return text.replace(/[%/]/g, (character) => (character === '/' ? '%2F' : '%25'));
}

/** JSON with sorted keys, without secrets. */
function canonical(value: unknown): string {
	return (
		JSON.stringify(cleaned(value), (_key, inner: unknown) =>
			isRecord(inner)
				? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
				: inner,
		) ?? ''
	);
}

/** Only tells texts apart. It is the signature of the delivery that keeps forgeries out. */
const checksum = (text: string) => hash(text, 11);

const hash = (text: string, length: number) =>
	createHash('sha256').update(text).digest('base64url').slice(0, length);
