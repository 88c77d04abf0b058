import type { IDataObject } from 'n8n-workflow';

import type { Delivery, DeliveredMessage, MessageBody } from '../server/delivery';
import { chatKeysFor, getChatType, plainJid, senderKeys } from '../core/values/addresses';
import { asRecord, firstText, withoutNulls, numberOrNull } from '../core/values/answer';
import { plainNameOrNull } from '../core/values/text';
import { fileNameOf, findFilePart, findHeaderPlace, type FilePart } from './messageParts';
import { modelKeys } from './modelKeys';
import { readContent, readBelonging, readContext, type ReceivedContent } from './readContent';
import {
	isForwarded,
	mentionsAll,
	readAdReferral,
	readForwardedFrom,
	readGroupMentions,
	readMentions,
	readQuoted,
} from './readContext';

/**
 * `timestamp` is missing if the event has no time. Returns undefined if the data has an unexpected shape: the item then
 * contains the server's data instead.
 */
export const simplifyDelivery = (
	delivery: Delivery,
): IDataObject | readonly IDataObject[] | undefined => simplifyMessage(delivery) ?? delivery.facts;

/**
 * Returns the item of a message event, with the keys in docs/trigger-output.md: frequent keys first, rare keys last.
 * `targetMessageId` is the ID of the message that the event's message reacts to, votes in, pins, edits or deletes.
 */
export function simplifyMessage(delivery: Delivery): IDataObject | undefined {
	const { event, message, chat } = delivery;
	if (message === undefined) return undefined;
	const content = readContent(message);
	const context = readContext(content, message);
	const isDeletion = event === 'messages.delete';
	const { kind, text, isViewOnce, target } = content;
	const { chat: jid, ...chatDetails } = chatKeysFor(chat);
	const common = {
		text,
		senderName: plainNameOrNull(message.senderName),
		chat: jid,
		kind: isDeletion ? 'deleted' : kind,
		timestamp: message.time,
		messageId: message.id,
		fromMe: message.fromMe,
		...chatDetails,
		...authorKeys(message, jid),
		messageType: message.type ?? null,
		status: message.status,
		isForwarded: isForwarded(context),
		isViewOnce,
		quoted: readQuoted(context),
		mentions: readMentions(context),
		media: describeMedia(content, message),
	};
	const special: IDataObject = {
		...withoutNulls({ targetMessageId: firstText(target?.id, isDeletion ? message.id : null) }),
		...withoutNulls({ username: message.username ?? null }),
		...withoutNulls({ chatwootConversationId: message.conversationInChatwoot ?? null }),
		...(message.chatConflict === undefined ? {} : { chatConflict: { ...message.chatConflict } }),
		...belongingKeys(content, message),
		...(mentionsAll(context) ? { mentionsAll: true } : {}),
		...readGroupMentions(context),
		...readForwardedFrom(context),
		...readAdReferral(context),
		...(kind === 'edited' ? {} : readDetails(content, message)),
	};
	const forModel = modelKeys(delivery, { ...special, ...common });
	return { ...common, ...forModel, ...special };
}

function authorKeys({ participant, author }: DeliveredMessage, chat: unknown): IDataObject {
	const isPrivate = typeof chat === 'string' && getChatType(chat) === 'private';
	return {
		...(participant === null || isPrivate ? {} : { participant: plainJid(participant) }),
		...senderKeys(...author),
	};
}

function belongingKeys(content: ReceivedContent, message: DeliveredMessage): IDataObject {
	const belonging = readBelonging(content, message);
	if (belonging === undefined) return {};
	const { type, messageId } = belonging;
	if (type !== 'album') return { copyOf: { messageId, type } };
	return { album: { id: messageId } };
}

function readDetails({ kind, part }: ReceivedContent, message: DeliveredMessage): IDataObject {
	if (part === undefined) return {};
	const place = findHeaderPlace(part);
	const details = part.reader.details?.(part.content, message) ?? {};
	return {
		...details,
		...(kind === 'album' ? { album: { ...asRecord(details.album), id: message.id } } : {}),
		...(place === null ? {} : { location: place }),
	};
}

function describeMedia({ kind, part }: ReceivedContent, message: MessageBody): IDataObject | null {
	const file = part === undefined || kind === 'edited' ? undefined : findFilePart(part);
	return file === undefined ? null : mediaKeys(file, message);
}

/**
 * Sizes in bytes and pixels, duration in seconds. `url` is the address in the server's own storage, if it has one, since files
 * at WhatsApp's addresses are encrypted.
 */
function mediaKeys({ kind, content }: FilePart, message: MessageBody): IDataObject {
	return withoutNulls({
		mimeType: firstText(content.mimetype),
		fileName: fileNameOf(content),
		size: numberOrNull(content.fileLength),
		seconds: numberOrNull(content.seconds),
		width: numberOrNull(content.width),
		height: numberOrNull(content.height),
		caption: firstText(content.caption),
		isVoice: kind === 'voice',
		isGif: content.gifPlayback === true,
		hasBase64: (message.base64 ?? null) !== null,
		url: message.fileUrl ?? null,
	});
}
