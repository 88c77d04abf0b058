import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, isPerson } from '../../../core/values/addresses';
import { isRecord, asRecord, asRecords, firstText, asTexts } from '../../../core/values/answer';
import { isoFromSeconds } from '../../../core/values/time';
import type { DeliveredMessage, Said } from '../../delivery';
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

// A message as Go's library writes it, with the names that WhatsApp's other clients use, which this package reads.

/** WhatsApp never nests them this deep. */
const MOST_LEVELS = 40;

/** `Response`, `InteractiveResponseMessage`: one of several kinds, in an object more. Other names begin small, or are `URL`. */
const ONE_OF = /^[A-Z][a-z]/;

/** `fileSHA256` → `fileSha256`, `URL` → `url`, `JPEGThumbnail` → `jpegThumbnail`, `SelectedDisplayText` → `selectedDisplayText` */
function plainName(name: string): string {
	const words = name.replace(/[A-Z]{2,}(?![a-z])/g, capitalised);
	return words.slice(0, 1).toLowerCase() + words.slice(1);
}

const capitalised = (run: string) => run.slice(0, 1) + run.slice(1).toLowerCase();

/** @param message `Message` of a delivery, or a part of it */
export function whatsAppForm(message: unknown, level = 0): unknown {
	if (level > MOST_LEVELS) return null;
	if (Array.isArray(message)) return message.map((element) => whatsAppForm(element, level + 1));
	if (!isRecord(message)) return message;
	const entries = Object.entries(message).flatMap(([name, value]) =>
		ONE_OF.test(name) && isRecord(value) ? Object.entries(value) : [[name, value] as const],
	);
	const plain = entries.map(([name, value]): [string, unknown] => {
		const inner = whatsAppForm(value, level + 1);
		return [plainName(name), name === 'pollUpdateMessage' ? unreadVote(inner) : inner];
	});
	return Object.fromEntries(plain);
}

/** What somebody voted for stays encrypted: it is not known, which is not the same as nothing. */
function unreadVote(part: unknown): IDataObject {
	const { vote, ...rest } = asRecord(part);
	return { ...rest, vote: { selectedOptions: null, ...asRecord(vote) } };
}

/** Beside what the message says: what phones need, and what the server adds. */
const NOT_CONTENT = [
	'base64',
	'mediaUrl',
	'messageContextInfo',
	'mimetype',
	'senderKeyDistributionMessage',
];

/** The key in a message that says what it is. */
export const findMessageType = (message: IDataObject): string | null =>
	Object.keys(message).find((key) => !NOT_CONTENT.includes(key)) ?? null;

/** In Base64. */
const BEGINNING_OF_PNG = 'iVBORw0KGgo';

const EDIT = 14;
const REVOKE = 0;

/** `Info.Edit`: of a message, and of a post in a channel. */
const EDIT_MARKS = ['1', '3'];

/** What a message does to an earlier one. */
interface Change {
	readonly event: 'messages.edited' | 'messages.delete';
	/** ID of the earlier one. Its chat and who wrote it are named as the other side sees them. */
	readonly target: string | null;
}

/**
 * Edits and deletions come as messages. Today's phones encrypt an edit, and the server passes that on unread: without a look
 * at it each would be an empty new message.
 * @param data of the delivery
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
		...readSaid(data, change),
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

/** WhatsApp has taken what the server tells to be sent. Of others it tells no status. */
function getStatus(isSent: boolean, change: Change | undefined): string | null {
	if (isSent) return 'SERVER_ACK';
	return change?.event === 'messages.delete' ? 'DELETED' : null;
}

function readSaid(data: IDataObject, change: Change | undefined): Said {
	const message = asRecord(data.Message);
	const info = asRecord(data.Info);
	notePoll(firstText(info.ID), message);
	const content = withReadVote(asDelivered(asRecord(whatsAppForm(data.Message))), info);
	const type = findMessageType(content);
	return {
		content: change?.event === 'messages.edited' ? asEdit(content, change) : wrapped(data, content),
		type: change === undefined ? type : null,
		context: quoteBeside(data),
		base64: firstText(message.base64),
		fileUrl: firstText(message.mediaUrl),
	};
}

/** What somebody voted for, where the poll is known here. */
function withReadVote(content: IDataObject, info: IDataObject): IDataObject {
	const { pollUpdateMessage: update } = content;
	if (!isRecord(update)) return content;
	const selectedOptions = readKnownVote({ update, info });
	if (selectedOptions === null) return content;
	const vote = { ...asRecord(update.vote), selectedOptions };
	return { ...content, pollUpdateMessage: { ...update, vote } };
}

/** The server hands a sticker over as a PNG, if it can read it. */
function asDelivered(content: IDataObject): IDataObject {
	const { stickerMessage: sticker, base64 } = content;
	if (!isRecord(sticker) || firstText(base64)?.startsWith(BEGINNING_OF_PNG) !== true)
		return content;
	return { ...content, stickerMessage: { ...sticker, mimetype: 'image/png' } };
}

/** A new version, in the form that edits have. What nobody could read is none. */
function asEdit(content: IDataObject, { target }: Change): IDataObject {
	const { message } = unwrap(content);
	if (isRecord(message.protocolMessage)) return content;
	const editedMessage = isRecord(message.secretEncryptedMessage) ? undefined : message;
	return { protocolMessage: { key: { id: target }, type: EDIT, editedMessage } };
}

/** A message that may be looked at once, and only on the phone. */
const isAnnounced = ({ UnavailableType }: IDataObject): boolean => UnavailableType === 'view_once';

/** What the server has unwrapped. A message that may be looked at once comes without itself, as a rule. */
function wrapped(data: IDataObject, message: IDataObject): IDataObject {
	const { IsViewOnce, IsViewOnceV2, IsViewOnceV2Extension } = data;
	const isOnce = [IsViewOnce, IsViewOnceV2, IsViewOnceV2Extension].includes(true);
	return isOnce || isAnnounced(data) ? { viewOnceMessage: { message } } : message;
}

/** Beside a message that was sent there is always one, empty if it answers nothing. */
function quoteBeside({ MessageContextInfo }: IDataObject): IDataObject | undefined {
	const context = asRecord(whatsAppForm(MessageContextInfo));
	return firstText(context.stanzaId) === null ? undefined : context;
}

/** Each kind of device makes IDs of its own form. */
const DEVICES: ReadonlyArray<readonly [form: RegExp, device: string]> = [
	[/^3A.{18}$/, 'ios'],
	[/^3E.{20}$/, 'web'],
	[/^(.{21}|.{32})$/, 'android'],
	[/^(3F.*|.{18})$/, 'desktop'],
];

const guessDevice = (id: string | null): string | null =>
	id === null ? null : (DEVICES.find(([form]) => form.test(id))?.[1] ?? 'unknown');

/** In the place of who wrote a private message. */
const PRIVATE = 'private';

/**
 * One message of somebody may come twice, by number and by LID, neither with the other address. Its ID is random, and tells
 * it from those of others. What the phone sends to a broadcast list has one ID in many chats.
 */
function chatPart(info: IDataObject): string {
	const [chat = ''] = readChat(info);
	return info.IsFromMe !== true && isPerson(chat) ? PRIVATE : chat;
}

/** The message's own ID and chat: edits and deletions have an ID beside that of the message that they change. */
export function messageParts(data: IDataObject): unknown[] | undefined {
	const info = asRecord(data.Info);
	const id = firstText(info.ID);
	// What could not be decrypted may come later. What can only be looked at once is announced, and starts what waits for it, since
	// as a rule nothing follows.
	const isEmpty = !isRecord(data.Message) && !isAnnounced(data);
	return id === null ? undefined : [id, chatPart(info), ...(isEmpty ? ['empty'] : [])];
}

// Messages, what became of them, and the old ones that a phone hands over.

const message = (data: IDataObject, isSent: boolean): GoTold => ({
	data,
	chat: readChat(asRecord(data.Info)),
	message: readGoMessage(data, isSent),
});

const sent: GoReader = { event: 'send.message', read: (data) => message(data, true) };

/** `state` of a tick, as the other server has it. Of the first tick, and that a voice note was heard, Go tells nothing. */
const TICKS: Readonly<Record<string, { readonly status: string; readonly text: string }>> = {
	Delivered: { status: 'DELIVERY_ACK', text: 'delivered' },
	Read: { status: 'READ', text: 'read' },
	/** The account itself has read what others wrote, on the phone. */
	ReadSelf: { status: 'READ', text: 'read' },
};

const READ_OURSELVES = 'ReadSelf';

/** One tick for each of the messages. */
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
			return message(asIncoming(record, firstText(conversation.ID)), false);
		}),
	);

/** A message of the phone's history, in the form of one that comes in. */
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
		read: (data) => message(data, false),
	},
	SendMessage: sent,
	SendStatus: sent,
	Receipt: {
		event: 'messages.update',
		read: (data, { state }) => ticks(data, state),
	},
	/** One of these has messages, the next one only names. */
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

/** The messages that a tick is for, whose it is, and what it says. */
export const tickParts = (data: IDataObject, state: string | null): unknown[] => {
	const ids = asTexts(data.MessageIDs);
	const [sender = ''] = sortNumberFirst(data.Sender);
	return [ids.length === 1 ? ids[0] : ids, readChat(data)[0] ?? '', state, sender];
};
