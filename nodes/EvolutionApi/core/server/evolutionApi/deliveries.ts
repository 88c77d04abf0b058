import type { IDataObject } from 'n8n-workflow';

import { comparable, isPerson, isPhone, nameOrNull, parseAddress } from '../../values/addresses';
import { isRecord, asRecord, textOrNull, firstText, numberOrNull } from '../../values/answer';
import { isoFromMilliseconds, isoFromSeconds } from '../../values/time';
import type { Deliveries } from '../adapter';
import { once, type DeliveredMessage, type Delivery, type Said } from '../delivery';
import { isMetaMessageId } from '../../failures/rejections';
import { addressesOfChat, findChatConflict } from './chatAddresses';
import { FACTS, readConnectionChange, pollResults } from './events';
import { readSentAt, readStoredAt } from './messageStore';

/** The record of a message that the data of an event holds, or that it would hold: `{ key, message, … }`. */
function findRecord(event: string, data: unknown): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	switch (event) {
		case 'messages.upsert':
		case 'messages.set':
		case 'send.message':
			return data;
		case 'messages.edited':
		case 'send.message.update': {
			// The data is the protocol message alone. The server uses these names for deletions, too.
			const { key, ...protocol } = data;
			return { key, message: { protocolMessage: { key, ...protocol } } };
		}
		case 'messages.delete':
			// Deleted through the API: the stored message. Deleted on a phone: only its key, with a status.
			return isRecord(data.key) ? data : { key: data, status: data.status };
		default:
			return undefined;
	}
}

/** @param sender the account itself */
export function readMessage(
	event: string,
	data: unknown,
	sender: string | null,
): DeliveredMessage | undefined {
	const record = findRecord(event, data);
	if (record === undefined) return undefined;
	const key = asRecord(record.key);
	const isNamedByEditor = event === 'messages.edited' && key.fromMe === true;
	const { participant, aliases } = readParticipant(record);
	const fromMe = key.fromMe === true && !(isNamedByEditor && isOfOther(key, participant, sender));
	const chat = isNamedByEditor ? [] : addressesOfChat(record);
	const others = participant === null ? chat : [participant, ...aliases];
	return {
		...readSaid(record),
		id: firstText(key.id),
		fromMe,
		...(isNamedByEditor ? { isNamedByEditor } : {}),
		author: (fromMe ? [sender] : others).filter((jid) => typeof jid === 'string'),
		participant,
		// The server calls the account itself "Você", in any language.
		senderName: fromMe ? null : nameOrNull(record.pushName, others),
		// From Baileys 7.0.0-rc10 on.
		username: firstText(participant === null ? key.remoteJidUsername : key.participantUsername),
		time: readTime(event, data, record),
		seconds: readSentAt(record),
		storedAt: readStoredAt(record),
		status: firstText(record.status),
		device: firstText(record.source),
		conversationInChatwoot: numberOrNull(record.chatwootConversationId),
		isByServer: event === 'messages.upsert' && fromMe && record.status === NOT_SENT_YET,
		isOfMeta: isMetaMessageId(key.id),
		chatConflict: findChatConflict(record),
		record,
	};
}

/**
 * What somebody writes on a device of the account has reached WhatsApp when the server hears of it. Only what the server
 * sends itself, such as its text to a call that it rejects, has not.
 */
const NOT_SENT_YET = 'PENDING';

/**
 * Whether somebody else has made an edit: to that person, the chat is the account, and in a group another one than the account
 * took part.
 */
function isOfOther(key: IDataObject, participant: string | null, sender: string | null): boolean {
	if (sender === null) return false;
	const isAccount = (jid: string) => comparable(jid) === comparable(sender);
	const chat = firstText(key.remoteJid) ?? '';
	return isAccount(chat) || (isPhone(participant ?? '@') && !isAccount(participant ?? ''));
}

/** What a record of a message says: one of the server's store, or of a delivery. */
export function readSaid(record: IDataObject): Said {
	const outer = asRecord(record.message);
	const key = asRecord(record.key);
	const isOfMeta = isMetaMessageId(key.id);
	return {
		content: isOfMeta ? inWhatsAppsWords(outer) : record.message,
		type: firstText(record.messageType),
		context: isRecord(record.contextInfo) ? record.contextInfo : undefined,
		spoken: readSpoken(outer.speechToText),
		isViewOnce: key.isViewOnce === true,
		isFormWithoutContent: isOfMeta && isLostForm(record),
		votes: pollResults(record.pollUpdates),
		base64: readBase64(outer),
		fileUrl: firstText(outer.mediaUrl),
	};
}

/** The server marks a transcript, also where there is none. */
function readSpoken(text: unknown): string | null {
	const said = textOrNull(text)
		?.replace(/^\[audio\]\s*/i, '')
		.trim();
	return said === undefined || said === '' || said === 'undefined' ? null : said;
}

/** Meta's names of the keys of a file, which a WHATSAPP-BUSINESS instance passes on, and those that WhatsApp has. */
const META_KEYS = new Map([
	['mime_type', 'mimetype'],
	['filename', 'fileName'],
	['file_size', 'fileLength'],
	['animated', 'isAnimated'],
	['voice', 'ptt'],
]);

/** Each part of a message with the keys that WhatsApp itself uses beside those of Meta. */
const inWhatsAppsWords = (message: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(message).map(([field, part]) => [
			field,
			isRecord(part) && field !== 'contextInfo' ? { ...translated(part), ...part } : part,
		]),
	);

const translated = (part: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(part).flatMap(([name, value]) => {
			const known = META_KEYS.get(name);
			return known === undefined ? [] : [[known, value]];
		}),
	);

/** Of a form (Meta's flows) the server passes on nothing but that there was an answer. */
const isLostForm = ({ message, messageType }: IDataObject): boolean =>
	messageType === 'interactiveMessage' &&
	Object.keys(asRecord(message)).every((field) => field === 'contextInfo');

/** Without the head of a data URL. */
const readBase64 = (holder: IDataObject): string | null =>
	firstText(holder.base64)?.replace(/^data:[^,]*,/, '') ?? null;

/** A deletion has no time of its own, and the time of the deleted message would be wrong. */
const readTime = (event: string, data: unknown, { messageTimestamp }: IDataObject) =>
	event === 'messages.delete'
		? null
		: (isoFromMilliseconds(asRecord(data).timestampMs) ?? isoFromSeconds(messageTimestamp));

function readParticipant(record: IDataObject) {
	const { participant, participantAlt, participantPn, participantLid } = asRecord(record.key);
	return {
		participant: firstText(participant, record.participant),
		aliases: [participantAlt, participantPn, participantLid],
	};
}

/**
 * - messages: the message's id and chat, so that a redelivery is recognised whatever else changed; a phone
 *   gives what goes to a broadcast list one id in many chats
 * - edits: the message's id and chat, with the time of the edit
 * - status changes: with the status, and in groups with who it is from
 * - all others: with the time that the server gives (the same in each of its tries) and a checksum
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
		// WhatsApp first sends a placeholder for a message that it could not decrypt.
		const isEmpty = !isRecord(record.message);
		if (id !== null) return [id, readChat(data), ...(isEmpty ? ['empty'] : [])];
	}
	if (event === 'messages.update' && firstText(record.keyId) !== null) {
		return updateParts(record, readChat(data));
	}
	if (event === 'messages.delete') {
		const deleted = id ?? firstText(record.id);
		if (deleted !== null) return [deleted, readChat(data)];
	}
	const edit = editMark(record);
	if (id !== null && edit !== null) return [id, readChat(data), edit];
	return [dateTime, data];
}

function updateParts(record: IDataObject, chat: string): unknown[] {
	const { keyId, status, participant, pollUpdates, message } = record;
	return [keyId, chat, status, participant, pollUpdates ?? message].filter((part) => part != null);
}

function editMark({ timestampMs, type }: IDataObject): string | null {
	const editedAt = numberOrNull(timestampMs);
	return editedAt === null ? null : `${editedAt}-${numberOrNull(type) ?? 'edit'}`;
}

/** The phone number if there is one: the server's store may put the LID first where the delivery does not. */
function readChat(data: unknown): string {
	const { jid, phoneNumber } = parseAddress(...addressesOfChat(data));
	return phoneNumber ?? jid ?? '';
}

/** Keys that do not belong in `extra`. `apikey` and `destination` (the address of a webhook) are dropped. */
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
 * Read when somebody asks, and once: most deliveries are of no interest to anybody, some have thousands of entries, and
 * whether the server has sent them is not known yet.
 */
function toDelivery(envelope: Envelope, readEntries: () => Delivery[] = () => []): Delivery {
	const { event, data, sender } = envelope;
	const chat = once(() => {
		const named = addressesOfChat(data);
		const told = message();
		// An edit of somebody else names the account as the chat.
		const isAccount = told?.isNamedByEditor === true && !told.fromMe;
		return isAccount && isPerson(named[0] ?? '') ? [] : named;
	});
	const message = once(() => readMessage(event, data, sender));
	const facts = once(() => (message() === undefined ? FACTS.get(event)?.(data) : undefined));
	const entries = once(readEntries);
	const connection = once(() => readConnectionChange(event, data));
	const qrCode = once(() =>
		event === 'qrcode.updated'
			? (readBase64(asRecord(asRecord(data).qrcode)) ?? undefined)
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
