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
// the recent messages of each chat. The server may deliver a greeting first, and then the customer's message that it answers.
// Only the customer's message then shows that the greeting was automatic.

const MOST_CHATS = 5_000;
const MOST_LINES = 5;

const linesByTrigger = createScopedCache<BoundedMap<ChatLine[]>>();

function addLine(trigger: TriggerName, names: readonly string[], line: ChatLine): ChatLine[] {
	const chats = linesByTrigger.getOr(triggerKey(trigger), () => new BoundedMap(MOST_CHATS));
	const earlierLines = [...new Set(names.flatMap((name) => chats.get(name) ?? []))];
	const all = [...earlierLines, line].sort((a, b) => a.seconds - b.seconds);
	const lines = [
		...all.filter(({ isFromContact: isTheirs }) => isTheirs).slice(-MOST_LINES),
		...all.filter(({ isFromContact: isTheirs }) => !isTheirs).slice(-MOST_LINES),
	];
	for (const name of names) chats.set(name, lines);
	return lines;
}

const isByApp = (own: ChatLine, lines: readonly ChatLine[]): boolean =>
	own.text !== null && isAutomaticReply(own, lines);

/**
 * If a reply turns out to be automatic, removes the *Human Takeover* that the reply began.
 * @returns the event, with `isAutomatic` for an automatic reply of the account
 */
export function withAutomaticReply(
	trigger: TriggerName,
	settings: TriggerSettings,
	event: Event,
): Event {
	const { delivery, sentAt } = event;
	const { message, chat } = delivery;
	const isPrivate = chat[0] !== undefined && getChatType(chat[0]) === 'private';
	if (delivery.event !== 'messages.upsert' || !isPrivate) return event;
	if (message === undefined || sentAt === undefined) return event;
	const isTheirs = isFromContact(delivery);
	if (!isTheirs && readOwnMessage(delivery) === undefined) return event;
	const names = addressNames(chat);
	const line = {
		seconds: sentAt / 1000,
		isFromContact: isTheirs,
		text: readPossibleAutomatic(delivery) ?? null,
		adGreeting: isTheirs ? readAdGreeting(delivery) : null,
	};
	const lines = addLine(trigger, names, line);
	if (isTheirs && !countsAutomaticReplies(settings)) {
		for (const { seconds } of lines.filter((one) => isByApp(one, lines)))
			findTakeovers(trigger).takeBack(names, seconds * 1000);
	}
	return isByApp(line, lines)
		? { ...event, delivery: { ...delivery, message: { ...message, isAutomatic: true } } }
		: event;
}
