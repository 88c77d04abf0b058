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

// At which chats a person is, decided from the times of what happened alone: the order in which it is noted makes no
// difference, and noting it twice neither. All times are those of messages, Unix ms.

/** Who began a pause: a person on a device of the account, or a workflow with *Conversation → Pause Bot*. */
type PausedBy = 'human' | 'workflow';

/** A person answers the chat, and workflows leave it alone. */
export interface Takeover {
	readonly by: PausedBy;
	/** Unix ms. */
	readonly since: number;
	/** Unix ms. */
	readonly until: number;
	/** As the server calls it, e.g. `ios`; null if it is not known, or a workflow has begun the pause. */
	readonly device: string | null;
}

/** Something that begins a pause, or makes it longer. */
interface Pause {
	readonly kind: 'pause';
	readonly at: number;
	readonly until: number;
	readonly by: PausedBy;
	readonly device: string | null;
}

/** Something that ends all pauses before it. */
interface Resume {
	readonly kind: 'resume';
	readonly at: number;
}

type Mark = Pause | Resume;

/** A chat may have two names: phone number and LID. */
interface Chat {
	names: readonly string[];
	/** The oldest first. */
	marks: readonly Mark[];
}

/** Plain JSON for n8n's static data: from and until when, by whom, on which device; times in ms. */
const storedMark = z.tuple([
	z.number(),
	z.number(),
	z.enum(['human', 'workflow', 'resume']),
	z.string(),
]);
type StoredMark = z.output<typeof storedMark>;

/** Names of a chat, then its marks. One that somebody has edited is left out. */
const storedTakeovers = z.array(
	z.tuple([z.array(z.string()), z.array(storedMark)]).catch([[], []]),
);
type StoredTakeovers = z.output<typeof storedTakeovers>;

/** More chats than people can answer at the same time. */
const MAX_CHATS = 1_000;
/** Pauses and resumptions of one chat. Of more, the oldest become one: only what comes later than all these is misjudged. */
const MAX_MARKS = 12;
/** Events of so long ago may still come. */
const LATE_EVENT_MS = 2 * 3_600_000;

/** Which chats a workflow leaves alone. Its memory is bounded: of too many chats, that whose pause ends first is forgotten. */
export class Takeovers {
	/** Grows with every change. */
	changes = 0;
	/** By name. */
	private readonly chats = new Map<string, Chat>();

	/** @param names of the chat, from {@link addressNames} */
	pause(names: readonly string[], pause: Omit<Pause, 'kind'>): void {
		this.add(names, { ...pause, kind: 'pause' });
	}

	/** What began or prolonged a pause at exactly this time was no person. */
	takeBack(names: readonly string[], at: number): void {
		const chat = this.findChat(names);
		const isMeant = (mark: Mark) => mark.kind === 'pause' && mark.by === 'human' && mark.at === at;
		if (chat === undefined || !chat.marks.some(isMeant)) return;
		chat.marks = chat.marks.filter((mark) => !isMeant(mark));
		this.changes++;
	}

	/** Ends the pause that there was at this time. */
	resume(names: readonly string[], at: number): void {
		this.add(names, { kind: 'resume', at });
	}

	/**
	 * @param sentAt Unix ms; in whole seconds if it is that of a message
	 * @returns undefined if nobody was at the chat at this time
	 */
	find(names: readonly string[], sentAt: number): Takeover | undefined {
		const chat = this.findChat(names);
		// The times of messages are whole seconds: one of the same second counts as later.
		return chat && takeoverAt(chat.marks, sentAt + SECOND_MS - 1);
	}

	/** The time after everything that is known of the chat, but not before `now`. */
	timeAfterAll(names: readonly string[], now: number): number {
		const last = this.findChat(names)?.marks.at(-1);
		return last === undefined ? now : Math.max(now, last.at + 1);
	}

	/** What may still matter. */
	stored(nowMs: number): StoredTakeovers {
		return this.all()
			.filter(({ marks }) => marks.length > 0 && latestEnd(marks) > nowMs - LATE_EVENT_MS)
			.map(({ names, marks }) => [[...names], marks.map(toStored)]);
	}

	/** Adds what was stored. @param text JSON of {@link stored}, or anything that somebody has written there */
	load(text: unknown): void {
		for (const [names, marks] of readStored(storedTakeovers, text) ?? [])
			for (const mark of marks) this.add(names, fromStored(mark));
	}

	private all(): Chat[] {
		return [...new Set(this.chats.values())];
	}

	/** The chat with these names. From now on it has all of them. */
	private findChat(names: readonly string[]): Chat | undefined {
		const found = [...new Set(names.flatMap((name) => this.chats.get(name) ?? []))];
		const [chat, ...others] = found;
		if (chat === undefined) return undefined;
		for (const { marks } of others)
			for (const mark of marks) chat.marks = withMark(chat.marks, mark);
		chat.names = [...new Set([...found.flatMap((same) => same.names), ...names])];
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

/** The pause at this time. Pauses that follow each other without a break are one. */
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

/** When nothing of it matters any more, Unix ms. */
const latestEnd = (marks: readonly Mark[]): number =>
	Math.max(...marks.map((mark) => (mark.kind === 'pause' ? mark.until : mark.at)));

/** In order. At the same moment a resumption comes last. */
const rank = ({ kind }: Mark) => (kind === 'resume' ? 1 : 0);
const inTime = (earlier: Mark, other: Mark) => earlier.at - other.at || rank(earlier) - rank(other);

function withMark(marks: readonly Mark[], added: Mark): readonly Mark[] {
	const isSame = (mark: Mark) => mark.at === added.at && mark.kind === added.kind;
	const known = marks.find(isSame);
	const mark = known === undefined ? added : pickLonger(known, added);
	const sorted = [...marks.filter((existing) => !isSame(existing)), mark].sort(inTime);
	return withoutOldest(sorted);
}

/** Of two at the same moment. Which one was noted first makes no difference here either. */
function pickLonger(mark: Mark, other: Mark): Mark {
	if (mark.kind === 'resume' || other.kind === 'resume') return mark;
	if (mark.until !== other.until) return mark.until > other.until ? mark : other;
	if (mark.by !== other.by) return mark.by === 'human' ? mark : other;
	return (mark.device ?? '') > (other.device ?? '') ? mark : other;
}

/** Each may have to be ended by a resumption that is heard late, so all of them are kept as long as there is room. */
function withoutOldest(marks: readonly Mark[]): readonly Mark[] {
	const [first, second, ...others] = marks;
	if (marks.length <= MAX_MARKS || first === undefined || second === undefined) return marks;
	return withoutOldest([afterBoth(first, second), ...others]);
}

/** A mark that leaves behind what both do together. */
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

// At which chats people are, for each workflow: in the memory of the process, and in the static data of its trigger,
// where calls of its webhook store it.

/** By trigger. */
const known = createScopedCache<Takeovers>();
/** By trigger: the text in the static data that is known already. */
const loaded = createScopedCache<string>();

export const findTakeovers = (trigger: TriggerName): Takeovers =>
	known.getOr(triggerKey(trigger), () => new Takeovers());

/** Adds what is stored: another process may have stored something. */
export function loadTakeovers(trigger: TriggerName, context: WithStaticData): void {
	const text = openStaticData(context).get('takeovers', trigger.suffix);
	if (typeof text !== 'string' || loaded.get(triggerKey(trigger)) === text) return;
	loaded.set(triggerKey(trigger), text);
	findTakeovers(trigger).load(text);
}

/** For the static data, as one text, because n8n wraps every object in there. Empty if there are none. */
export function takeoversEntry(trigger: TriggerName) {
	const stored = findTakeovers(trigger).stored(Date.now());
	const text = stored.length === 0 ? '' : JSON.stringify(stored);
	loaded.set(triggerKey(trigger), text);
	return entriesFor(trigger.suffix, { takeovers: text });
}

/**
 * What a chat is called in here, for each of its addresses. A checksum: an export of the workflow must not reveal
 * whom people write to.
 */
export const addressNames = (addresses: readonly string[]): string[] => [
	...new Set(addresses.map((address) => checksum(comparable(address)))),
];

const checksum = (text: string) =>
	createHash('sha256').update(text).digest('base64url').slice(0, 8);

// A workflow leaves a chat alone while a person answers it.

/** *Human Takeover*: whether own messages pause chats. A pause that a workflow has set always counts. */
export const leavesChats = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover !== undefined;

/** Whether greeting and away messages of the WhatsApp Business app count as a person. */
export const countsAutomaticReplies = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover?.automaticReplies === 'pause';

/** Whether a person has written it on a device of the account, and that matters. */
export const pausesChat = (settings: Parameters<typeof leavesChats>[0], delivery: Delivery) =>
	leavesChats(settings) && readOwnMessage(delivery) !== undefined;

/**
 * Notes that a person has answered a chat, or gives it back to the workflow. That comes before all filters: the
 * message need not start anything.
 * @param now the latest that a message can be dated by now, Unix ms
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
	// A phone with a wrong clock dates it later.
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
 * Whether a person was at the chat when somebody else wrote this. Then the workflow has had it: it does not start
 * later either, when the person has left.
 * @param now the time of messages, Unix ms, for an event that does not tell its own
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
