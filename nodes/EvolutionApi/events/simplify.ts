import type { IDataObject } from 'n8n-workflow';

import {
	isByNobody,
	type Delivery,
	type DeliveredMessage,
	type Said,
} from '../core/server/delivery';
import { unwrap } from '../core/server/messageContent';
import {
	chatKeysFor,
	plainJid,
	senderKeys,
	makePersonId,
	comparable,
} from '../core/values/addresses';
import {
	asRecord,
	isRecord,
	textOrNull,
	asRecords,
	firstText,
	withoutNulls,
	asTexts,
	numberOrNull,
} from '../core/values/answer';
import { plainNameOrNull } from '../core/values/text';
import type { MessageKind } from './messageKinds';
import { readAdReferral, findMessagePart, type MessagePart } from './messageParts';

/**
 * A delivery, whose data is not a list, as flat keys; `timestamp` only if the event has a time of its
 * own. Undefined if the data does not have the shape of the event; then it is output as the server sent it.
 */
export const simplifyDelivery = (
	delivery: Delivery,
): IDataObject | readonly IDataObject[] | undefined => simplifyMessage(delivery) ?? delivery.facts;

/** Kind and text of the message that an event is about, for filters. */
export function kindAndText(
	delivery: Delivery,
): { kind: MessageKind; text: string | null } | undefined {
	const { message } = delivery;
	if (message === undefined) return undefined;
	const { kind, text } = readContent(message);
	return { kind: delivery.event === 'messages.delete' ? 'deleted' : kind, text };
}

/** Whether it quotes, reacts to or votes in a message. */
export function isReply(delivery: Delivery): boolean {
	const message = simplifyMessage(delivery);
	return firstText(asRecord(message?.quoted).id, message?.targetMessageId) !== null;
}

/**
 * `messages.upsert`, `messages.set`, `send.message`, `messages.edited`, `send.message.update`,
 * `messages.delete`: an item for a message, its keys as in docs/trigger-output.md: first what people use
 * most, last what only some messages have. `targetMessageId` is the message that this one reacts to, votes
 * in, pins, edits or deletes.
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
		...authorKeys(message),
		messageType: message.type ?? null,
		status: message.status,
		isForwarded: context.isForwarded === true,
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
		...readAdReferral(context),
		...(kind === 'edited' ? {} : readDetails(content, message)),
	};
	const forModel = modelKeys(delivery, { ...special, ...common });
	return { ...common, ...forModel, ...special };
}

/** Keys of who wrote it. */
const authorKeys = ({ participant, author }: DeliveredMessage): IDataObject => ({
	...(participant === null ? {} : { participant: plainJid(participant) }),
	...senderKeys(...author),
});

/** What a message says, whatever it is wrapped in. */
interface ReceivedContent {
	readonly kind: MessageKind;
	/** What a person wrote or chose; null if there is nothing to read. */
	readonly text: string | null;
	readonly isViewOnce: boolean;
	/** What it was read from, such as the content of `imageMessage`. */
	readonly part?: MessagePart;
	/** The message that was edited or deleted. */
	readonly target?: IDataObject;
}

/** Types of protocol messages that people cause; the others are exchanged by the devices of an account. */
const REVOKE = [0, 'REVOKE', undefined, null];
const EDIT = [14, 'MESSAGE_EDIT'];

/**
 * @param isEdit whether this is the new version of an edited message, which cannot contain another edit
 */
export function readContent(said: Said, isEdit = false): ReceivedContent {
	const { message, isViewOnce } = unwrap(said.content);
	if (isRecord(message.protocolMessage) && !isEdit) return protocolContent(message.protocolMessage);
	const plain = textOrNull(message.conversation);
	if (plain !== null) return { kind: 'text', text: plain, isViewOnce };
	const part = findMessagePart(message, said.type);
	if (part === undefined) return { kind: kindByType(said), text: null, isViewOnce };
	const { reader, content } = part;
	const kind = typeof reader.kind === 'string' ? reader.kind : reader.kind(content);
	const spoken = reader.isMedia ? said.spoken : undefined;
	return {
		kind,
		text: firstText(reader.text?.(content), spoken),
		isViewOnce: isViewOnce || content.viewOnce === true,
		part,
	};
}

const kindByType = ({ type }: Said): MessageKind =>
	type === 'conversation' || type === 'extendedTextMessage' ? 'text' : 'unknown';

/** An edit has the new message in it, a deletion only the key of the old one. */
function protocolContent(protocol: IDataObject): ReceivedContent {
	const target = asRecord(protocol.key);
	const type = protocol.type;
	if (EDIT.some((edit) => edit === type) || isRecord(protocol.editedMessage)) {
		const { text, part } = readContent({ content: protocol.editedMessage }, true);
		return { kind: 'edited', text, isViewOnce: false, part, target };
	}
	const isRevoke = REVOKE.some((revoke) => revoke === type) && firstText(target.id) !== null;
	return { kind: isRevoke ? 'deleted' : 'system', text: null, isViewOnce: false, target };
}

/** Further keys of the item, for its kind. */
function readDetails({ part }: ReceivedContent, said: Said): IDataObject {
	return part?.reader.details?.(part.content, said) ?? {};
}

/** Describes the file of the message; null if it has none. */
const describeMedia = ({ kind, part }: ReceivedContent, said: Said): IDataObject | null =>
	part?.reader.isMedia && kind !== 'edited' ? mediaKeys(kind, part.content, said) : null;

/** `contextInfo`, which is beside the message, in its part, or both. */
export const readContext = ({ part }: ReceivedContent, { context }: Said): IDataObject => ({
	...asRecord(part?.content.contextInfo),
	...context,
});

/** `quoted: { id, text, kind, sender }`: the message that this one answers; null if it is not an answer. */
export function readQuoted(context: IDataObject): IDataObject | null {
	const id = firstText(context.stanzaId);
	if (id === null && !isRecord(context.quotedMessage)) return null;
	const isKnown = isRecord(context.quotedMessage);
	const { kind, text } = readContent({ content: context.quotedMessage });
	const sender = firstText(context.participant);
	return {
		id,
		text,
		kind: isKnown ? kind : null,
		sender: sender === null ? null : plainJid(sender),
	};
}

/** JIDs of the people who are mentioned. */
export const readMentions = (context: IDataObject): string[] =>
	asTexts(context.mentionedJid).map(plainJid);

/**
 * `media`: the file of a message. Sizes in bytes and pixels, duration in seconds. `url` is the address in
 * the server's own storage, if it has one: the files at WhatsApp's own addresses are encrypted. What the message does not say is left out.
 */
function mediaKeys(kind: MessageKind, part: IDataObject, said: Said): IDataObject {
	return withoutNulls({
		mimeType: firstText(part.mimetype),
		fileName: firstText(part.fileName, part.title),
		size: numberOrNull(part.fileLength),
		seconds: numberOrNull(part.seconds),
		width: numberOrNull(part.width),
		height: numberOrNull(part.height),
		caption: firstText(part.caption),
		isVoice: kind === 'voice',
		isGif: part.gifPlayback === true,
		hasBase64: (said.base64 ?? null) !== null,
		url: said.fileUrl ?? null,
	});
}

// What n8n's AI Agent and its memories read by themselves: `chatInput` and `sessionId`.

/** Who says it, as a model sees it: `human` is a person on a device of the account. */
type Role = 'user' | 'assistant' | 'human';

/** What a model is told where there is nothing to read. */
const NAMES: Partial<Record<MessageKind, string>> = {
	event: 'calendar event',
	groupInvite: 'invitation to a group',
	image: 'picture',
	liveLocation: 'live location',
	system: 'message of the system',
	unknown: 'message that cannot be read',
	videoNote: 'video note',
	voice: 'voice note',
};

/** Their text alone says too little. */
const MARKED: readonly MessageKind[] = ['deleted', 'pin', 'reaction'];

/** Events of what somebody wrote on a device of the account; what the API sends has others. */
const WRITTEN = ['messages.upsert', 'messages.edited', 'messages.delete'];

/**
 * @param item its other keys
 * @returns `chatInput`, never empty: what to read, under the text that it answers; `sessionId`, the same for all messages of a
 *   chat, whether WhatsApp names it by number or LID, if the server knows both; `personId`, the
 *   other side of a private chat, else who wrote; `role`
 */
const modelKeys = (delivery: Delivery, item: IDataObject): IDataObject => ({
	chatInput: makeChatInput(item),
	// Not one memory for all whose chat is not known.
	sessionId:
		item.chatConflict === undefined
			? makeSessionId(delivery)
			: `${delivery.instance}/${String(item.messageId)}`,
	personId: makePersonId(...delivery.chat) ?? makePersonId(...(delivery.message?.author ?? [])),
	role: chooseRole(item.fromMe === true, isByHand(delivery)),
});

const isByHand = ({ event, message }: Delivery): boolean =>
	WRITTEN.includes(event) && (message === undefined || !isByNobody(message));

export function chooseRole(fromMe: boolean, isByHand: boolean): Role {
	if (!fromMe) return 'user';
	return isByHand ? 'human' : 'assistant';
}

export function makeSessionId({ instance, chat }: Pick<Delivery, 'instance' | 'chat'>): string {
	return `${instance}/${makePersonId(...chat) ?? comparable(chat[0] ?? '')}`;
}

/** @param item its other keys @returns what a model reads, never empty */
export function makeChatInput(item: IDataObject): string {
	const quoted = firstText(asRecord(item.quoted).text);
	const said = describeContent(item);
	return quoted === null ? said : `${quoted.replace(/^/gm, '> ')}\n\n${said}`;
}

function describeContent({ text, kind, ...item }: IDataObject): string {
	const isEnough = typeof text === 'string' && text.trim() !== '';
	if (isEnough && !MARKED.includes(kind as MessageKind)) return text;
	const what = NAMES[kind as MessageKind] ?? splitWords(String(kind));
	const more = [isEnough ? text : undefined, describeName(item)].filter(
		(words) => words !== undefined,
	);
	return `[${[what, ...more].join(': ')}]`;
}

/** `buttonAnswer` → `button answer` */
const splitWords = (kind: string) => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Of the file, the place or the people. */
function describeName({ media, location, contacts }: IDataObject): string | undefined {
	const { name, address, latitude, longitude } = asRecord(location);
	const place = [name, address].filter((text) => firstText(text) !== null).join(', ');
	const point = latitude == null ? null : `${String(latitude)}, ${String(longitude)}`;
	const people = asRecords(contacts).flatMap((contact) => firstText(contact.name) ?? []);
	return (
		firstText(asRecord(media).fileName, [place, point].filter(Boolean).join(' at ')) ??
		(people.length > 0 ? people.join(', ') : undefined)
	);
}
