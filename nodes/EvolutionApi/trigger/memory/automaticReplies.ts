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

// Which own messages the WhatsApp Business app has written by itself, for each workflow, in the memory of the process. The
// server may deliver a greeting before the message that it answers: then that message tells it.

/** Of each workflow. */
const MOST_CHATS = 5_000;
/** Of each chat, of the customer and of ours. */
const MOST_LINES = 5;
/** Greetings of the app, one for each language or season. */
const MOST_TEXTS = 50;

interface OwnLine extends ChatLine {
	readonly mayBeAutomatic: boolean;
	isAutomatic: boolean;
}

type Line = ChatLine | OwnLine;

class AutomaticReplies {
	/** By name of the chat. */
	private readonly chats = new BoundedMap<Line[]>(MOST_CHATS);
	/** Of what the app has written. */
	private readonly texts = new BoundedMap<true>(MOST_TEXTS);

	/** @returns the times in seconds of own messages of which it is known only now that the app has written them */
	noteContact(names: readonly string[], seconds: number, greeting: string | null): number[] {
		if (greeting !== null) this.texts.set(greeting, true);
		const lines = this.add(names, { seconds, isFromContact: true, text: null });
		return lines.filter(isOwn).flatMap((line) => {
			const isNew = !line.isAutomatic && line.mayBeAutomatic && this.isAutomatic(line, lines);
			if (isNew) this.learn(line);
			return isNew ? [line.seconds] : [];
		});
	}

	/** @param text undefined: the app does not write such messages @returns whether the app has written it */
	noteOwn(names: readonly string[], seconds: number, text: string | undefined): boolean {
		const line: OwnLine = {
			seconds,
			isFromContact: false,
			text: text ?? null,
			mayBeAutomatic: text !== undefined,
			isAutomatic: false,
		};
		const lines = this.add(names, line);
		if (line.mayBeAutomatic && this.isAutomatic(line, lines)) this.learn(line);
		return line.isAutomatic;
	}

	private isAutomatic(own: OwnLine, lines: readonly Line[]): boolean {
		const others = lines.filter((line) => line !== own);
		return isAutomaticReply(own, others, this.texts.get(own.text ?? '') !== undefined);
	}

	private learn(line: OwnLine): void {
		line.isAutomatic = true;
		if (line.text !== null) this.texts.set(line.text, true);
	}

	private add(names: readonly string[], line: Line): Line[] {
		const known = [...new Set(names.flatMap((name) => this.chats.get(name) ?? []))];
		const all = [...known, line].sort((a, b) => a.seconds - b.seconds);
		const lines = [
			...all.filter(({ isFromContact }) => isFromContact).slice(-MOST_LINES),
			...all.filter(isOwn).slice(-MOST_LINES),
		];
		for (const name of names) this.chats.set(name, lines);
		return lines;
	}
}

const isOwn = (line: Line): line is OwnLine => !line.isFromContact;

/** By trigger. */
const known = createScopedCache<AutomaticReplies>();

/**
 * Notes what was written in private chats, and takes back the pauses that the app has begun. Noting a message twice makes no
 * difference.
 * @returns the event; an own message that the app has written is marked
 */
export function withAutomaticReply<Heard extends Event>(
	trigger: TriggerName,
	settings: Pick<TriggerSettings, 'options'>,
	event: Heard,
): Heard {
	const { delivery, sentAt } = event;
	const { message, chat } = delivery;
	const isPrivate = chat[0] !== undefined && getChatType(chat[0]) === 'private';
	if (delivery.event !== 'messages.upsert' || !isPrivate) return event;
	if (message === undefined || sentAt === undefined) return event;
	const names = addressNames(chat);
	const replies = known.getOr(triggerKey(trigger), () => new AutomaticReplies());
	const seconds = sentAt / 1000;
	if (isFromContact(delivery)) {
		const found = replies.noteContact(names, seconds, readAdGreeting(delivery));
		if (!countsAutomaticReplies(settings))
			for (const at of found) findTakeovers(trigger).takeBack(names, at * 1000);
		return event;
	}
	if (readOwnMessage(delivery) === undefined) return event;
	const isAutomatic = replies.noteOwn(names, seconds, readPossibleAutomatic(delivery));
	return isAutomatic
		? { ...event, delivery: { ...delivery, message: { ...message, isAutomatic } } }
		: event;
}
