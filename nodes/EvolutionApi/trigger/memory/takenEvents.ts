import { createHash } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, type WithStaticData } from './staticData';

/** The server delivers an event again for about 25 minutes; catching up goes back half an hour. */
const KEPT_MS = 40 * 60_000;
/** Enough for more than ten events a second while the server may deliver them again. */
const KEPT_EVENTS = 30_000;
/** A message's time counts as at most this far ahead of our clock. Later dates would never be forgotten. */
const AHEAD_MS = 60 * 60_000;
/** n8n writes all of it each time. */
export const MAX_STORED = 500;

/** As it is stored: the time is explained at {@link Memory.remember}, the marks at {@link hashUrl}. */
type StoredEvent = readonly [eventId: string, timeS: number, marks: readonly string[]];

/** In the place of the events that are left out; it has the time of the last of them. */
const CUT = '';

/** The newest events, the oldest of them first: plain JSON for n8n's static data. */
type StoredMemory = readonly StoredEvent[];

/** Stands for a subscriber's URL: it is short, and does not reveal a signature. */
const hashUrl = (url: string) => createHash('sha256').update(url).digest('base64url').slice(0, 8);

/** @param stored anything that somebody may have written into the static data */
export function memoryFrom(stored: unknown): StoredMemory {
	const isEvent = (entry: unknown): entry is StoredEvent =>
		Array.isArray(entry) &&
		typeof entry[0] === 'string' &&
		typeof entry[1] === 'number' &&
		Array.isArray(entry[2]);
	return Array.isArray(stored) ? stored.filter(isEvent) : [];
}

/** An event that was taken. */
interface Taken {
	readonly id: string;
	/** Unix seconds. */
	readonly at: number;
	/** Of those who have it. */
	marks: readonly string[];
	/** When it was last remembered, Unix ms. */
	readonly notedMs: number;
}

/**
 * Which subscribers have taken which event. Keeps the newest 500 events, and besides them those of at least 40
 * minutes, or the newest 30,000.
 */
export class Memory {
	/** Grows with every change. */
	changes = 0;
	private readonly byId = new Map<string, Taken>();
	/** All that is in `byId`, the oldest first. */
	private readonly byTime: Taken[] = [];
	/** Unix time in seconds; nothing from then on was forgotten. */
	private completeSinceS = 0;
	/** By event: the marks that are not stored, see {@link hold}. */
	private readonly held = new Map<string, readonly string[]>();

	wasTaken(eventId: string, url: string): boolean {
		return this.byId.get(eventId)?.marks.includes(hashUrl(url)) ?? false;
	}

	/** Whether anybody has taken it. */
	isKnown(eventId: string): boolean {
		return (this.byId.get(eventId)?.marks.length ?? 0) > 0;
	}

	/** Whether nobody but these has taken it. */
	isTakenByOnly(eventId: string, urls: readonly string[]): boolean {
		const marks = urls.map(hashUrl);
		return this.byId.get(eventId)?.marks.every((mark) => marks.includes(mark)) ?? true;
	}

	/** The ids of all events that this subscriber has taken. */
	takenBy(url: string): Set<string> {
		const mark = hashUrl(url);
		return new Set(this.byTime.filter(({ marks }) => marks.includes(mark)).map(({ id }) => id));
	}

	/**
	 * @param sentAtMs of a message. Events are in the order of this time, not of our clock, which may be wrong:
	 *   catching up does not look for messages older than all that is stored.
	 */
	remember(eventId: string, urls: readonly string[], nowMs: number, sentAtMs = nowMs): void {
		const at = Math.floor(Math.min(nowMs + AHEAD_MS, sentAtMs) / 1000);
		this.put(eventId, at, urls.map(hashUrl), nowMs);
		this.changes++;
		this.shrink(nowMs);
	}

	/** The subscriber did not take the event after all. */
	withdraw(eventId: string, url: string): void {
		const event = this.byId.get(eventId);
		const withdrawn = hashUrl(url);
		if (event === undefined || !event.marks.includes(withdrawn)) return;
		event.marks = event.marks.filter((mark) => mark !== withdrawn);
		this.changes++;
	}

	/** The subscriber is about to take the event: until {@link settle} that counts in this process, and is not stored. */
	hold(eventId: string, url: string): void {
		this.held.set(eventId, union(this.held.get(eventId) ?? [], [hashUrl(url)]));
		this.changes++;
	}

	settle(eventId: string, url: string): void {
		const left = (this.held.get(eventId) ?? []).filter((mark) => mark !== hashUrl(url));
		if (left.length > 0) this.held.set(eventId, left);
		else this.held.delete(eventId);
		this.changes++;
	}

	/** Adds what was stored. */
	loadStored(stored: StoredMemory, nowMs: number): void {
		for (const [id, at, marks] of stored) {
			if (id === CUT) this.forgetUpTo(at);
			else this.put(id, Math.max(at, this.byId.get(id)?.at ?? at), marks, nowMs);
		}
		this.changes++;
		this.shrink(nowMs);
	}

	/** Adds what the other one knows. */
	mergeWith(other: Memory, nowMs: number): void {
		this.completeSinceS = Math.max(this.completeSinceS, other.completeSinceS);
		this.loadStored(
			other.byTime.map(({ id, at, marks }) => [id, at, marks]),
			nowMs,
		);
	}

	/** @param limit so many of them */
	stored(limit = MAX_STORED): StoredMemory {
		const newest = this.byTime.slice(-limit).map((event): StoredEvent => {
			const held = this.held.get(event.id) ?? [];
			return [event.id, event.at, event.marks.filter((mark) => !held.includes(mark))];
		});
		const cutAt = Math.max(this.byTime.at(-limit - 1)?.at ?? -1, this.completeSinceS - 1);
		return cutAt < 0 ? newest : [[CUT, cutAt, []], ...newest];
	}

	/** Whether everything that was taken from then on, Unix ms, would still be known from what is stored. */
	storesFrom(sinceMs: number, limit = MAX_STORED): boolean {
		const lastLeftOut = this.byTime.at(-limit - 1);
		return lastLeftOut === undefined || lastLeftOut.at < Math.floor(sinceMs / 1000);
	}

	/** Unix time in milliseconds; nothing that was taken from then on was forgotten. */
	completeSince(): number {
		return this.completeSinceS * 1000;
	}

	private put(id: string, at: number, marks: readonly string[], notedMs: number): void {
		const known = this.byId.get(id);
		if (known !== undefined) this.byTime.splice(this.byTime.lastIndexOf(known), 1);
		const event = { id, at, marks: union(known?.marks ?? [], marks), notedMs };
		this.byId.set(id, event);
		// Nearly always the last one.
		let place = this.byTime.length;
		while ((this.byTime[place - 1]?.at ?? at) > at) place--;
		this.byTime.splice(place, 0, event);
	}

	private shrink(nowMs: number): void {
		while (this.byTime.length > MAX_STORED) {
			const [oldest] = this.byTime;
			// Somebody may set the clock back.
			const isRecent = oldest !== undefined && Math.abs(nowMs - oldest.notedMs) < KEPT_MS;
			if (oldest === undefined || (isRecent && this.byTime.length <= KEPT_EVENTS)) return;
			this.byTime.shift();
			this.byId.delete(oldest.id);
			this.forgetUpTo(oldest.at);
		}
	}

	private forgetUpTo(at: number): void {
		this.completeSinceS = Math.max(this.completeSinceS, at + 1);
	}
}

const union = (some: readonly string[], others: readonly string[]) => [
	...new Set([...some, ...others]),
];

// Which events were taken: in the memory of the process, at once and for parallel calls as well, and in the static
// data of the nodes, for the time after a restart. n8n stores that only after calls of webhook() that start no
// execution.

/** What a trigger is called: a node, at one of the instances that it listens to. */
export interface TriggerName {
	/** The node in its workflow: `workflow/node`. */
	readonly nodeId: string;
	/**
	 * If the node listens to several instances, which one: `/instance`. Its entries in the static data end with it, and so
	 * does its key. The only instance of a node has none.
	 */
	readonly suffix?: string;
}

/** A trigger, and whose memory it shares. */
export interface TriggerId extends TriggerName {
	/**
	 * The instance, as makeInstanceId() gives it. All its triggers in this process share one memory, which the owner of the
	 * webhook stores for all of them. If trigger() has not run in this process, the same as {@link triggerKey}.
	 */
	readonly instanceId: string;
}

/** A trigger, as one text: what is kept for it has this key. */
export const triggerKey = ({ nodeId, suffix = '' }: TriggerName): string => nodeId + suffix;

const memories = createScopedCache<Memory>();

export function findTakenEvents({ instanceId }: TriggerId): Memory {
	const memory = memories.get(instanceId) ?? new Memory();
	memories.set(instanceId, memory);
	return memory;
}

/**
 * Adds what the node has stored, and what it took before it knew its instance, while n8n was starting.
 * @returns whether there was any of the latter, which is stored nowhere
 */
export function loadTaken(trigger: TriggerId, context: WithStaticData): boolean {
	const taken = openStaticData(context).get('taken', trigger.suffix);
	const stored =
		typeof taken === 'string' ? jsonParse<unknown>(taken, { fallbackValue: [] }) : undefined;
	const memory = findTakenEvents(trigger);
	memory.loadStored(memoryFrom(stored), Date.now());
	const own = memories.get(triggerKey(trigger));
	if (own === undefined || own === memory) return false;
	memory.mergeWith(own, Date.now());
	memories.delete(triggerKey(trigger));
	return true;
}

/** For an instance that has moved to another server, which may still deliver what the first one has. */
export function copyTaken(from: TriggerId, to: TriggerId): void {
	findTakenEvents(to).mergeWith(findTakenEvents(from), Date.now());
}

/** For a process in which trigger() does not run. */
export function loadTakenOnce(trigger: TriggerId, context: WithStaticData): void {
	if (!memories.has(trigger.instanceId)) loadTaken(trigger, context);
}

/**
 * @param sentAt of an incoming message, Unix ms
 * @returns whether the event is new to the trigger; from now on it is not
 */
export function claimEvent(trigger: TriggerId, eventId: string, sentAt?: number): boolean {
	if (findTakenEvents(trigger).wasTaken(eventId, trigger.nodeId)) return false;
	rememberTaken(trigger, eventId, [trigger.nodeId], sentAt);
	return true;
}

/** The event did not start anything after all: its next delivery may. */
export function releaseEvent(trigger: TriggerId, eventId: string): void {
	findTakenEvents(trigger).withdraw(eventId, trigger.nodeId);
}

/** @param who names of triggers that have the event */
export function rememberTaken(
	trigger: TriggerId,
	eventId: string,
	who: readonly string[],
	sentAt?: number,
): void {
	findTakenEvents(trigger).remember(eventId, who, Date.now(), sentAt);
}

/**
 * For the static data, as one text, because n8n wraps every object in there.
 * @param lastEventAt the moment up to which nothing was missed, Unix ms
 * @param limit so many events
 */
export const takenEntry = (trigger: TriggerId, lastEventAt: number, limit = MAX_STORED) =>
	entriesFor(trigger.suffix, {
		taken: JSON.stringify(findTakenEvents(trigger).stored(limit)),
		lastEventAt,
	});
