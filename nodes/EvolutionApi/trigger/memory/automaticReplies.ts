import { BoundedMap } from '../../core/values/boundedMap';
import {
	isAutomaticReply,
	readAdGreeting,
	readPossibleAutomatic,
	type ChatLine,
} from '../../events/automaticReply';
import { isFromContact, readOwnMessage } from '../../events/ownMessage';
import { getChatType } from '../../core/values/addresses';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { Event } from './deliveredEvent';
import { createScopedCache } from './scopedCache';
import { addressNames, countsAutomaticReplies, findTakeovers } from './takeovers';
import { triggerKey, type TriggerName } from './seenEvents';

// Finds messages of the account that the WhatsApp Business app wrote automatically. For each workflow, the process remembers
// the recent messages of each chat. The server may deliver a greeting before the customer's message that the greeting answers.
// Only the customer's message then shows that the greeting was automatic.

/** Limit for each workflow. */
const MOST_CHATS = 5_000;
/** Limit for the customer's messages of a chat, and for the account's messages. */
const MOST_LINES = 5;

interface Line extends ChatLine {
	/** True if the app may have written the message. */
	readonly mayBeAutomatic: boolean;
}

class AutomaticReplies {
	/** Recent messages by address of the chat. */
	private readonly chats = new BoundedMap<Line[]>(MOST_CHATS);

	/** Notes a customer's message. @returns the times, in seconds, of the account's automatic messages */
	noteContact(names: readonly string[], seconds: number, adGreeting: string | null): number[] {
		const line = { seconds, isFromContact: true, text: null, adGreeting, mayBeAutomatic: false };
		const lines = this.add(names, line);
		return lines.filter((own) => isByApp(own, lines)).map((own) => own.seconds);
	}

	/** Notes an own message. @param text undefined if the app can't have written it @returns whether the app wrote it */
	noteOwn(names: readonly string[], seconds: number, text: string | undefined): boolean {
		const mayBeAutomatic = text !== undefined;
		const line = { seconds, isFromContact: false, text: text ?? null, mayBeAutomatic };
		return isByApp(line, this.add(names, line));
	}

	private add(names: readonly string[], line: Line): Line[] {
		const earlierLines = [...new Set(names.flatMap((name) => this.chats.get(name) ?? []))];
		const all = [...earlierLines, line].sort((a, b) => a.seconds - b.seconds);
		const lines = [
			...all.filter(({ isFromContact }) => isFromContact).slice(-MOST_LINES),
			...all.filter(({ isFromContact }) => !isFromContact).slice(-MOST_LINES),
		];
		for (const name of names) this.chats.set(name, lines);
		return lines;
	}
}

const isByApp = (own: Line, lines: readonly Line[]): boolean =>
	own.mayBeAutomatic &&
	isAutomaticReply(
		own,
		lines.filter((line) => line !== own),
	);

/** Replies by trigger. */
const repliesByTrigger = createScopedCache<AutomaticReplies>();

/**
 * Notes a message of a private chat, and removes pauses that automatic replies began. Noting a message twice changes nothing.
 * @returns the event, with `isAutomatic` for an automatic reply of the account
 */
export function withAutomaticReply<Some extends Event>(
	trigger: TriggerName,
	settings: Pick<TriggerSettings, 'options'>,
	event: Some,
): Some {
	const { delivery, sentAt } = event;
	const { message, chat } = delivery;
	const isPrivate = chat[0] !== undefined && getChatType(chat[0]) === 'private';
	if (delivery.event !== 'messages.upsert' || !isPrivate) return event;
	if (message === undefined || sentAt === undefined) return event;
	const names = addressNames(chat);
	const replies = repliesByTrigger.getOr(triggerKey(trigger), () => new AutomaticReplies());
	const seconds = sentAt / 1000;
	if (isFromContact(delivery)) {
		const times = replies.noteContact(names, seconds, readAdGreeting(delivery));
		if (!countsAutomaticReplies(settings))
			for (const at of times) findTakeovers(trigger).takeBack(names, at * 1000);
		return event;
	}
	if (readOwnMessage(delivery) === undefined) return event;
	const isAutomatic = replies.noteOwn(names, seconds, readPossibleAutomatic(delivery));
	return isAutomatic
		? { ...event, delivery: { ...delivery, message: { ...message, isAutomatic } } }
		: event;
}
