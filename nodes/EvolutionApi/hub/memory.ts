import { createHash } from 'node:crypto';

import type { Subscriber } from './record';

/** The server delivers an event again for about 25 minutes; catching up goes back half an hour. */
const KEPT_MS = 40 * 60_000;
/** Enough for more than ten events a second while the server may deliver them again. */
const KEPT_EVENTS = 20_000;
/** A message's time counts as at most this far ahead of our clock. Later dates would never be forgotten. */
const AHEAD_MS = 60 * 60_000;
/** n8n writes all of it for every event. */
export const MAX_STORED = 500;

/** An event that was taken; the time is explained at {@link Memory.remember}, the marks at {@link markOf}. */
type Taken = readonly [eventId: string, timeS: number, marks: readonly string[]];

/** In the place of the events that are left out; it has the time of the last of them. */
const CUT = '';

/** The newest events, the oldest of them first: plain JSON for n8n's static data. */
type StoredMemory = readonly Taken[];

/** Stands for a subscriber's URL: it is short, and does not reveal a signature. */
const markOf = (url: string) => createHash('sha256').update(url).digest('base64url').slice(0, 8);

/** @param stored anything: whoever may edit a workflow may write its static data */
export function memoryFrom(stored: unknown): StoredMemory {
	const isTaken = (entry: unknown): entry is Taken =>
		Array.isArray(entry) &&
		typeof entry[0] === 'string' &&
		typeof entry[1] === 'number' &&
		Array.isArray(entry[2]);
	return Array.isArray(stored) ? stored.filter(isTaken) : [];
}

/**
 * Which subscribers have taken which event. Keeps the newest 500 events, and besides them those of at least 40
 * minutes, or the newest 20,000. Reading and writing cost the same, however many there are.
 */
export class Memory {
	/** Grows with every change. */
	changes = 0;
	/** What is stored, the oldest first. */
	private readonly newest = new Map<string, Taken>();
	/** Time of the last of them, in Unix seconds. */
	private newestS = 0;
	/** The others that the server may deliver again. */
	private older = new Map<string, Taken>();
	/** What `older` was before. It is forgotten as a whole, which costs less than one by one. */
	private oldest = new Map<string, Taken>();
	/** Unix time in seconds; nothing from then on was forgotten. */
	private completeSinceS = 0;
	/** By event: the marks that are not stored, see {@link hold}. */
	private readonly held = new Map<string, readonly string[]>();

	/** @param filledSinceMs Unix time in milliseconds at which `older` began to fill */
	constructor(private filledSinceMs: number) {}

	wasTaken(eventId: string, url: string): boolean {
		return this.find(eventId)?.[2].includes(markOf(url)) ?? false;
	}

	/** Whether anybody has taken it. */
	isKnown(eventId: string): boolean {
		return (this.find(eventId)?.[2].length ?? 0) > 0;
	}

	/** The ids of all events that this subscriber has taken. */
	takenBy(url: string): Set<string> {
		const mark = markOf(url);
		return new Set(this.all().flatMap(([id, , marks]) => (marks.includes(mark) ? [id] : [])));
	}

	/**
	 * @param sentAtMs of a message. Events are in the order of this time, not of our clock, which may be wrong:
	 *   catching up does not look for messages older than all that is stored.
	 */
	remember(eventId: string, urls: readonly string[], nowMs: number, sentAtMs = nowMs): void {
		const [, , marks = []] = this.remove(eventId) ?? [];
		const at = Math.floor(Math.min(nowMs + AHEAD_MS, sentAtMs) / 1000);
		this.newest.set(eventId, [eventId, at, union(marks, urls.map(markOf))]);
		if (at < this.newestS) this.sort();
		else this.newestS = at;
		this.changes++;
		this.shrink(nowMs);
	}

	/** The subscriber did not take the event after all. */
	withdraw(eventId: string, url: string): void {
		const withdrawn = markOf(url);
		for (const events of [this.newest, this.older, this.oldest]) {
			const [, at, marks] = events.get(eventId) ?? [eventId, 0, []];
			if (!marks.includes(withdrawn)) continue;
			events.set(eventId, [eventId, at, marks.filter((mark) => mark !== withdrawn)]);
			this.changes++;
		}
	}

	/** The subscriber is about to take the event: until {@link settle} that counts in this process, and is not stored. */
	hold(eventId: string, url: string): void {
		this.held.set(eventId, union(this.held.get(eventId) ?? [], [markOf(url)]));
		this.changes++;
	}

	settle(eventId: string, url: string): void {
		const left = (this.held.get(eventId) ?? []).filter((mark) => mark !== markOf(url));
		if (left.length > 0) this.held.set(eventId, left);
		else this.held.delete(eventId);
		this.changes++;
	}

	/** Adds what was stored. */
	loadStored(stored: StoredMemory, nowMs: number): void {
		// It was full, so what came before it is lost.
		const [first] = stored;
		const isCut = first?.[0] === CUT;
		if (first !== undefined && (isCut || stored.length >= MAX_STORED)) this.forget(first);
		this.add(isCut ? stored.slice(1) : stored, nowMs);
	}

	/** Adds what the other one knows. */
	mergeWith(other: Memory, nowMs: number): void {
		this.completeSinceS = Math.max(this.completeSinceS, other.completeSinceS);
		this.add(other.all(), nowMs);
	}

	/** @param limit so many of them */
	stored(limit = MAX_STORED): StoredMemory {
		const all = [...this.newest.values()].map((one) => this.withoutHeld(one));
		const lastLeftOut = all.at(-limit - 1);
		if (lastLeftOut === undefined) return all;
		const [, at] = lastLeftOut;
		return [[CUT, at, []], ...all.slice(-limit)];
	}

	/** Whether everything that was taken from then on, Unix ms, would still be known from what is stored. */
	storesFrom(sinceMs: number, limit = MAX_STORED): boolean {
		if (this.newest.size < limit) return true;
		const [first] = [...this.newest.values()].slice(-limit);
		return first === undefined || first[1] < Math.floor(sinceMs / 1000);
	}

	/** Unix time in milliseconds; nothing that was taken from then on was forgotten. */
	completeSince(): number {
		return this.completeSinceS * 1000;
	}

	private withoutHeld(one: Taken): Taken {
		const [id, at, marks] = one;
		const held = this.held.get(id);
		return held === undefined ? one : [id, at, marks.filter((mark) => !held.includes(mark))];
	}

	private all(): Taken[] {
		return [this.oldest, this.older, this.newest].flatMap((events) => [...events.values()]);
	}

	private find(eventId: string): Taken | undefined {
		return this.newest.get(eventId) ?? this.older.get(eventId) ?? this.oldest.get(eventId);
	}

	private remove(eventId: string): Taken | undefined {
		const known = this.find(eventId);
		for (const events of [this.newest, this.older, this.oldest]) events.delete(eventId);
		return known;
	}

	private add(events: readonly Taken[], nowMs: number): void {
		for (const [id, at, marks] of events) {
			const [, knownAt, knownMarks] = this.remove(id) ?? [id, at, []];
			this.newest.set(id, [id, Math.max(at, knownAt), union(knownMarks, marks)]);
		}
		this.sort();
		this.changes++;
		this.shrink(nowMs);
	}

	private sort(): void {
		const sorted = [...this.newest.values()].sort((one, other) => one[1] - other[1]);
		this.newest.clear();
		for (const event of sorted) this.newest.set(event[0], event);
		this.newestS = sorted.at(-1)?.[1] ?? 0;
	}

	private shrink(nowMs: number): void {
		for (const [id, event] of this.newest) {
			if (this.newest.size <= MAX_STORED) break;
			this.newest.delete(id);
			this.older.set(id, event);
		}
		if (this.older.size < KEPT_EVENTS && nowMs - this.filledSinceMs < KEPT_MS) return;
		for (const event of this.oldest.values()) this.forget(event);
		this.oldest = this.older;
		this.older = new Map();
		this.filledSinceMs = nowMs;
	}

	private forget([, at]: Taken): void {
		this.completeSinceS = Math.max(this.completeSinceS, at + 1);
	}
}

const union = (some: readonly string[], others: readonly string[]) => [
	...new Set([...some, ...others]),
];

/** Remembered like a subscriber that has taken the event: it answered a question. */
export const ANSWERED = 'answered';

/** Those that still have to get the event. A wait does not, if the event has answered another question. */
export function stillOwed(
	memory: Memory,
	eventId: string,
	subscribers: readonly Subscriber[],
): Subscriber[] {
	const isAnswer = memory.wasTaken(eventId, ANSWERED);
	return subscribers.filter(
		({ url, kind }) => !memory.wasTaken(eventId, url) && !(kind === 'wait' && isAnswer),
	);
}
