import { createHash } from 'node:crypto';
import { z } from 'zod';

import type { Delivery } from '../../server/delivery';
import { comparable } from '../../core/values/addresses';
import { foldText } from '../../core/values/text';
import { isFromContact, readOwnMessage } from '../../events/ownMessage';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { Event } from './deliveredEvent';
import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';
import { findSeen, triggerKey, type TriggerName, type TriggerId } from './seenEvents';
import { MINUTE_MS, SECOND_MS } from '../../core/values/time';

// Decides which chats people have taken over, only from the times of events: the order of arrival and repetitions don't matter.
// All times are Unix ms by WhatsApp's clock, see messageTime().

/** The cause of a pause: a person on a device of the account, or a workflow with *Conversation → Pause Bot*. */
type PausedBy = 'human' | 'workflow';

/** A time in which workflows pause in a chat, usually because a person answers there. */
export interface Takeover {
	readonly by: PausedBy;
	/** Start of the pause, Unix ms. */
	readonly since: number;
	/** End of the pause, Unix ms. */
	readonly until: number;
	/** The server's name for the person's device, e.g. `ios`; null if unknown, or if a workflow began the pause. */
	readonly device: string | null;
}

/** An event that begins or prolongs a pause. */
interface Pause {
	readonly kind: 'pause';
	readonly at: number;
	readonly until: number;
	readonly by: PausedBy;
	readonly device: string | null;
}

/** An event that ends all earlier pauses. */
interface Resume {
	readonly kind: 'resume';
	readonly at: number;
}

type Mark = Pause | Resume;

/** A chat may have two names: phone number and LID. */
interface Chat {
	names: readonly string[];
	/** Pauses and resumptions, oldest first. */
	marks: readonly Mark[];
}

/** Plain JSON for n8n's static data: start, end, cause and device; times in ms. */
const storedMark = z.tuple([
	z.number(),
	z.number(),
	z.enum(['human', 'workflow', 'resume']),
	z.string(),
]);
type StoredMark = z.output<typeof storedMark>;

/** Names of a chat, followed by its marks. Invalid entries, for example from an edited workflow, are left out. */
const storedTakeovers = z.array(
	z.tuple([z.array(z.string()), z.array(storedMark)]).catch([[], []]),
);
type StoredTakeovers = z.output<typeof storedTakeovers>;

/** Limit for chats: more than people can answer at the same time. */
const MAX_CHATS = 1_000;
/** Limit for a chat's marks. Beyond it, the oldest are merged. Only late events from their time may then be misjudged. */
const MAX_MARKS = 12;
/** How late an event may arrive. */
const LATE_EVENT_MS = 2 * 3_600_000;

/** Chats in which a workflow pauses. With too many chats, the one whose pause ends first is forgotten. */
export class Takeovers {
	/** Number of changes. */
	changes = 0;
	/** The entry of the static data that was loaded last. */
	loaded?: unknown;
	/** Chats by name. */
	private readonly chats = new Map<string, Chat>();

	/** @param names of the chat, from {@link addressNames} */
	pause(names: readonly string[], pause: Omit<Pause, 'kind'>): void {
		this.add(names, { ...pause, kind: 'pause' });
	}

	/** Removes the pause that a message at exactly this time began, because the app wrote it, not a person. */
	takeBack(names: readonly string[], at: number): void {
		const chat = this.findChat(names);
		const isMeant = (mark: Mark) => mark.kind === 'pause' && mark.by === 'human' && mark.at === at;
		if (chat === undefined || !chat.marks.some(isMeant)) return;
		chat.marks = chat.marks.filter((mark) => !isMeant(mark));
		this.changes++;
	}

	/** Ends the pause at this time. */
	resume(names: readonly string[], at: number): void {
		this.add(names, { kind: 'resume', at });
	}

	/**
	 * Returns the takeover of a chat at a time; undefined if the chat wasn't paused then.
	 * @param sentAt Unix ms; in whole seconds for a message
	 */
	find(names: readonly string[], sentAt: number): Takeover | undefined {
		const chat = this.findChat(names);
		// Times of messages are whole seconds: a message counts as later than a mark of the same second.
		return chat && takeoverAt(chat.marks, sentAt + SECOND_MS - 1);
	}

	/** Returns the time after all known events of the chat, but not before `now`. */
	timeAfterAll(names: readonly string[], now: number): number {
		const last = this.findChat(names)?.marks.at(-1);
		return last === undefined ? now : Math.max(now, last.at + 1);
	}

	/** Returns the marks that may still matter. */
	stored(nowMs: number): StoredTakeovers {
		return this.all()
			.filter(({ marks }) => marks.length > 0 && latestEnd(marks) > nowMs - LATE_EVENT_MS)
			.map(({ names, marks }) => [[...names], marks.map(toStored)]);
	}

	/** Adds stored marks. @param text JSON of {@link stored}, or anything from an edited workflow */
	load(text: unknown): void {
		if (text === this.loaded) return;
		this.loaded = text;
		for (const [names, marks] of readStored(storedTakeovers, text) ?? [])
			for (const mark of marks) this.add(names, fromStored(mark));
	}

	private all(): Chat[] {
		return [...new Set(this.chats.values())];
	}

	/** Returns the chat with these names, and adds missing names to it. Chats that turn out to be the same are merged. */
	private findChat(names: readonly string[]): Chat | undefined {
		const records = [...new Set(names.flatMap((name) => this.chats.get(name) ?? []))];
		const [chat, ...others] = records;
		if (chat === undefined) return undefined;
		for (const { marks } of others)
			for (const mark of marks) chat.marks = withMark(chat.marks, mark);
		chat.names = [...new Set([...records.flatMap((same) => same.names), ...names])];
		for (const name of chat.names) this.chats.set(name, chat);
		return chat;
	}

	private add(names: readonly string[], mark: Mark): void {
		if (names.length === 0) return;
		const chat = this.findChat(names) ?? { names, marks: [] };
		const before = chat.marks;
		chat.marks = withMark(before, mark);
		for (const name of names) this.chats.set(name, chat);
		if (JSON.stringify(before) === JSON.stringify(chat.marks)) return;
		this.changes++;
		this.shrink();
	}

	private shrink(): void {
		if (this.chats.size <= MAX_CHATS) return;
		const all = this.all();
		if (all.length <= MAX_CHATS) return;
		const [first] = all.sort((chat, other) => latestEnd(chat.marks) - latestEnd(other.marks));
		for (const name of first?.names ?? []) this.chats.delete(name);
	}
}

/** Returns the pause at this time. Consecutive pauses count as one. */
function takeoverAt(marks: readonly Mark[], time: number): Takeover | undefined {
	let current: Takeover | undefined;
	for (const mark of marks) {
		if (mark.at > time) break;
		if (mark.kind === 'resume') {
			current = undefined;
			continue;
		}
		const { at, until, by, device } = mark;
		const goesOn = current !== undefined && at < current.until;
		current = {
			by,
			device,
			since: goesOn && current !== undefined ? current.since : at,
			until: goesOn && current !== undefined ? Math.max(current.until, until) : until,
		};
	}
	return current !== undefined && time < current.until ? current : undefined;
}

/** Returns when all marks are outdated, Unix ms. */
const latestEnd = (marks: readonly Mark[]): number =>
	Math.max(...marks.map((mark) => (mark.kind === 'pause' ? mark.until : mark.at)));

/** Sorts a resumption last among marks of the same time. */
const rank = ({ kind }: Mark) => (kind === 'resume' ? 1 : 0);
const byTime = (earlier: Mark, other: Mark) => earlier.at - other.at || rank(earlier) - rank(other);

function withMark(marks: readonly Mark[], extra: Mark): readonly Mark[] {
	const isSame = (mark: Mark) => mark.at === extra.at && mark.kind === extra.kind;
	const sameMark = marks.find(isSame);
	const mark = sameMark === undefined ? extra : pickLonger(sameMark, extra);
	const all = [...marks.filter((existing) => !isSame(existing)), mark].sort(byTime);
	return withoutOldest(all);
}

/** Chooses between two marks of the same time. Their order doesn't matter. */
function pickLonger(mark: Mark, other: Mark): Mark {
	if (mark.kind === 'resume' || other.kind === 'resume') return mark;
	if (mark.until !== other.until) return mark.until > other.until ? mark : other;
	if (mark.by !== other.by) return mark.by === 'human' ? mark : other;
	return (mark.device ?? '') > (other.device ?? '') ? mark : other;
}

/** Merges the oldest marks if there are too many. Below the limit, all are kept: a late resumption may end any of them. */
function withoutOldest(marks: readonly Mark[]): readonly Mark[] {
	const [first, second, ...others] = marks;
	if (marks.length <= MAX_MARKS || first === undefined || second === undefined) return marks;
	return withoutOldest([afterBoth(first, second), ...others]);
}

/** Merges two marks into one with the same effect. */
function afterBoth(first: Mark, second: Mark): Mark {
	if (first.kind === 'resume' || second.kind === 'resume' || second.at >= first.until)
		return second;
	return { ...second, at: first.at, until: Math.max(first.until, second.until) };
}

const toStored = (mark: Mark): StoredMark =>
	mark.kind === 'resume'
		? [mark.at, mark.at, 'resume', '']
		: [mark.at, mark.until, mark.by, mark.device ?? ''];

const fromStored = ([at, until, by, device]: StoredMark): Mark =>
	by === 'resume'
		? { kind: 'resume', at }
		: { kind: 'pause', at, until, by, device: device === '' ? null : device };

// Taken-over chats of each workflow, in the process's memory and in the static data of its trigger, where calls of its webhook
// store them.

/** Takeovers by trigger. */
const takeoversByTrigger = createScopedCache<Takeovers>();

export const findTakeovers = (trigger: TriggerName): Takeovers =>
	takeoversByTrigger.getOr(triggerKey(trigger), () => new Takeovers());

/** Adds the stored marks, which another process may have changed. */
export const loadTakeovers = (trigger: TriggerName, context: WithStaticData): void =>
	findTakeovers(trigger).load(openStaticData(context).get('takeovers', trigger.suffix));

/** Returns the entry for the static data, as one text, because n8n wraps every object there. Empty without marks. */
export function takeoversEntry(trigger: TriggerName) {
	const takeovers = findTakeovers(trigger);
	const marks = takeovers.stored(Date.now());
	const text = marks.length === 0 ? '' : JSON.stringify(marks);
	takeovers.loaded = text;
	return entriesFor(trigger.suffix, { takeovers: text });
}

/**
 * Returns a chat's names, one per address. They're checksums: an export of the workflow must not reveal the people in its chats.
 */
export const addressNames = (addresses: readonly string[]): string[] => [
	...new Set(addresses.map((address) => checksum(comparable(address)))),
];

const checksum = (text: string) =>
	createHash('sha256').update(text).digest('base64url').slice(0, 8);

// A workflow pauses in a chat while a person answers there.

/** Tells whether own messages pause chats (*Human Takeover*). A pause that a workflow began always counts. */
export const leavesChats = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover !== undefined;

/** Tells whether greeting and away messages of the WhatsApp Business app count as a person's. */
export const countsAutomaticReplies = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover?.automaticReplies === 'pause';

/** Tells whether a person wrote the message on a device of the account, and the workflow pauses in the chat because of that. */
export const pausesChat = (settings: Parameters<typeof leavesChats>[0], delivery: Delivery) =>
	leavesChats(settings) && readOwnMessage(delivery) !== undefined;

/**
 * Notes that a person has answered in a chat, or has handed it back to the workflow. Callers do this before all filters,
 * because the message counts even if it starts nothing.
 * @param now the latest possible time of a message, Unix ms
 */
export function noteOwnMessage(
	trigger: TriggerName,
	{ options }: TriggerSettings,
	{ delivery, sentAt }: Event,
	now = Date.now(),
): void {
	if (options.humanTakeover === undefined) return;
	const { pause: minutes, resumeKeyword } = options.humanTakeover;
	const own = readOwnMessage(delivery, countsAutomaticReplies({ options }));
	if (own === undefined) return;
	const names = addressNames(delivery.chat);
	// A phone with a wrong clock may date the message in the future.
	const at = Math.min(sentAt ?? now, now);
	const isResumed = resumeKeyword !== undefined && isWord(own.text, resumeKeyword);
	const until = at + minutes * MINUTE_MS;
	if (isResumed) {
		findTakeovers(trigger).resume(names, at);
	} else if (minutes > 0) {
		findTakeovers(trigger).pause(names, { at, until, by: 'human', device: own.device });
	}
}

const isWord = (text: string | null, word: string): boolean =>
	text !== null && foldText(text).trim() === foldText(word).trim();

/**
 * Tells whether the chat was taken over when the other side wrote the message. If so, the message counts as handled, and won't
 * start the workflow after the pause either.
 * @param now time for an event that has none, by WhatsApp's clock, Unix ms
 */
export function isPausedForHuman(
	trigger: TriggerId,
	{ delivery, eventId, sentAt }: Event,
	now = Date.now(),
): boolean {
	if (!isFromContact(delivery)) return false;
	const names = addressNames(delivery.chat);
	if (findTakeovers(trigger).find(names, sentAt ?? now) === undefined) return false;
	findSeen(trigger).note(eventId, sentAt);
	return true;
}
