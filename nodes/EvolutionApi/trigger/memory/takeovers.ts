import { createHash } from 'node:crypto';
import { z } from 'zod';

import { comparable } from '../../core/values/addresses';
import { foldText } from '../../core/values/text';
import { readOwnMessage } from '../../events/ownMessage';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { Event } from './deliveredEvent';
import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './seenEvents';
import { MINUTE_MS, SECOND_MS } from '../../core/values/time';

// Only the times of the messages count: it doesn't matter in which order the messages arrive, or how often. All times are Unix
// ms by WhatsApp's clock, see messageTime().

/** A period during which workflows pause in a chat, usually because a person answers there. */
export const takeoverSchema = z.object({
	/** The cause: a person on a device of the account, or a workflow with *Conversation → Pause Bot*. */
	by: z.enum(['human', 'workflow']),
	since: z.number(),
	until: z.number(),
	/** The server's name for the person's device, e.g. `ios`; null if it's unknown, or if `by` is `workflow`. */
	device: z.string().nullable(),
});

export type Takeover = Readonly<z.output<typeof takeoverSchema>>;

/** An event that begins or prolongs a pause, or that ends all earlier pauses. */
interface Mark {
	readonly at: number;
	/** End of the pause; the same as `at` for a resumption. */
	readonly until: number;
	readonly by: Takeover['by'] | 'resume';
	readonly device: string | null;
}

/** A chat may have two names: phone number and LID. */
interface Chat {
	names: readonly string[];
	/** Pauses and resumptions, oldest first. */
	marks: readonly Mark[];
}

/** A pause or resumption as plain JSON for n8n's static data: start (ms), end (ms), cause and device. */
const storedMark = z.tuple([
	z.number(),
	z.number(),
	z.enum(['human', 'workflow', 'resume']),
	z.string(),
]);
type StoredMark = z.output<typeof storedMark>;

/** Invalid entries, such as those from an edited workflow, are left out. */
const storedTakeovers = z.array(
	z.tuple([z.array(z.string()), z.array(storedMark)]).catch([[], []]),
);
type StoredTakeovers = z.output<typeof storedTakeovers>;

const MAX_CHATS = 1_000;
/** Limit for the sum of a chat's pauses and resumptions. With more, the two oldest entries are merged into one. */
const MAX_MARKS = 12;
const LATE_EVENT_MS = 2 * 3_600_000;

/** With too many chats, the one whose pause ends first is forgotten. */
export class Takeovers {
	changes = 0;
	/** The JSON text that was last loaded from the static data, or stored there. */
	lastEntry?: unknown;
	private readonly chats = new Map<string, Chat>();

	/** @param names the chat's names, from {@link addressNames} */
	pause(names: readonly string[], pause: Mark & Pick<Takeover, 'by'>): void {
		this.add(names, pause);
	}

	/** Removes the pause that began at exactly this time: the message that caused it was automatic, not written by a person. */
	takeBack(names: readonly string[], at: number): void {
		const chat = this.findChat(names);
		const rest = chat?.marks.filter((mark) => mark.by !== 'human' || mark.at !== at) ?? [];
		if (chat === undefined || rest.length === chat.marks.length) return;
		chat.marks = rest;
		this.changes++;
	}

	resume(names: readonly string[], at: number): void {
		this.add(names, { at, until: at, by: 'resume', device: null });
	}

	find(names: readonly string[], sentAt: number): Takeover | undefined {
		const chat = this.findChat(names);
		// Times of messages are whole seconds: a message counts as later than a pause or resumption of the same second.
		return chat && takeoverAt(chat.marks, sentAt + SECOND_MS - 1);
	}

	timeAfterAll(names: readonly string[], now: number): number {
		const last = this.findChat(names)?.marks.at(-1);
		return last === undefined ? now : Math.max(now, last.at + 1);
	}

	stored(nowMs: number): StoredTakeovers {
		return this.all()
			.filter(({ marks }) => marks.length > 0 && latestEnd(marks) > nowMs - LATE_EVENT_MS)
			.map(({ names, marks }) => [[...names], marks.map(toStored)]);
	}

	/** @param text JSON of {@link stored}, or any value if a user edited the workflow */
	load(text: unknown): void {
		if (text === this.lastEntry) return;
		this.lastEntry = text;
		for (const [names, marks] of readStored(storedTakeovers, text) ?? [])
			for (const mark of marks) this.add(names, fromStored(mark));
	}

	private all(): Chat[] {
		return [...new Set(this.chats.values())];
	}

	/** Finds a chat by any of its names (number, LID), and stores all these names. Merges chats that turn out to be the same. */
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
		const all = this.all();
		if (all.length <= MAX_CHATS) return;
		const [first] = all.sort((chat, other) => latestEnd(chat.marks) - latestEnd(other.marks));
		for (const name of first?.names ?? []) this.chats.delete(name);
	}
}

function takeoverAt(marks: readonly Mark[], time: number): Takeover | undefined {
	let current: Takeover | undefined;
	for (const { at, until, by, device } of marks) {
		if (at > time) break;
		if (by === 'resume') current = undefined;
		else if (current === undefined || at >= current.until)
			current = { by, device, since: at, until };
		else current = { ...current, by, device, until: Math.max(current.until, until) };
	}
	return current !== undefined && time < current.until ? current : undefined;
}

const latestEnd = (marks: readonly Mark[]): number => Math.max(...marks.map(({ until }) => until));

/** Order of events with the same time: first pauses, then resumptions. */
const rank = ({ by }: Mark) => (by === 'resume' ? 1 : 0);
const byTime = (earlier: Mark, other: Mark) => earlier.at - other.at || rank(earlier) - rank(other);

/** Up to a limit, keeps all pauses and resumptions: a resumption that arrives late may end any of the pauses. */
function withMark(marks: readonly Mark[], extra: Mark): readonly Mark[] {
	const sameMark = marks.find((mark) => byTime(mark, extra) === 0);
	const mark = sameMark === undefined ? extra : pickLonger(sameMark, extra);
	const all = [...marks.filter((one) => one !== sameMark), mark].sort(byTime);
	const [first, second, ...others] = all;
	if (all.length <= MAX_MARKS || first === undefined || second === undefined) return all;
	return [afterBoth(first, second), ...others];
}

function pickLonger(mark: Mark, other: Mark): Mark {
	if (mark.until !== other.until) return mark.until > other.until ? mark : other;
	if (mark.by !== other.by) return mark.by === 'human' ? mark : other;
	return (mark.device ?? '') > (other.device ?? '') ? mark : other;
}

const afterBoth = (first: Mark, second: Mark): Mark =>
	second.by === 'resume' || second.at >= first.until
		? second
		: { ...second, at: first.at, until: Math.max(first.until, second.until) };

const toStored = ({ at, until, by, device }: Mark): StoredMark => [at, until, by, device ?? ''];

const fromStored = ([at, until, by, device]: StoredMark): Mark => ({
	at,
	until,
	by,
	device: device === '' ? null : device,
});

const takeoversByTrigger = createScopedCache<Takeovers>();

export const findTakeovers = (trigger: TriggerName): Takeovers =>
	takeoversByTrigger.getOr(triggerKey(trigger), () => new Takeovers());

/** Loads the stored pauses and resumptions, since another process may have changed them. */
export const loadTakeovers = (trigger: TriggerName, context: WithStaticData): void =>
	findTakeovers(trigger).load(openStaticData(context).get('takeovers', trigger.suffix));

export function takeoversEntry(trigger: TriggerName) {
	const takeovers = findTakeovers(trigger);
	const marks = takeovers.stored(Date.now());
	const text = marks.length === 0 ? '' : JSON.stringify(marks);
	takeovers.lastEntry = text;
	return entriesFor(trigger.suffix, { takeovers: text });
}

/**
 * Returns a chat's names, one per address. They're checksums: an export of the workflow must not reveal the people in its chats.
 */
export function addressNames(addresses: readonly string[]): string[] {
	const hashes = addresses.map((address) => createHash('sha256').update(comparable(address)));
	return [...new Set(hashes.map((hash) => hash.digest('base64url').slice(0, 8)))];
}

/** Tells whether the account's own messages pause chats (*Human Takeover*). *Pause Bot* works either way. */
export const leavesChats = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover !== undefined;

export const countsAutomaticReplies = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover?.automaticReplies === 'pause';

/**
 * Notes that a person has answered in a chat, or has handed it back to the workflow. Callers do this before all filters,
 * because the message counts even if it starts nothing.
 * @param now the current time by WhatsApp's clock, Unix ms
 */
export function noteOwnMessage(
	trigger: TriggerName,
	{ options }: TriggerSettings,
	{ delivery, sentAt }: Event,
	now = Date.now(),
): void {
	const own = readOwnMessage(delivery, countsAutomaticReplies({ options }));
	if (own === undefined || options.humanTakeover === undefined) return;
	const { pause: minutes, resumeKeyword } = options.humanTakeover;
	const takeovers = findTakeovers(trigger);
	const names = addressNames(delivery.chat);
	// A phone with a wrong clock may date the message in the future.
	const at = Math.min(sentAt ?? now, now);
	const until = at + minutes * MINUTE_MS;
	if (resumeKeyword !== undefined && isWord(own.text, resumeKeyword)) takeovers.resume(names, at);
	else if (minutes > 0) takeovers.pause(names, { at, until, by: 'human', device: own.device });
}

const isWord = (text: string | null, word: string): boolean =>
	text !== null && foldText(text).trim() === foldText(word).trim();
