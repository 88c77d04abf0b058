import type { IDataObject } from 'n8n-workflow';

import { isMetaMessageId } from '../../errors/rejections';
import { comparable, isPhone, nameOrNull } from '../../core/values/addresses';
import {
	asRecord,
	asRecords,
	asTexts,
	firstText,
	isRecord,
	numberOrNull,
	textOrNull,
} from '../../core/values/answer';
import { isoFromMilliseconds, isoFromSeconds } from '../../core/values/time';
import type { DeliveredMessage, Delivery, MessageBody } from '../delivery';
import { addressesOfChat, findChatConflict } from './chatAddresses';
import {
	readKeys,
	readMessageKeys,
	readName,
	readPollUpdates,
	readSentAt,
	readSentTime,
} from './keys';
import { readStoredAt, toDelivered } from './messageStore';

function recordOf(event: string, data: unknown): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	switch (event) {
		case 'messages.upsert':
		case 'messages.set':
		case 'send.message':
			return data;
		case 'messages.edited':
		case 'send.message.update': {
			const { key, ...protocol } = data;
			return { key, message: { protocolMessage: { key, ...protocol } } };
		}
		case 'messages.delete':
			// A deletion through the API delivers the stored message. A deletion on a phone delivers only a key and a status.
			return isRecord(data.key) ? data : { key: data, status: data.status };
		default:
			return undefined;
	}
}

/** @param sender JID of the account itself */
export function readMessage(
	event: string,
	data: unknown,
	sender: string | null,
): DeliveredMessage | undefined {
	const record = recordOf(event, data);
	if (record === undefined) return undefined;
	const key = asRecord(record.key);
	const ownKeys = readKeys(key);
	const isNamedByEditor = event === 'messages.edited' && ownKeys.fromMe;
	const { participant, aliases } = participantOf(record);
	const chat = isNamedByEditor ? [] : addressesOfChat(record);
	const others = participant === null ? chat : [participant, ...aliases];
	// In groups that use LIDs, the server may deliver the account's own messages with `fromMe: false`.
	const isOwn = participant !== null && sender !== null && others.some(isSameAs(sender));
	const isOfEditor = isNamedByEditor && isByOther(ownKeys.chat, participant, sender);
	const fromMe = (ownKeys.fromMe && !isOfEditor) || (isOwn && !isNamedByEditor);
	return {
		...readMessageBody(record),
		id: firstText(key.id),
		fromMe,
		...(isNamedByEditor ? { isNamedByEditor } : {}),
		author: (fromMe ? [sender] : others).filter((jid) => typeof jid === 'string'),
		participant,
		// The server calls the account itself "Você", in any language.
		senderName: fromMe ? null : nameOrNull(readName(record), others),
		// Only servers with Baileys 7.0.0-rc10 or later deliver usernames.
		username: firstText(participant === null ? key.remoteJidUsername : key.participantUsername),
		time: timeOf(event, data, record),
		seconds: readSentAt(record),
		storedAt: readStoredAt(record),
		status: firstText(record.status),
		device: firstText(record.source),
		conversationInChatwoot: numberOrNull(record.chatwootConversationId),
		isByServer: event === 'messages.upsert' && fromMe && record.status === NOT_SENT_YET,
		chatConflict: findChatConflict(record),
		record,
	};
}

const isSameAs = (address: string) => (other: unknown) =>
	typeof other === 'string' && comparable(other) === comparable(address);

/**
 * Status of messages that the server itself sends, such as its reply to a phone call that it rejects. Messages from the
 * account's devices have another status, because they have already reached WhatsApp.
 */
const NOT_SENT_YET = 'PENDING';

/**
 * Tells whether another person, not this account, made an edit. In a private chat, such an edit gives this account's address as
 * the chat, because it comes from the other person's phone.
 */
function isByOther(chat: unknown, participant: string | null, sender: string | null): boolean {
	if (sender === null) return false;
	const isAccount = isSameAs(sender);
	return (
		isAccount(firstText(chat) ?? '') ||
		(isPhone(participant ?? '@') && !isAccount(participant ?? ''))
	);
}

export function readMessageBody(record: IDataObject): MessageBody {
	const outer = asRecord(record.message);
	const key = asRecord(record.key);
	const isOfMeta = isMetaMessageId(key.id);
	return {
		content: isOfMeta ? inWhatsAppsWords(outer) : record.message,
		type: firstText(record.messageType),
		context: isRecord(record.contextInfo) ? record.contextInfo : undefined,
		transcript: readSpoken(outer.speechToText),
		isViewOnce: key.isViewOnce === true,
		isFormWithoutContent: isOfMeta && isLostForm(record),
		votes: pollResults(record),
		base64: base64In(outer),
		fileUrl: firstText(outer.mediaUrl),
	};
}

function readSpoken(text: unknown): string | null {
	const words = textOrNull(text)
		?.replace(/^\[audio\]\s*/i, '')
		.trim();
	return words === undefined || words === '' || words === 'undefined' ? null : words;
}

/** Meta's keys of a file, as WHATSAPP-BUSINESS instances deliver them, each with the key that WhatsApp uses for it. */
const META_KEYS = new Map([
	['mime_type', 'mimetype'],
	['filename', 'fileName'],
	['file_size', 'fileLength'],
	['animated', 'isAnimated'],
	['voice', 'ptt'],
]);

const inWhatsAppsWords = (message: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(message).map(([field, part]) => [
			field,
			isRecord(part) && field !== 'contextInfo' ? { ...translate(part), ...part } : part,
		]),
	);

const translate = (part: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(part).flatMap(([name, value]) => {
			const whatsAppKey = META_KEYS.get(name);
			return whatsAppKey === undefined ? [] : [[whatsAppKey, value]];
		}),
	);

/** Tells whether a form (one of Meta's flows) was answered. The server reports that, but doesn't deliver the answers. */
const isLostForm = ({ message, messageType }: IDataObject): boolean =>
	messageType === 'interactiveMessage' &&
	Object.keys(asRecord(message)).every((field) => field === 'contextInfo');

export const base64In = (holder: IDataObject): string | null =>
	firstText(holder.base64)?.replace(/^data:[^,]*,/, '') ?? null;

/** Returns the time of the event, ISO. Null for a deletion: it has only the time of the deleted message, which would be wrong. */
const timeOf = (event: string, data: unknown, record: IDataObject) =>
	event === 'messages.delete'
		? null
		: (isoFromMilliseconds(asRecord(data).timestampMs) ?? isoFromSeconds(readSentTime(record)));

function participantOf(record: IDataObject) {
	const { participant, participantAliases } = readMessageKeys(record);
	return {
		participant: firstText(participant, record.participant),
		aliases: participantAliases,
	};
}

/** `[{ name, voters }]` of the server → `pollResults: [{ option, votes, voters }]` */
export const pollResults = (record: IDataObject): IDataObject[] =>
	asRecords(readPollUpdates(record)).map(({ name, voters }) => ({
		option: firstText(name),
		votes: asTexts(voters).length,
		voters: asTexts(voters),
	}));

const UPSERT = 'messages.upsert';

export function asDelivery(record: IDataObject, instance: string): Delivery {
	const data = toDelivered(record);
	return {
		kind: 'evolutionApi',
		event: UPSERT,
		instance,
		data,
		dateTime: null,
		sender: null,
		serverUrl: null,
		extra: {},
		chat: addressesOfChat(data),
		message: readMessage(UPSERT, data, null),
		entries: [],
	};
}
