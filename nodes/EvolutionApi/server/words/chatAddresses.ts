import type { IDataObject } from 'n8n-workflow';

import { isMetaMessageId, META_PREFIX } from '../../errors/rejections';
import { comparable, chatKeysFor, plainJid } from '../../core/values/addresses';
import { isRecord, asRecord, asTexts, firstText } from '../../core/values/answer';
import type { ChatConflict } from '../delivery';
import { readKeys } from './keys';

// For WHATSAPP-BUSINESS instances (Meta's Cloud API), server 2.3.7 keeps the latest sender's number in one variable. If two
// customers write at the same time, a message may get the other customer's number as its chat. Its ID contains the real number.

/** First bytes of a decoded message ID: `1C 18`, then one byte with the address's length, then the address, then `15`. */
const HEAD = [0x1c, 0x18] as const;
const AFTER_ADDRESS = 0x15;
/** Matches a phone number, or Meta's ID for a hidden number: a country, a dot, and letters or digits. */
const ADDRESS = /^(?:\d{5,15}|[A-Z]{2}\.\w+)$/;

function addressInId(id: string): string | undefined {
	const bytes = Buffer.from(id.slice(META_PREFIX.length), 'base64');
	const [first, second, length = 0] = bytes;
	const end = 3 + length;
	if (first !== HEAD[0] || second !== HEAD[1] || bytes[end] !== AFTER_ADDRESS) return undefined;
	const address = bytes.toString('latin1', 3, end);
	return ADDRESS.test(address) ? address : undefined;
}

/** Matches a person's JID. If Meta hides the person's number, the server delivers a made-up `…@g.us` or no JID. */
const PERSON = /^\d{5,15}@s\.whatsapp\.net$/;

function findConflict(id: unknown, chat: unknown): ChatConflict | undefined {
	if (!isMetaMessageId(id)) return undefined;
	const address = firstText(chat);
	const inMessageId = addressInId(id) ?? null;
	const isPerson = address !== null && PERSON.test(address);
	const isSame = inMessageId === null || comparable(inMessageId) === comparable(address ?? '');
	return isPerson && isSame ? undefined : { inDelivery: address, inMessageId };
}

/** Recognizes the false group JID that the server makes for a hidden number: real group IDs have at most 18 digits. */
export const isHiddenCustomer = (jid: unknown): boolean => /^\d{19,}@g\.us$/.test(String(jid));

export function findChatConflict(data: unknown): ChatConflict | undefined {
	const event = asRecord(data);
	const { id, chat } = readKeys(isRecord(event.key) ? event.key : event);
	return findConflict(readKeys(event).updatedId ?? id, chat);
}

/** The JID that the server makes if Meta delivers no number for a customer. */
const NOBODY = '@s.whatsapp.net';

/** Returns all addresses of an event's chat, the preferred one first. Empty if there is no chat, or the chat is uncertain. */
export function addressesOfChat(data: unknown): string[] {
	if (typeof data === 'string') return data.includes('@') ? [plainJid(data)] : [];
	if (findChatConflict(data) !== undefined) return [];
	const event = asRecord(data);
	const callAddresses = addressesOfCall(event);
	if (callAddresses !== undefined) return callAddresses;
	return [event.key, event]
		.map((part) => readKeys(asRecord(part)))
		.flatMap((part) => [part.chat, part.otherChat, part.lid, ...senderAliases(part)])
		.concat(event.chatId, jidOf(event.id))
		.filter((jid): jid is string => typeof jid === 'string' && jid !== '' && jid !== NOBODY)
		.map(plainJid);
}

/**
 * Returns the addresses of a phone call's chat; for a group call, only the group's. If the status is `offer`, `callerPn` and
 * `from` are certainly the other person's number and LID.
 */
function addressesOfCall(event: IDataObject): string[] | undefined {
	const { chatId, from, callerPn, groupJid, status } = event;
	if (firstText(chatId) === null || firstText(from) === null) return undefined;
	const group = firstText(groupJid);
	if (group !== null) return [group];
	const isTheirs = status === 'offer' || chatId === from;
	return asTexts(isTheirs ? [chatId, callerPn, from] : [chatId]).map(plainJid);
}

/** Returns the sender's other addresses, from the fields of servers before 2.3.5; none for own messages, and none in groups. */
const senderAliases = ({ senders, fromMe, chat }: ReturnType<typeof readKeys>) =>
	fromMe || firstText(chat)?.endsWith('@g.us') ? [] : senders;

/** Groups and presences have a JID as their `id`; labels and stored messages have another kind of ID. */
const jidOf = (id: unknown) => (typeof id === 'string' && id.includes('@') ? id : undefined);

/** The key `lid` is missing if the LID is unknown. */
export const chatKeys = (data: unknown): IDataObject => chatKeysFor(addressesOfChat(data));
