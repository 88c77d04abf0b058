import type { Delivery, Said } from '../server/delivery';
import { getChatType } from '../core/values/addresses';
import { NEVER_STARTS, NOTHING_SAID } from './messageKinds';
import { isCopy, kindAndText, readContent } from './readContent';

/** A message that a person wrote on a device of the account. */
interface OwnMessageText {
	/** Text or caption; null if there is none. */
	readonly text: string | null;
	/** `android`, `ios`, `desktop` or `web`, as the server tells from the form of the message ID; null if it cannot. */
	readonly device: string | null;
}

/**
 * The server gives `messages.upsert` for what was written on the phone, WhatsApp Web or another linked device, and
 * `send.message` for what it sent itself, for whichever client of the API.
 * @param countsAutomatic whether greeting and away messages of the app count as a person
 * @returns undefined if it is something else: also for a reaction, an edit or a status
 */
export function readOwnMessage(
	delivery: Delivery,
	countsAutomatic = false,
): OwnMessageText | undefined {
	const { event, message } = delivery;
	if (event !== 'messages.upsert' || message?.fromMe !== true) return undefined;
	if (message.isByServer === true) return undefined;
	if (message.isAutomatic === true && !countsAutomatic) return undefined;
	const content = isConversation(delivery) ? kindAndText(delivery) : undefined;
	if (content === undefined || NOTHING_SAID.includes(content.kind)) return undefined;
	const { device } = message;
	return { text: content.text, device: device === 'unknown' ? null : device };
}

/** Only phones and the desktop app have IDs of a form of their own: WhatsApp Web has those of the API. */
const BY_HAND = ['android', 'desktop', 'ios'];

/** Tells whether an own message of the store was surely written by a person on a device of the account. */
export const isWrittenByHand = ({ message }: Delivery): boolean =>
	message?.fromMe === true && BY_HAND.includes(message.device ?? '');

/** Tells whether someone else wrote, edited or deleted a message. */
export const isFromContact = ({ event, message }: Delivery): boolean =>
	['messages.upsert', 'messages.edited', 'messages.delete'].includes(event) &&
	message?.fromMe === false;

/**
 * Tells whether it may answer a question: someone else wrote, voted or reacted in a private chat or a group, or corrected that by
 * an edit.
 */
export const mayAnswer = (delivery: Delivery): boolean =>
	delivery.message?.fromMe === false &&
	(isReadableEdit(delivery)
		? isConversation(delivery) || delivery.message.isNamedByEditor === true
		: delivery.event === 'messages.upsert' &&
			isConversation(delivery) &&
			(isSaid(delivery.message) || readContent(delivery.message).kind === 'reaction'));

/** Tells whether it is a new version of a message, and the server could read it: those of today's phones are encrypted. */
function isReadableEdit({ event, message }: Delivery): boolean {
	if (event !== 'messages.edited' || message === undefined) return false;
	const { kind, text } = readContent(message);
	return kind === 'edited' && text !== null;
}

/** Tells whether a person has written, sent or voted for it, and it isn't a copy of that. */
export function isSaid(said: Said): boolean {
	const content = readContent(said);
	return !NOTHING_SAID.includes(content.kind) && !isCopy(content, said);
}

/** Tells whether phones exchange it, such as keys, or it is empty: in groups up to half of what the server stores. */
export const isExchanged = (said: Said): boolean => NEVER_STARTS.includes(readContent(said).kind);

/** Tells whether a chat is with a person or a group: statuses, channels and broadcast lists get no answers. */
function isConversation({ chat: [address] }: Delivery): boolean {
	return address !== undefined && ['group', 'private'].includes(getChatType(address));
}
