import type { IDataObject } from 'n8n-workflow';

import { isMetaMessageId, META_PREFIX } from '../../errors/rejections';
import { comparable, chatKeysFor, plainJid } from '../../core/values/addresses';
import { isRecord, asRecord, asTexts, firstText } from '../../core/values/answer';
import type { ChatConflict } from '../delivery';
import { readKeys } from './keys';

// A WHATSAPP-BUSINESS instance keeps the number of whoever wrote last in one variable (2.3.7), and names the chat of a
// message by it only after it has read its settings. When two callbacks of Meta come together, a message gets the number
// of another customer. Meta writes the true one into the ID of each message.

/** `1C 18`, the length of the address, the address itself, and `15`. */
const HEAD = [0x1c, 0x18] as const;
const AFTER_ADDRESS = 0x15;
/** A number, or the ID that stands for a hidden one: a country and letters or digits. */
const ADDRESS = /^(?:\d{5,15}|[A-Z]{2}\.\w+)$/;

/** The customer's number, or the ID that stands for a hidden one (`US.1349…`), in the ID of a message; undefined if it does not tell. */
function addressInId(id: string): string | undefined {
	const bytes = Buffer.from(id.slice(META_PREFIX.length), 'base64');
	const [first, second, length = 0] = bytes;
	const end = 3 + length;
	if (first !== HEAD[0] || second !== HEAD[1] || bytes[end] !== AFTER_ADDRESS) return undefined;
	const address = bytes.toString('latin1', 3, end);
	return ADDRESS.test(address) ? address : undefined;
}

/** Such an instance has no chats but those with people. Of a hidden number the server makes `…@g.us`, or nothing. */
const PERSON = /^\d{5,15}@s\.whatsapp\.net$/;

/**
 * Whether the chat of a message cannot be the one in which it was written.
 * @param id of the message
 * @param chat JID that the server names
 */
function findConflict(id: unknown, chat: unknown): ChatConflict | undefined {
	if (!isMetaMessageId(id)) return undefined;
	const named = firstText(chat);
	const inMessageId = addressInId(id) ?? null;
	const isPerson = named !== null && PERSON.test(named);
	const isSame = inMessageId === null || comparable(inMessageId) === comparable(named ?? '');
	return isPerson && isSame ? undefined : { delivered: named, inMessageId };
}

/** Of a group, whose ID has at most 18 digits. What is longer the server has made of the ID of a hidden number. */
export const isHiddenCustomer = (jid: unknown): boolean => /^\d{19,}@g\.us$/.test(String(jid));

/** Whether an event about a message, or a record of the store, names a chat in which it cannot have been written. */
export function findChatConflict(data: unknown): ChatConflict | undefined {
	const event = asRecord(data);
	const { id, chat } = readKeys(isRecord(event.key) ? event.key : event);
	return findConflict(readKeys(event).updatedId ?? id, chat);
}

/** What an instance of Meta makes of a customer without a number. */
const NOBODY = '@s.whatsapp.net';

/**
 * All addresses of the chat that an event is about, best first. Empty if it is not about a chat, or if it is not certain
 * which chat that is.
 */
export function addressesOfChat(data: unknown): string[] {
	if (typeof data === 'string') return data.includes('@') ? [plainJid(data)] : [];
	if (findChatConflict(data) !== undefined) return [];
	const event = asRecord(data);
	const called = addressesOfCall(event);
	if (called !== undefined) return called;
	return [event.key, event]
		.map((part) => readKeys(asRecord(part)))
		.flatMap((part) => [part.chat, part.otherChat, part.lid, ...senderAliases(part)])
		.concat(event.chatId, asJid(event.id))
		.filter((jid): jid is string => typeof jid === 'string' && jid !== '' && jid !== NOBODY)
		.map(plainJid);
}

/**
 * A call names the chat by LID, and the number of who calls beside it. Only of an offer it is certain that the other side
 * calls; a group call is in its group.
 * @returns undefined if it is not a call
 */
function addressesOfCall(event: IDataObject): string[] | undefined {
	const { chatId, from, callerPn, groupJid, status } = event;
	if (firstText(chatId) === null || firstText(from) === null) return undefined;
	const group = firstText(groupJid);
	if (group !== null) return [group];
	const isTheirs = status === 'offer' || chatId === from;
	return asTexts(isTheirs ? [chatId, callerPn, from] : [chatId]).map(plainJid);
}

/** Servers before 2.3.5 have these. In the account's own messages they name the account, not the chat. */
const senderAliases = ({ senders, fromMe, chat }: ReturnType<typeof readKeys>) =>
	fromMe || firstText(chat)?.endsWith('@g.us') ? [] : senders;

/** Groups and presences have a JID as their `id`; labels and stored messages have another kind of id. */
const asJid = (id: unknown) => (typeof id === 'string' && id.includes('@') ? id : undefined);

/** Keys of an item that say which chat it is about; `lid` only if it is known. */
export const chatKeys = (data: unknown): IDataObject => chatKeysFor(addressesOfChat(data));
