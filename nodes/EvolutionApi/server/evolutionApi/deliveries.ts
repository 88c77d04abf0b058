import type { IDataObject } from 'n8n-workflow';

import { isPerson, parseAddress } from '../../core/values/addresses';
import { isRecord, asRecord, textOrNull, firstText, numberOrNull } from '../../core/values/answer';
import type { Deliveries } from '../adapter';
import { once, type Delivery } from '../delivery';
import { addressesOfChat } from '../words/chatAddresses';
import { readKeys, readPollUpdates } from '../words/keys';
import { base64In, readMessage } from '../words/messages';
import { FACTS, readConnectionChange } from './events';

/**
 * Parts that identify an event, to recognize a redelivery. The chat is a part, because a message to a broadcast list has the
 * same ID in many chats.
 * - messages and deletions: ID and chat of the message; for edits, also the time of the edit
 * - status changes: ID and chat of the message, the status, in groups the participant, and any votes or new content
 * - all others: the data, and the delivery's time, which stays the same in a redelivery
 */
const distinguishing: Deliveries['distinguishing'] = ({ event, data, dateTime }) => ({
	event,
	parts: distinguishingParts(event, data, dateTime),
});

function distinguishingParts(event: string, data: unknown, dateTime: string | null): unknown[] {
	const record = asRecord(data);
	const key = asRecord(record.key);
	const id = firstText(key.id);
	if (event === 'messages.upsert' || event === 'send.message') {
		// For a message that can't be decrypted yet, an empty placeholder arrives first.
		const isEmpty = !isRecord(record.message);
		if (id !== null) return [id, chatOf(data), ...(isEmpty ? ['empty'] : [])];
	}
	if (event === 'messages.update' && firstText(readKeys(record).updatedId) !== null) {
		return updateParts(record, chatOf(data));
	}
	if (event === 'messages.delete') {
		const deletedId = id ?? firstText(record.id);
		if (deletedId !== null) return [deletedId, chatOf(data)];
	}
	const edit = editMark(record);
	if (id !== null && edit !== null) return [id, chatOf(data), edit];
	return [dateTime, data];
}

function updateParts(record: IDataObject, chat: string): unknown[] {
	const { updatedId, participant } = readKeys(record);
	const change = readPollUpdates(record) ?? record.message;
	return [updatedId, chat, record.status, participant, change].filter((part) => part != null);
}

function editMark({ timestampMs, type }: IDataObject): string | null {
	const editedAt = numberOrNull(timestampMs);
	return editedAt === null ? null : `${editedAt}-${numberOrNull(type) ?? 'edit'}`;
}

/** Returns the chat's number, or else its JID: the same value for all copies of a message. */
function chatOf(data: unknown): string {
	const { jid, phoneNumber } = parseAddress(...addressesOfChat(data));
	return phoneNumber ?? jid ?? '';
}

/** Keys of a delivery's body that aren't copied to `extra`. `apikey` is never copied, because it's a secret. */
const ENVELOPE = [
	'event',
	'instance',
	'data',
	'date_time',
	'sender',
	'server_url',
	'apikey',
	'destination',
];

type Envelope = Omit<Delivery, 'chat' | 'message' | 'facts' | 'entries' | 'connection' | 'qrCode'>;

function read(body: unknown): Delivery | undefined {
	if (!isRecord(body)) return undefined;
	const extra = Object.entries(body).filter(([key]) => !ENVELOPE.includes(key));
	const envelope: Envelope = {
		kind: 'evolutionApi',
		event: textOrNull(body.event) ?? 'unknown',
		instance: textOrNull(body.instance) ?? '',
		data: body.data ?? null,
		dateTime: textOrNull(body.date_time),
		sender: textOrNull(body.sender),
		serverUrl: textOrNull(body.server_url),
		extra: Object.fromEntries(extra),
	};
	const { data } = envelope;
	const list: unknown[] = Array.isArray(data) ? data : [];
	return toDelivery(envelope, () => list.map((entry) => toDelivery({ ...envelope, data: entry })));
}

/**
 * Returns a delivery whose content is parsed at its first use: its origin isn't verified yet, most deliveries don't concern any
 * workflow, and some have thousands of entries.
 */
function toDelivery(envelope: Envelope, readEntries: () => Delivery[] = () => []): Delivery {
	const { event, data, sender } = envelope;
	const chat = once(() => {
		const ofChat = addressesOfChat(data);
		const content = message();
		// If another person edited the message, the delivery names the account as the chat.
		const isAccount = content?.isNamedByEditor === true && !content.fromMe;
		return isAccount && isPerson(ofChat[0] ?? '') ? [] : ofChat;
	});
	const message = once(() => readMessage(event, data, sender));
	const facts = once(() => (message() === undefined ? FACTS.get(event)?.(data) : undefined));
	const entries = once(readEntries);
	const connection = once(() => readConnectionChange(event, data));
	const qrCode = once(() =>
		event === 'qrcode.updated'
			? (base64In(asRecord(asRecord(data).qrcode)) ?? undefined)
			: undefined,
	);
	return {
		...envelope,
		get chat() {
			return chat();
		},
		get message() {
			return message();
		},
		get facts() {
			return facts();
		},
		get entries() {
			return entries();
		},
		get connection() {
			return connection();
		},
		get qrCode() {
			return qrCode();
		},
	};
}

export const evolutionDeliveries: Deliveries = {
	read,

	asSent: ({ event, instance, data, dateTime, sender, serverUrl, extra }) => ({
		...extra,
		event,
		instance,
		data: data as IDataObject,
		date_time: dateTime,
		sender,
		server_url: serverUrl,
	}),

	distinguishing,

	readHeaders: (headers) => headers,

	neverSent: () => [],

	forOtherWebhook(body, { url, base64 }) {
		if ('destination' in body) body.destination = url;
		const { message } = asRecord(body.data);
		if (!base64 && isRecord(message)) delete message.base64;
		return body;
	},
};
