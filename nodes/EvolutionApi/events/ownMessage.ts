import { isRecord, recordOf } from '../core/values/answer';
import { firstText } from '../core/values/loose';
import { chatAddresses, chatTypeOf } from './addresses';
import type { Delivery } from './delivery';
import { voteIn } from './pollVotes';
import { NOTHING_SAID } from './simplify/kinds';
import { kindAndText } from './simplify/message';

/** What a person has written on a device of the account. */
interface OwnMessage {
	/** Text or caption; null if there is none. */
	readonly text: string | null;
	/** `android`, `ios`, `desktop` or `web`, as the server tells from the form of the message ID; null if it cannot. */
	readonly device: string | null;
}

/**
 * The server gives `messages.upsert` for what was written on the phone, WhatsApp Web or another linked device, and
 * `send.message` for what it sent itself, for whichever client of the API.
 * @returns undefined if it is something else: also for a reaction, an edit or a status
 */
export function ownMessageOf(delivery: Delivery): OwnMessage | undefined {
	const { event, data } = delivery;
	if (event !== 'messages.upsert' || !isRecord(data) || !isOwn(data)) return undefined;
	const content = isConversation(data) ? kindAndText(delivery) : undefined;
	if (content === undefined || NOTHING_SAID.includes(content.kind)) return undefined;
	const source = firstText(data.source);
	return { text: content.text, device: source === 'unknown' ? null : source };
}

/** Whether somebody else wrote, edited or deleted a message. */
export const isOfOthers = ({ event, data }: Delivery): boolean =>
	['messages.upsert', 'messages.edited', 'messages.delete'].includes(event) &&
	isRecord(data) &&
	!isOwn(data);

/** Whether it may answer a question: somebody else wrote or voted in a private chat or a group. */
export function mayAnswer(delivery: Delivery): boolean {
	const { event, data } = voteIn(delivery) ?? delivery;
	return event === 'messages.upsert' && isRecord(data) && !isOwn(data) && isConversation(data);
}

const isOwn = ({ key, fromMe }: Readonly<Record<string, unknown>>): boolean =>
	recordOf(key).fromMe === true || fromMe === true;

/** With a person or a group: nobody answers a status, a channel or a broadcast list. */
function isConversation(data: unknown): boolean {
	const [chat] = chatAddresses(data);
	return chat !== undefined && ['group', 'private'].includes(chatTypeOf(chat));
}
