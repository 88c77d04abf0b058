import type { Delivery } from '../server/delivery';
import { getChatType } from '../core/values/addresses';
import { asRecord, firstText } from '../core/values/answer';
import { kindAndText, readContent, readContext } from './readContent';
import { readQuoted } from './readContext';

// Greeting and away messages of the WhatsApp Business app look like messages that a person wrote on the phone. Only the time
// tells them apart. The app answers about a second after the customer wrote, in a chat where none of the account's devices has
// sent a message for a day. A person who has to open the chat first isn't that fast.

export interface ChatLine {
	/** Time of the message, Unix seconds. */
	readonly seconds: number;
	readonly isFromContact: boolean;
	readonly text: string | null;
	/** Greeting that the WhatsApp Business app may send in this chat, because the customer clicked on an advertisement. */
	readonly adGreeting?: string | null;
}

/** Maximum seconds until the app's automatic reply. Times are whole seconds, and a phone in a pocket may need a second more. */
export const AUTOMATIC_WITHIN_S = 3;
const DAY_S = 24 * 3_600;
/** Minimum length of a text that no person types within seconds, or repeats word for word by chance. `Hello!` is shorter. */
export const TELLING_LETTERS = 12;

/** Values of `device` for messages that may come from a phone. Only phones answer automatically. */
const PHONES = ['android', 'ios', 'unknown', null];

/**
 * Returns the text of a message in a private chat if the WhatsApp Business app may have sent that message automatically.
 * @param isOwn true for the account's app, false for the customer's
 */
export function readPossibleAutomatic(delivery: Delivery, isOwn = true): string | undefined {
	const { event, message, chat } = delivery;
	if (event !== 'messages.upsert' || message?.fromMe !== isOwn) return undefined;
	const isOfPhone = PHONES.includes(message.device) && message.isByServer !== true;
	if (!isOfPhone || chat[0] === undefined || getChatType(chat[0]) !== 'private') return undefined;
	const { kind, text } = kindAndText(delivery) ?? {};
	const context = readContext(readContent(message), message);
	if (kind !== 'text' || text == null || text.trim() === '') return undefined;
	return readQuoted(context) === null && context.isForwarded !== true ? text : undefined;
}

export function readAdGreeting({ message }: Delivery): string | null {
	if (message === undefined) return null;
	const { externalAdReply } = readContext(readContent(message), message);
	return firstText(asRecord(externalAdReply).greetingMessageBody);
}

/**
 * @param own a message that {@link readPossibleAutomatic} accepts
 * @param lines messages of the same chat, in any order; those after `own` don't matter
 */
export function isAutomaticReply(
	own: Pick<ChatLine, 'seconds' | 'text'>,
	lines: readonly ChatLine[],
): boolean {
	const ages = (isFromContact: boolean) =>
		lines
			.filter((line) => line.isFromContact === isFromContact)
			.filter(({ text }) => isFromContact || text !== own.text)
			.map(({ seconds }) => own.seconds - seconds)
			.filter((age) => age >= 0 && age < DAY_S);
	// A customer who clicked an ad gets the ad's greeting. It counts as automatic up to a day after the customer's message. A
	// customer's app could copy a person's reply into a later message.
	const isAdGreeting =
		own.text !== null &&
		lines.some(({ adGreeting, seconds }) => adGreeting === own.text && seconds <= own.seconds);
	const limit = isAdGreeting && own.text.length >= TELLING_LETTERS ? DAY_S : AUTOMATIC_WITHIN_S;
	const isSoon = ages(true).some((age) => age <= limit);
	// The WhatsApp Business app may send a greeting and an away message together.
	return isSoon && ages(false).every((age) => age <= AUTOMATIC_WITHIN_S);
}

interface Written {
	readonly seconds: number;
	readonly delivery: Delivery;
	/** True if the message ID shows that a person wrote it on one of the account's devices. */
	readonly isByPerson: boolean;
}

/** @param messages of one private chat, in any order */
export function findAutomaticReplies<Message extends Written>(
	messages: readonly Message[],
): ReadonlySet<Message> {
	const lines = messages
		.filter(({ isByPerson, delivery }) => isByPerson || delivery.message?.fromMe !== true)
		.map((message) => ({
			message,
			seconds: message.seconds,
			isFromContact: message.delivery.message?.fromMe !== true,
			text: kindAndText(message.delivery)?.text ?? null,
		}))
		.sort((line, other) => line.seconds - other.seconds);
	const replies = new Set<Message>();
	let begins = 0;
	lines.forEach((own, index) => {
		while (own.seconds - (lines[begins]?.seconds ?? own.seconds) >= DAY_S) begins++;
		if (own.isFromContact || readPossibleAutomatic(own.message.delivery) === undefined) return;
		const others = lines.slice(begins, lastOfSecond(lines, index)).filter((line) => line !== own);
		if (isAutomaticReply(own, others)) replies.add(own.message);
	});
	return replies;
}

/** The order within a second is unknown. */
function lastOfSecond(lines: readonly ChatLine[], index: number): number {
	let end = index + 1;
	while (end < lines.length && lines[end]?.seconds === lines[index]?.seconds) end++;
	return end;
}
