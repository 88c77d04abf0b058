import { jsonParse } from 'n8n-workflow';

import { Memory, memoryFrom } from '../hub';
import { staticDataOf, type WithStaticData } from './staticData';

// Which events were taken: in the process, where it counts at once and for parallel calls, and in the
// static data of the nodes, from where a restart has it. n8n stores that only for calls of webhook() that
// start no execution.

/** Who takes events. */
export interface Taker {
	/** Workflow and node. */
	readonly name: string;
	/**
	 * All triggers of an instance that live in this process remember together: the one that the server
	 * sends to then stores for all of them. Others have only themselves.
	 */
	readonly hub: string;
}

const memories = new Map<string, Memory>();

export function takenEventsOf({ hub }: Taker): Memory {
	const memory = memories.get(hub) ?? new Memory(Date.now());
	memories.set(hub, memory);
	return memory;
}

/** What the node has stored counts from now on, and what it took alone, while n8n was starting. */
export function loadTaken(taker: Taker, context: WithStaticData): void {
	const { taken } = staticDataOf(context);
	const stored: unknown =
		typeof taken === 'string' ? jsonParse(taken, { fallbackValue: [] }) : taken;
	const memory = takenEventsOf(taker);
	memory.loadStored(memoryFrom(stored), Date.now());
	const alone = memories.get(taker.name);
	if (alone === undefined || alone === memory) return;
	memory.mergeWith(alone, Date.now());
	memories.delete(taker.name);
}

/** For who has no start at which to {@link loadTaken}. */
export function loadTakenOnce(taker: Taker, context: WithStaticData): void {
	if (!memories.has(taker.hub)) loadTaken(taker, context);
}

/**
 * @param sentAt Unix time in milliseconds, of a message that comes in
 * @returns whether the event is new to the node; from now on it is not
 */
export function claimEvent(taker: Taker, eventId: string, sentAt?: number): boolean {
	if (takenEventsOf(taker).wasTaken(eventId, taker.name)) return false;
	takenEventsOf(taker).remember(eventId, [taker.name], Date.now(), sentAt);
	return true;
}

/** It did not start anything after all: the next delivery of it may. */
export function releaseEvent(taker: Taker, eventId: string): void {
	takenEventsOf(taker).withdraw(eventId, taker.name);
}

/** @param who URLs of subscribers that have it, and names of nodes */
export function rememberTaken(
	taker: Taker,
	eventId: string,
	who: readonly string[],
	sentAt?: number,
): void {
	takenEventsOf(taker).remember(eventId, who, Date.now(), sentAt);
}

/**
 * Into the static data. As one text: n8n wraps every object in there, for every event.
 * @param lastEventAt Unix time in milliseconds up to which nothing was missed
 */
export function storeTaken(taker: Taker, context: WithStaticData, lastEventAt: number): void {
	const stored = staticDataOf(context);
	stored.taken = JSON.stringify(takenEventsOf(taker).stored());
	stored.lastEventAt = lastEventAt;
}
