import { createHash } from 'node:crypto';

import { isRecord, recordOf } from '../core/values/answer';
import { cleaned } from '../core/values/cleaned';
import { firstText, numberOrNull } from '../core/values/loose';
import { addressOf, chatAddresses } from './addresses';
import type { Delivery } from './delivery';

/** Longer texts are cut, with a checksum of the whole. */
const LONGEST_TEXT = 120;

/**
 * The `eventId` of an item: the same for every delivery of one event, and for the message that the server's store has of it;
 * different for different events. Shape: `instance/event/…`, a few hundred characters at most.
 *
 * - messages: the message's id and chat, so that a redelivery is recognised whatever else changed; a phone
 *   gives what goes to a broadcast list one id in many chats
 * - edits: the message's id and chat, with the time of the edit, whichever event tells of it
 * - status changes: with the status, and in groups with who it is from
 * - all others: with the time that the server gives (the same in each of its tries) and a checksum
 */
export function readableEventId(given: Delivery): string {
	const delivery = asEdit(given) ?? given;
	const { event, instance } = delivery;
	return [instance, event, ...distinguishingParts(delivery)].map(idPart).join('/');
}

/**
 * The ID by which an event is remembered: in the process, in n8n's database, and so in every export of the
 * workflow. It is a checksum, because it must not reveal a name or a number.
 */
export const eventIdOf = (delivery: Delivery): string => hash(readableEventId(delivery), 22);

/** Before 2.3.0 the server tells an edit that comes in a wrapper twice: as `messages.edited`, and as a message. */
function asEdit(delivery: Delivery): Delivery | undefined {
	if (delivery.event !== 'messages.upsert' || !isRecord(delivery.data)) return undefined;
	const { editedMessage } = recordOf(delivery.data.message);
	const { protocolMessage } = recordOf(recordOf(editedMessage).message);
	const isEdit = isRecord(protocolMessage) && isRecord(protocolMessage.editedMessage);
	return isEdit ? { ...delivery, event: 'messages.edited', data: protocolMessage } : undefined;
}

function distinguishingParts({ event, data, dateTime }: Delivery): unknown[] {
	const record = recordOf(data);
	const key = recordOf(record.key);
	const id = firstText(key.id);
	if (event === 'messages.upsert' || event === 'send.message') {
		// WhatsApp first sends a placeholder for a message that it could not decrypt.
		const isEmpty = !isRecord(record.message);
		if (id !== null) return [id, chatIn(data), ...(isEmpty ? ['empty'] : [])];
	}
	if (event === 'messages.update' && firstText(record.keyId) !== null) {
		const { keyId, status, participant, pollUpdates, message } = record;
		const parts = [keyId, chatIn(data), status, participant, pollUpdates ?? message];
		return parts.filter((part) => part != null);
	}
	if (event === 'messages.delete') {
		const deleted = id ?? firstText(record.id);
		if (deleted !== null) return [deleted, chatIn(data)];
	}
	const editedAt = numberOrNull(record.timestampMs);
	if (id !== null && editedAt !== null)
		return [id, chatIn(data), `${editedAt}-${numberOrNull(record.type) ?? 'edit'}`];
	return [dateTime, data];
}

/** The phone number if there is one: the server's store may put the LID first where the delivery does not. */
function chatIn(data: unknown): string {
	const { jid, phoneNumber } = addressOf(...chatAddresses(data));
	return phoneNumber ?? jid ?? '';
}

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
