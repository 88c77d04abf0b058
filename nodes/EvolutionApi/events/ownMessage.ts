import type { Delivery, MessageBody } from '../server/delivery';
import { getChatType } from '../core/values/addresses';
import { NEVER_STARTS, NOTHING_SAID } from './messageKinds';
import { isCopy, kindAndText, readContent } from './readContent';

interface OwnMessageText {
	readonly text: string | null;
	/** `android`, `ios`, `desktop` or `web`. The server derives it from the form of the message ID; null if it can't. */
	readonly device: string | null;
}

/**
 * The server sends `messages.upsert` for messages from the phone, WhatsApp Web or another linked device, and `send.message` for
 * messages of any client of the API.
 * @param countsAutomatic whether the app's greeting and away messages count as written by a person
 * @returns undefined if no person wrote a message on an own device, for example for a reaction, an edit or a status
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

/** Devices whose message IDs have their own form. IDs from WhatsApp Web look like those from the API. */
const BY_HAND = ['android', 'desktop', 'ios'];

export const isWrittenByHand = ({ message }: Delivery): boolean =>
	message?.fromMe === true && BY_HAND.includes(message.device ?? '');

export const isFromContact = ({ event, message }: Delivery): boolean =>
	['messages.upsert', 'messages.edited', 'messages.delete'].includes(event) &&
	message?.fromMe === false;

export const mayAnswer = (delivery: Delivery): boolean =>
	delivery.message?.fromMe === false &&
	(isReadableEdit(delivery)
		? isConversation(delivery) || delivery.message.isNamedByEditor === true
		: delivery.event === 'messages.upsert' &&
			isConversation(delivery) &&
			(isSaid(delivery.message) || readContent(delivery.message).kind === 'reaction'));

/** Returns false for edits from today's phones: the new text is encrypted. */
function isReadableEdit({ event, message }: Delivery): boolean {
	if (event !== 'messages.edited' || message === undefined) return false;
	const { kind, text } = readContent(message);
	return kind === 'edited' && text !== null;
}

export function isSaid(message: MessageBody): boolean {
	const content = readContent(message);
	return !NOTHING_SAID.includes(content.kind) && !isCopy(content, message);
}

/** Tells whether a message is empty or technical, such as a key exchange. */
export const isExchanged = (message: MessageBody): boolean =>
	NEVER_STARTS.includes(readContent(message).kind);

/** Statuses, channels and broadcast lists get no answers. */
function isConversation({ chat: [address] }: Delivery): boolean {
	return address !== undefined && ['group', 'private'].includes(getChatType(address));
}
