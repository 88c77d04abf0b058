import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

import { RequestFailure } from '../../errors/failure';
import { recognizeContent } from '../../core/files/fileContent';
import { readMessageKeys, readSentAt, readUpdates, whereChat } from '../../server/words/keys';
import { asDelivery, readMessageBody } from '../../server/words/messages';
import {
	inOrder,
	isDeleted,
	STORE_PAGES,
	STORE_ROUTE,
	whereSent,
} from '../../server/words/messageStore';
import { defineOperation, type OutputFile } from '../../table/operation';
import { isRecord, asRecord, asRecords, textOrNull, firstText } from '../../core/values/answer';
import { makePersonId, spellings } from '../../core/values/addresses';
import { inOneLine, textBefore } from '../../core/values/text';
import { findAutomaticReplies } from '../../events/automaticReply';
import { isExchanged, isSaid, isWrittenByHand } from '../../events/ownMessage';
import { chooseRole } from '../../events/modelKeys';
import { findHiddenFile, safeFileName } from '../../events/receivedMedia';
import { simplifyMessage } from '../../events/simplify';
import { withKnownNames } from '../../trigger/items/addressBook';
import {
	collectionInput,
	listFilters,
	optionsField,
	choiceField,
	jsonField,
	textField,
	timeField,
	toggle,
} from '../../fields/fieldKinds';
import {
	concurrency,
	listFields,
	outputBinaryPropertyName,
	simplify,
	isOldestFirst,
	refuseReversed,
	sort,
	sortShape,
	storeTime,
} from '../../fields/reads';
import { choice, flag } from '../../core/input/checks';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	messageId,
	messageIdInput,
	optionalMessageId,
	wholeMessage,
} from '../../fields/messageKey';
import { chatFilterField, optionalChat } from '../../fields/recipient';

const filtersInput = collectionInput({
	after: storeTime,
	before: storeTime,
	chat: optionalChat,
	member: optionalChat,
	messageId: optionalMessageId,
	messageType: optionalText,
	sender: choice('anyone', 'me', 'others'),
}).superRefine(refuseReversed);

/** Compares number and LID, since the server may store either as the author. */
function isBy(member: string, record: IDataObject): boolean {
	const { participant, participantAliases } = readMessageKeys(record);
	const addresses = [participant, ...participantAliases, record.participant];
	return spellings(member).some((jid) => addresses.includes(jid));
}

interface FoundBy {
	readonly filters?: z.output<typeof filtersInput>;
	readonly options?: { readonly asChatHistory?: boolean };
}

export const isInPeriod = (time: number, after?: Date, before?: Date): boolean =>
	(after === undefined || time >= after.getTime()) &&
	(before === undefined || time <= before.getTime());

function matchesFilters(record: IDataObject, { filters, options }: FoundBy): boolean {
	const { messageType, messageId, member, sender, after, before } = filters ?? {};
	const isAsked = messageType !== undefined || messageId !== undefined;
	const { fromMe } = readMessageKeys(record);
	const time = readSentAt(record) * 1000;
	return (
		(isAsked || !isExchanged(readMessageBody(record))) &&
		(options?.asChatHistory !== true || isRecordSaid(record)) &&
		(messageType === undefined || record.messageType === messageType) &&
		(member === undefined || isBy(member, record)) &&
		(sender === undefined || sender === 'anyone' || fromMe === (sender === 'me')) &&
		isInPeriod(time, after, before)
	);
}

/** `POST /chat/findMessages/{instance}`: the message store of the server, newest first. */
export const getManyMessages = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp messages',
	description:
		'Get the messages of one chat, or of all chats, from the message store of the server, without technical messages',
	request: { method: 'POST', path: STORE_ROUTE, reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			timeField('After', 'after', { description: 'Only messages since this time' }),
			timeField('Before', 'before', { description: 'Only messages up to this time' }),
			chatFilterField('Number or JID of the person or group whose messages to get'),
			textField('Member', 'member', {
				placeholder: 'e.g. 5511977776666',
				description:
					'Number or JID of a group member. Only messages that this person sent in groups.',
			}),
			textField('Message ID', 'messageId', {
				placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
				description: 'Only the message with this ID',
			}),
			textField('Message Type', 'messageType', {
				placeholder: 'e.g. imageMessage',
				description: 'Only messages of this type, as "messageType" in the output',
			}),
			choiceField('Sender', 'sender', {
				options: [
					{ name: 'Anyone', value: 'anyone' },
					{ name: 'Others', value: 'others' },
					{ name: 'This Instance', value: 'me' },
				],
				default: 'anyone',
				description: 'Sender of the messages',
			}),
		),
		optionsField(
			toggle(
				'As Chat History',
				'asChatHistory',
				'Whether to return only who said what, oldest first, for a model ("role" and "content") or a Chat Memory Manager ("type" and "content")',
			),
			sort,
		),
		simplify,
	],
	input: {
		filters: filtersInput,
		options: collectionInput({ ...sortShape, asChatHistory: flag }),
	},
	example: { filters: { chat: '5511988887777' } },
	body: ({ filters = {} }) => ({
		where: {
			key: {
				...(filters.chat && whereChat(filters.chat)),
				id: filters.messageId,
				fromMe: filters.sender === 'me' ? true : undefined,
			},
			messageType: filters.messageType,
			...((filters.after || filters.before) && whereSent(filters.after, filters.before)),
		},
	}),
	paging: { ...STORE_PAGES, keep: matchesFilters },
	output({ data }, { options }, instance) {
		const records = asRecords(data);
		if (options?.asChatHistory === true) {
			return chatTurns(inOrder(records), instance);
		}
		noteAutomaticReplies(records);
		return isOldestFirst(options) ? inOrder(records) : records;
	},
	// With *As Chat History*, an item has no key, and is already simplified.
	simplify: (item, instance) => (item.key ? simplifyStoredMessage(item, instance) : item),
});

/** `audio/ogg; codecs=opus` → `audio/ogg` */
const mimeTypeOf = ({ mimetype }: IDataObject) =>
	typeof mimetype === 'string' && mimetype !== ''
		? textBefore(';', mimetype).trim()
		: 'application/octet-stream';

/** Derives the media type from the content if the server doesn't know it, which happens with the Business API. */
function withType(answer: IDataObject & { base64: string }): IDataObject {
	if (answer.mimetype) return answer;
	return { ...answer, mimetype: recognizeContent(Buffer.from(answer.base64, 'base64')).type };
}

const hasFile = (answer: IDataObject): answer is IDataObject & { base64: string } =>
	typeof answer.base64 === 'string' && answer.base64 !== '';

/**
 * The server names voice notes `….oga`, which Whisper and other services refuse, and keeps the old extension after a
 * conversion.
 */
function chooseFileName(answer: IDataObject, id: string): string {
	const mimeType = mimeTypeOf(answer);
	const serverName = typeof answer.fileName === 'string' ? answer.fileName : '';
	const name = safeFileName(serverName.startsWith(`${id}.`) ? null : serverName, mimeType, id);
	return mimeType === 'audio/mp4' ? `${name.replace(/\.\w+$/, '')}.mp4` : name;
}

/** @throws {RequestFailure} if the answer has no file */
function describeMedia(answer: IDataObject, { messageId: id }: { messageId: string }): IDataObject {
	if (!hasFile(answer)) {
		throw new RequestFailure({
			message: 'The server answered without the file',
			description: 'The server has stored this message, but not its file.',
		});
	}
	const info = Object.entries(withType(answer)).filter(
		([key]) => key !== 'base64' && key !== 'buffer',
	);
	return { messageId: id, ...Object.fromEntries(info) };
}

function readFile(answer: IDataObject, id: string): OutputFile | undefined {
	if (!hasFile(answer)) return undefined;
	const media = withType(answer);
	return {
		data: Buffer.from(answer.base64, 'base64'),
		fileName: chooseFileName(media, id),
		mimeType: mimeTypeOf(media),
	};
}

function simplifyMedia(item: IDataObject): IDataObject {
	const size = asRecord(item.size);
	const bytes = Number(isRecord(size.fileLength) ? size.fileLength.low : size.fileLength);
	return {
		messageId: item.messageId,
		mediaType: item.mediaType ?? null,
		fileName: chooseFileName(item, String(item.messageId)),
		mimeType: mimeTypeOf(item),
		caption: item.caption ?? null,
		fileSize: Number.isFinite(bytes) ? bytes : null,
		width: size.width ?? null,
		height: size.height ?? null,
	};
}

function openFile(message: object | undefined): object | undefined {
	const inner = message && findHiddenFile(readMessageBody(asRecord(message)));
	return inner === undefined ? message : { ...message, message: inner };
}

export const downloadMedia = defineOperation({
	name: 'Download Media',
	value: 'downloadMedia',
	action: 'Download the file of a WhatsApp message',
	description: 'Get the picture, video, audio or document of a message as binary data',
	request: { method: 'POST', path: '/chat/getBase64FromMediaMessage/{instance}', reads: true },
	fields: [
		instanceField,
		messageId,
		outputBinaryPropertyName,
		optionsField(
			concurrency,
			toggle(
				'Convert Audio to MP4',
				'convertToMp4',
				'Whether to convert audio, such as a voice note, from OGG to MP4',
				true,
			),
			jsonField('Whole Message', 'wholeMessage', {
				typeOptions: { rows: 4 },
				placeholder: 'e.g. {{ $json }}',
				description:
					'Message from the Evolution API Trigger or Message → Get Many, with Simplify off. Required for a WHATSAPP-BUSINESS instance, and if the server stores no messages.',
			}),
		),
		simplify,
	],
	input: {
		messageId: messageIdInput,
		options: collectionInput({ convertToMp4: flag, wholeMessage }),
	},
	example: { messageId: '3EB0A1B2C3D4E5F60718' },
	body: ({ messageId: id, options }) => ({
		message: { ...openFile(options?.wholeMessage), key: { ...options?.wholeMessage?.key, id } },
		convertToMp4: options?.convertToMp4 ?? false,
	}),
	output: describeMedia,
	file: (answer, { messageId: id }) => readFile(answer, id),
	simplify: simplifyMedia,
});

/** Automatic replies of the WhatsApp Business app. Only recognized if the output also has the message that they answer. */
const automatic = new WeakSet<IDataObject>();

function noteAutomaticReplies(records: readonly IDataObject[]): void {
	const messages = records.map((record) => {
		const delivery = asDelivery(record, '');
		const isByPerson = isWrittenByHand(delivery);
		return { record, delivery, seconds: readSentAt(record), isByPerson };
	});
	const chats = new Map<string, typeof messages>();
	for (const message of messages) {
		const { chat } = message.delivery;
		const person = makePersonId(...chat) ?? chat[0] ?? '';
		const conversation = chats.get(person);
		if (conversation === undefined) chats.set(person, [message]);
		else conversation.push(message);
	}
	for (const chat of chats.values())
		for (const { record } of findAutomaticReplies(chat)) automatic.add(record);
}

/** `status` is the message's last known status. */
export function simplifyStoredMessage(
	record: IDataObject,
	instance: string,
	delivery = asDelivery(record, instance),
): IDataObject {
	const updates = readUpdates(record);
	const item = simplifyMessage(delivery);
	return {
		...item,
		role: chooseRole(item?.fromMe === true, isWrittenByHand(delivery) && !automatic.has(record)),
		status: textOrNull(updates.at(-1)?.status ?? record.status),
	};
}

export const isRecordSaid = (record: IDataObject): boolean =>
	isSaid(readMessageBody(record)) && !isDeleted(record);

/**
 * @param instanceId see `makeInstanceId`; if given, mentioned people get the names that this instance's trigger knows
 * @returns `role`: "assistant" for every author on the account's side; `content`: the text, such as `Ana: Hello` in a group;
 *   `type`: the role, in the words of n8n's *Chat Memory Manager*; `sessionId`: the chat's key in n8n's memories
 */
export function chatTurns(records: readonly IDataObject[], instance: string, instanceId?: string) {
	const deliveries = records.map((record) => asDelivery(record, instance));
	const turns = withKnownNames(deliveries, instanceId);
	return records.map((record, place) =>
		chatTurn(simplifyStoredMessage(record, instance, turns[place])),
	);
}

function chatTurn({ role, isGroup, chatInput, senderName, sessionId }: IDataObject) {
	const text = String(chatInput);
	if (role !== 'user') return { role: 'assistant', content: text, type: 'ai', sessionId };
	const name = isGroup === true ? firstText(senderName) : null;
	// A line break in a member's message must not imitate a message of another member.
	const content = name === null ? text : `${name}: ${inOneLine(text)}`;
	return { role: 'user', content, type: 'user', sessionId };
}
