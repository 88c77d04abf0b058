import { createHash } from 'node:crypto';

import type { Subscriber } from './record';

/** The server delivers an event again for about 25 minutes; who looks for what was missed goes back half an hour. */
const KEPT_MS = 40 * 60_000;
/** Ten a second, and more, while the server may deliver again. */
const KEPT = 20_000;
/** So far may a message be ahead of our clock; what is dated later would never be forgotten. */
const AHEAD_MS = 60 * 60_000;
/** n8n writes all that is stored, for every event. */
const MOST_STORED = 500;

/** `[event id, Unix time in seconds: see {@link Memory.remember}, marks of those who have taken it]`. */
type Taken = readonly [string, number, readonly string[]];

/** The newest, oldest first: plain JSON for n8n's static data. */
type StoredMemory = readonly Taken[];

/** Short, and says nothing of a URL that may be signed. */
export const markOf = (url: string) =>
	createHash('sha256').update(url).digest('base64url').slice(0, 8);

/** @param stored anything, such as static data of an earlier version */
export function memoryFrom(stored: unknown): StoredMemory {
	const isTaken = (entry: unknown): entry is Taken =>
		Array.isArray(entry) &&
		typeof entry[0] === 'string' &&
		typeof entry[1] === 'number' &&
		Array.isArray(entry[2]);
	return Array.isArray(stored) ? stored.filter(isTaken) : [];
}

/**
 * Which subscribers have taken which event: the newest 500, and besides those of 40 minutes, at least, or the
 * newest 20,000. To ask and to note costs the same, however many they are.
 */
export class Memory {
	/** Counts what was noted: nothing has changed where it is the same. */
	changes = 0;
	/** What is stored, oldest first. */
	private readonly newest = new Map<string, Taken>();
	/** Unix time in seconds of the last of them. */
	private newestS = 0;
	/** What the server may deliver again besides. */
	private older = new Map<string, Taken>();
	/** What was older when that began to fill: it is forgotten as a whole, which costs less than one by one. */
	private oldest = new Map<string, Taken>();
	/** Unix time in seconds: nothing that was taken from then on is forgotten. */
	private completeSinceS = 0;

	/** @param filledSinceMs Unix time in milliseconds at which `older` began to fill */
	constructor(private filledSinceMs: number) {}

	wasTaken(eventId: string, url: string): boolean {
		return this.find(eventId)?.[2].includes(markOf(url)) ?? false;
	}

	/** The ids of all that this one has taken. */
	takenBy(url: string): Set<string> {
		const mark = markOf(url);
		return new Set(this.all().flatMap(([id, , marks]) => (marks.includes(mark) ? [id] : [])));
	}

	/**
	 * @param sentAtMs of a message. It has its place among the others by that time, and not by our clock, which may
	 *   be wrong: nothing is looked for that is older than all that is stored.
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

	/** It did not take it after all. */
	withdraw(eventId: string, url: string): void {
		const own = markOf(url);
		for (const events of [this.newest, this.older, this.oldest]) {
			const [, at, marks] = events.get(eventId) ?? [eventId, 0, []];
			if (!marks.includes(own)) continue;
			events.set(eventId, [eventId, at, marks.filter((mark) => mark !== own)]);
			this.changes++;
		}
	}

	/** What was stored counts, too. */
	loadStored(stored: StoredMemory, nowMs: number): void {
		// It was full: what was before is known to nobody any more.
		const [first] = stored;
		if (first !== undefined && stored.length >= MOST_STORED) this.forget(first);
		this.add(stored, nowMs);
	}

	/** What the other knows counts, too. */
	mergeWith(other: Memory, nowMs: number): void {
		this.completeSinceS = Math.max(this.completeSinceS, other.completeSinceS);
		this.add(other.all(), nowMs);
	}

	stored(): StoredMemory {
		return [...this.newest.values()];
	}

	/** Unix time in milliseconds from which on nothing that was taken is forgotten. */
	completeSince(): number {
		return this.completeSinceS * 1000;
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
			if (this.newest.size <= MOST_STORED) break;
			this.newest.delete(id);
			this.older.set(id, event);
		}
		if (this.older.size < KEPT && nowMs - this.filledSinceMs < KEPT_MS) return;
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

/** Noted among those who have taken an event: it was the answer to a question. */
export const ANSWERED = 'answered';

/** Those who still have to get the event; who waits for a reply only if it has answered no other question. */
export function stillOwed(
	memory: Memory,
	eventId: string,
	targets: readonly Subscriber[],
): Subscriber[] {
	const has = (name: string) => memory.wasTaken(eventId, name);
	return targets.filter(({ url, kind }) => !has(url) && !(kind === 'wait' && has(ANSWERED)));
}
