import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, isPerson } from '../../../core/values/addresses';
import { isRecord, asRecord, asRecords, firstText, asTexts } from '../../../core/values/answer';
import { isoFromSeconds } from '../../../core/values/time';
import type { DeliveredMessage, MessageBody } from '../../delivery';
import { unwrap } from '../../messageContent';
import { notePoll, readKnownVote } from '../pollVotes';
import { oldChat, oldContact } from './people';
import {
	readMilliseconds,
	readIsoTime,
	sortNumberFirst,
	readChat,
	readSender,
	readParticipant,
	readTimestamp,
	type GoTold,
	type GoReader,
} from './reader';

// Translates a message from the keys of Go's library to those of WhatsApp's other clients, which this package reads.

/** Nesting limit. WhatsApp's own messages stay far below it. */
const MOST_LEVELS = 40;

/** Matches the extra key that Go adds around a field of a protobuf `oneof`, such as `Response`; not `imageMessage` or `URL`. */
const ONE_OF = /^[A-Z][a-z]/;

/** `fileSHA256` → `fileSha256`, `URL` → `url`, `JPEGThumbnail` → `jpegThumbnail`, `DisplayText` → `displayText` */
function asCamelCase(name: string): string {
	const words = name.replace(/[A-Z]{2,}(?![a-z])/g, capitalise);
	return words.slice(0, 1).toLowerCase() + words.slice(1);
}

const capitalise = (run: string) => run.slice(0, 1) + run.slice(1).toLowerCase();

export function whatsAppForm(message: unknown, level = 0): unknown {
	if (level > MOST_LEVELS) return null;
	if (Array.isArray(message)) return message.map((element) => whatsAppForm(element, level + 1));
	if (!isRecord(message)) return message;
	const entries = Object.entries(message).flatMap(([name, value]) =>
		ONE_OF.test(name) && isRecord(value) ? Object.entries(value) : [[name, value] as const],
	);
	const plain = entries.map(([name, value]): [string, unknown] => {
		const inner = whatsAppForm(value, level + 1);
		return [asCamelCase(name), name === 'pollUpdateMessage' ? unreadVote(inner) : inner];
	});
	return Object.fromEntries(plain);
}

/** Marks an encrypted vote as unknown (null), which differs from a vote for no option. */
function unreadVote(part: unknown): IDataObject {
	const { vote, ...rest } = asRecord(part);
	return { ...rest, vote: { selectedOptions: null, ...asRecord(vote) } };
}

const NOT_CONTENT = [
	'base64',
	'mediaUrl',
	'messageContextInfo',
	'mimetype',
	'senderKeyDistributionMessage',
];

export const findMessageType = (message: IDataObject): string | null =>
	Object.keys(message).find((key) => !NOT_CONTENT.includes(key)) ?? null;

const BEGINNING_OF_PNG = 'iVBORw0KGgo';

const EDIT = 14;
const REVOKE = 0;

/** Values of `Info.Edit` for an edited message and an edited channel post. */
const EDIT_MARKS = ['1', '3'];

interface Change {
	readonly event: 'messages.edited' | 'messages.delete';
	/** ID of the changed message. */
	readonly target: string | null;
}

/**
 * Reads an edit or a deletion, which arrive as messages. Also recognizes encrypted edits, which today's phones send and the
 * server can't read: they would otherwise look like empty new messages.
 */
function readChange(data: IDataObject): Change | undefined {
	const { message } = unwrap(data.Message);
	const info = asRecord(data.Info);
	const { protocolMessage, secretEncryptedMessage: secret } = message;
	if (isRecord(protocolMessage)) return changeByProtocol(protocolMessage);
	const isEdit =
		isRecord(secret) || data.IsEdit === true || EDIT_MARKS.some((mark) => mark === info.Edit);
	if (!isEdit) return undefined;
	const target = asRecord(asRecord(secret).targetMessageKey).ID;
	return { event: 'messages.edited', target: firstText(target, info.ID) };
}

function changeByProtocol(protocol: IDataObject): Change | undefined {
	const target = firstText(asRecord(protocol.key).ID);
	if (isRecord(protocol.editedMessage) || protocol.type === EDIT)
		return { event: 'messages.edited', target };
	const isRevoke = (protocol.type ?? REVOKE) === REVOKE && target !== null;
	return isRevoke ? { event: 'messages.delete', target } : undefined;
}

/** @param data `{ Info, Message, … }` of `Message`, `SendMessage` and `SendStatus` */
function readGoMessage(data: IDataObject, isSent: boolean): DeliveredMessage {
	const info = asRecord(data.Info);
	const change = isSent ? undefined : readChange(data);
	const fromMe = info.IsFromMe === true;
	return {
		...readGoSaid(data, change),
		id: change === undefined ? firstText(info.ID) : change.target,
		fromMe,
		author: readSender(info),
		participant: readParticipant(info),
		senderName: fromMe ? null : firstText(info.PushName),
		time: readIsoTime(info.Timestamp),
		seconds: Math.floor(readMilliseconds(info.Timestamp) / 1000),
		status: getStatus(isSent, change),
		device: change === undefined ? guessDevice(firstText(info.ID)) : null,
		record: data,
	};
}

/** Derives the status, which the server doesn't deliver: WhatsApp has accepted each sent message, so it has one tick. */
function getStatus(isSent: boolean, change: Change | undefined): string | null {
	if (isSent) return 'SERVER_ACK';
	return change?.event === 'messages.delete' ? 'DELETED' : null;
}

function readGoSaid(data: IDataObject, change: Change | undefined): MessageBody {
	const message = asRecord(data.Message);
	const info = asRecord(data.Info);
	notePoll(firstText(info.ID), message);
	const content = withReadVote(asDelivered(asRecord(whatsAppForm(data.Message))), info);
	const type = findMessageType(content);
	return {
		content: change?.event === 'messages.edited' ? asEdit(content, change) : wrap(data, content),
		type: change === undefined ? type : null,
		context: quoteBeside(data),
		base64: firstText(message.base64),
		fileUrl: firstText(message.mediaUrl),
	};
}

function withReadVote(content: IDataObject, info: IDataObject): IDataObject {
	const { pollUpdateMessage: update } = content;
	if (!isRecord(update)) return content;
	const selectedOptions = readKnownVote({ update, info });
	if (selectedOptions === null) return content;
	const vote = { ...asRecord(update.vote), selectedOptions };
	return { ...content, pollUpdateMessage: { ...update, vote } };
}

/** Corrects the type of a sticker: the server converts stickers to PNG if it can read them. */
function asDelivered(content: IDataObject): IDataObject {
	const { stickerMessage: sticker, base64 } = content;
	if (!isRecord(sticker) || firstText(base64)?.startsWith(BEGINNING_OF_PNG) !== true)
		return content;
	return { ...content, stickerMessage: { ...sticker, mimetype: 'image/png' } };
}

/** An encrypted edit has no readable content. */
function asEdit(content: IDataObject, { target }: Change): IDataObject {
	const { message } = unwrap(content);
	if (isRecord(message.protocolMessage)) return content;
	const editedMessage = isRecord(message.secretEncryptedMessage) ? undefined : message;
	return { protocolMessage: { key: { id: target }, type: EDIT, editedMessage } };
}

/** Tells whether a view-once message arrives without its content, which only the phone shows. */
const isAnnounced = ({ UnavailableType }: IDataObject): boolean => UnavailableType === 'view_once';

/** Restores the view-once wrapper, which the server removes. The content of such a message is usually missing. */
function wrap(data: IDataObject, message: IDataObject): IDataObject {
	const { IsViewOnce, IsViewOnceV2, IsViewOnceV2Extension } = data;
	const isOnce = [IsViewOnce, IsViewOnceV2, IsViewOnceV2Extension].includes(true);
	return isOnce || isAnnounced(data) ? { viewOnceMessage: { message } } : message;
}

/** Returns the quote from `MessageContextInfo`; undefined if it's empty, as in sent messages that aren't replies. */
function quoteBeside({ MessageContextInfo }: IDataObject): IDataObject | undefined {
	const context = asRecord(whatsAppForm(MessageContextInfo));
	return firstText(context.stanzaId) === null ? undefined : context;
}

/** Message IDs have a different form on each kind of device. */
const DEVICES: ReadonlyArray<readonly [form: RegExp, device: string]> = [
	[/^3A.{18}$/, 'ios'],
	[/^3E.{20}$/, 'web'],
	[/^(.{21}|.{32})$/, 'android'],
	[/^(3F.*|.{18})$/, 'desktop'],
];

const guessDevice = (id: string | null): string | null =>
	id === null ? null : (DEVICES.find(([form]) => form.test(id))?.[1] ?? 'unknown');

const PRIVATE = 'private';

/**
 * Returns the chat's part of an event ID. Private messages from other people may arrive twice, by number and by LID, so their
 * part is `private`. The account's own messages keep the JID: a broadcast has the same message ID in many chats.
 */
function chatPart(info: IDataObject): string {
	const [chat = ''] = readChat(info);
	return info.IsFromMe !== true && isPerson(chat) ? PRIVATE : chat;
}

/** An edit or a deletion has its own ID, in addition to that of the changed message. */
export function messageParts(data: IDataObject): unknown[] | undefined {
	const info = asRecord(data.Info);
	const id = firstText(info.ID);
	// A message that couldn't be decrypted arrives empty. If it arrives again with its content, it needs another event ID.
	// A view-once message needs no other ID, because its content usually never arrives.
	const isEmpty = !isRecord(data.Message) && !isAnnounced(data);
	return id === null ? undefined : [id, chatPart(info), ...(isEmpty ? ['empty'] : [])];
}

const messageEvent = (data: IDataObject, isSent: boolean): GoTold => ({
	data,
	chat: readChat(asRecord(data.Info)),
	message: readGoMessage(data, isSent),
});

const sentReader: GoReader = { event: 'send.message', read: (data) => messageEvent(data, true) };

/** Ticks by `state`, with Evolution API's statuses. Go reports neither the first tick nor played voice notes. */
const TICKS: Readonly<Record<string, { readonly status: string; readonly text: string }>> = {
	Delivered: { status: 'DELIVERY_ACK', text: 'delivered' },
	Read: { status: 'READ', text: 'read' },
	/** The account has read other people's messages on the phone. */
	ReadSelf: { status: 'READ', text: 'read' },
};

const READ_OURSELVES = 'ReadSelf';

function ticks(data: IDataObject, state: string | null): GoTold[] {
	const { status, text } = TICKS[state ?? ''] ?? { status: state, text: state?.toLowerCase() };
	const chat = readChat(data);
	const { chat: jid, ...chatDetails } = chatKeysFor(chat);
	const participant = readParticipant(data);
	return asTexts(data.MessageIDs).map((messageId) => ({
		data: { ...data, MessageIDs: [messageId] },
		chat,
		facts: {
			statusText: text ?? null,
			chat: jid,
			status,
			messageId,
			fromMe: state !== READ_OURSELVES,
			...chatDetails,
			...(participant === null ? {} : { participant }),
			pollResults: [],
			...readTimestamp(data),
		},
	}));
}

const readConversations = (data: IDataObject) => asRecords(asRecord(data.Data).conversations);

const readOldMessages = (data: IDataObject): GoTold[] =>
	readConversations(data).flatMap((conversation) =>
		asRecords(conversation.messages).map((entry) => {
			const record = asRecord(entry.message);
			return messageEvent(asIncoming(record, firstText(conversation.ID)), false);
		}),
	);

function asIncoming(record: IDataObject, conversation: string | null): IDataObject {
	const { key, participant, pushName, message: Message, messageTimestamp } = record;
	const { remoteJID, fromMe, ID, participant: author } = asRecord(key);
	const chat = firstText(remoteJID, conversation) ?? '';
	const IsFromMe = fromMe === true;
	const other = IsFromMe ? null : chat;
	const Timestamp = isoFromSeconds(messageTimestamp);
	const Sender = firstText(author, participant, other) ?? '';
	return { Info: { Chat: chat, Sender, IsFromMe, ID, PushName: pushName, Timestamp }, Message };
}

const readPushNames = (data: IDataObject) => asRecords(asRecord(data.Data).pushnames);

export const messageReaders: Readonly<Record<string, GoReader>> = {
	Message: {
		event: (data) => readChange(data)?.event ?? 'messages.upsert',
		read: (data) => messageEvent(data, false),
	},
	SendMessage: sentReader,
	SendStatus: sentReader,
	Receipt: {
		event: 'messages.update',
		read: (data, { state }) => ticks(data, state),
	},
	HistorySync: {
		event(data) {
			const conversations = readConversations(data);
			if (conversations.some(({ messages }) => asRecords(messages).length > 0)) {
				return 'messages.set';
			}
			return conversations.length > 0 ? 'chats.set' : 'contacts.set';
		},
		read(data) {
			const messages = readOldMessages(data);
			if (messages.length > 0) return messages;
			const chats = readConversations(data).map(oldChat);
			return chats.length > 0 ? chats : readPushNames(data).map(oldContact);
		},
	},
};

export const tickParts = (data: IDataObject, state: string | null): unknown[] => {
	const ids = asTexts(data.MessageIDs);
	const [sender = ''] = sortNumberFirst(data.Sender);
	return [ids.length === 1 ? ids[0] : ids, readChat(data)[0] ?? '', state, sender];
};
