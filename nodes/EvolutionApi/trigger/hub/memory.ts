import { createHash } from 'node:crypto';

import type { Subscriber } from './record';

/** The server delivers an event again for about half an hour, n8n may be away for longer. */
const LONGEST_S = 3600;
const MOST_EVENTS = 500;

/**
 * Which subscribers have taken which event: `[event id, Unix time in seconds, marks]`, oldest first. Plain
 * JSON for n8n's static data, replaced as a whole by every change.
 */
export type Memory = ReadonlyArray<readonly [string, number, readonly string[]]>;

/** Short, and says nothing of a URL that may be signed. */
export const markOf = (url: string) =>
	createHash('sha256').update(url).digest('base64url').slice(0, 8);

/** @param stored anything, such as static data of an earlier version */
export function memoryFrom(stored: unknown): Memory {
	const isEntry = (entry: unknown): entry is Memory[number] =>
		Array.isArray(entry) &&
		typeof entry[0] === 'string' &&
		typeof entry[1] === 'number' &&
		Array.isArray(entry[2]);
	return Array.isArray(stored) ? stored.filter(isEntry) : [];
}

export function wasTaken(memory: Memory, eventId: string, url: string): boolean {
	const marks = memory.find(([id]) => id === eventId)?.[2];
	return marks?.includes(markOf(url)) ?? false;
}

/** Those who still have to get the event; who waits for a reply only if no other wait had it. */
export function stillOwed(
	memory: Memory,
	eventId: string,
	targets: readonly Subscriber[],
	subscribers: readonly Subscriber[],
): Subscriber[] {
	const has = ({ url }: Subscriber) => wasTaken(memory, eventId, url);
	const isAnswered = subscribers.some((one) => one.kind === 'wait' && has(one));
	return targets.filter((target) => !has(target) && !(isAnswered && target.kind === 'wait'));
}

/** The memory with these, without what is too old to come again, and bounded. */
export function withTaken(
	memory: Memory,
	eventId: string,
	urls: readonly string[],
	nowMs: number,
): Memory {
	const now = Math.floor(nowMs / 1000);
	const known = memory.find(([id]) => id === eventId)?.[2] ?? [];
	const marks = [...new Set([...known, ...urls.map(markOf)])];
	const others = memory.filter(([id, at]) => id !== eventId && now - at <= LONGEST_S);
	return [...others, [eventId, now, marks] as const].slice(-MOST_EVENTS);
}

/** What either of them knows. */
export function united(left: Memory, right: Memory): Memory {
	const all = new Map<string, Memory[number]>();
	for (const [id, at, marks] of [...left, ...right]) {
		const [, knownAt, knownMarks] = all.get(id) ?? [id, 0, []];
		all.set(id, [id, Math.max(at, knownAt), [...new Set([...knownMarks, ...marks])]]);
	}
	return [...all.values()].sort((one, other) => one[1] - other[1]).slice(-MOST_EVENTS);
}

/**
 * Unix time in milliseconds from which on nothing that was taken is forgotten.
 * @param sinceMs since when events are taken again; what was remembered then was all of before
 */
export function wholeSince(memory: Memory, sinceMs: number, nowMs: number): number {
	const oldest = memory.length < MOST_EVENTS ? 0 : (memory[0][1] + 1) * 1000;
	const forgotten = nowMs - LONGEST_S * 1000;
	return Math.max(oldest, forgotten > sinceMs ? forgotten : 0);
}
