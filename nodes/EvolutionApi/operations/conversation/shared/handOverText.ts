import type { Call } from '../../../core/table/operation';
import { addressOf } from '../../../core/values/addresses';
import { plainName } from '../../../core/values/plainName';
import { gatheredWith, startingMessage } from './startingMessage';

// What the team reads about a chat that is handed over to it. It has no word of its own but the title, which the user
// can write in any language, and no time: a repeated run makes the same text.

/** Of what the customer wrote, in characters: the team looks into the chat for more. */
const LONGEST_QUOTE = 700;

interface HandedOver {
	readonly title: string;
	/** Addresses of the chat, its JID first. */
	readonly chats: readonly [string, ...string[]];
	/** The name of who wrote. */
	readonly name?: string;
	/** What was written, the oldest first. */
	readonly written: readonly string[];
	readonly summary?: string;
}

/** What is known of a chat from the message that started the workflow, with those that came together with it. */
export function whoWrote({ context, index }: Call): Pick<HandedOver, 'name' | 'written'> {
	const message = startingMessage(context, index, 'chat');
	const gathered = gatheredWith(context, index, message);
	const messages = gathered.length > 0 ? gathered : [message];
	return {
		name: message.senderName,
		written: messages.flatMap(({ text, fromMe }) => (text === undefined || fromMe ? [] : [text])),
	};
}

/** Who, a link to the chat, what they wrote, and the summary. */
export function handOverText({ title, chats, name, written, summary }: HandedOver): string {
	const { phoneNumber } = addressOf(...chats);
	const link = phoneNumber === null ? chats[0] : `https://wa.me/${phoneNumber}`;
	const who = [name && plainName(name), link].filter(Boolean).join('\n');
	const quote = quoteOf(written.join('\n'));
	return [title, who, quote, summary].filter(Boolean).join('\n\n');
}

/** With WhatsApp's mark of a quote before each line. */
function quoteOf(text: string): string {
	const letters = [...text.trim()];
	const shown =
		letters.length > LONGEST_QUOTE ? `${letters.slice(0, LONGEST_QUOTE).join('')}…` : text.trim();
	return shown === '' ? '' : shown.replace(/^/gm, '> ');
}
