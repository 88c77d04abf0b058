import { jsonParse, type IDataObject } from 'n8n-workflow';

import { markOf, memoryFrom, united, wasTaken, withTaken, type Memory } from '../hub';

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

type WithStaticData = { getWorkflowStaticData(type: string): IDataObject };

const memories = new Map<string, Memory>();

export const recall = ({ hub }: Taker): Memory => memories.get(hub) ?? [];

/** What the node has stored counts from now on, and what it took alone, while n8n was starting. */
export function learn(taker: Taker, context: WithStaticData): void {
	const { taken } = context.getWorkflowStaticData('node');
	const memory = memoryFrom(
		typeof taken === 'string' ? jsonParse(taken, { fallbackValue: [] }) : taken,
	);
	const alone = memories.get(taker.name) ?? [];
	memories.set(taker.hub, united(recall(taker), united(alone, memory)));
}

/** For who has no start at which to {@link learn}. */
export function learnOnce(taker: Taker, context: WithStaticData): void {
	if (!memories.has(taker.hub)) learn(taker, context);
}

/** @returns whether the event is new to the node; from now on it is not */
export function claim(taker: Taker, eventId: string): boolean {
	if (wasTaken(recall(taker), eventId, taker.name)) return false;
	noteTaken(taker, eventId, [taker.name]);
	return true;
}

/** It did not start anything after all: the next delivery of it may. */
export function release(taker: Taker, eventId: string): void {
	const own = markOf(taker.name);
	const memory = recall(taker).map((entry): Memory[number] => {
		const [id, at, marks] = entry;
		return id === eventId ? [id, at, marks.filter((mark) => mark !== own)] : entry;
	});
	memories.set(taker.hub, memory);
}

/** @param who URLs of subscribers that have it, and names of nodes */
export function noteTaken(taker: Taker, eventId: string, who: readonly string[]): void {
	memories.set(taker.hub, withTaken(recall(taker), eventId, who, Date.now()));
}

/**
 * Into the static data. As one text: n8n wraps every object in there, for every event.
 * @param lastEventAt Unix time in milliseconds up to which nothing was missed
 */
export function store(taker: Taker, context: WithStaticData, lastEventAt: number): void {
	const stored = context.getWorkflowStaticData('node');
	stored.taken = JSON.stringify(recall(taker));
	stored.lastEventAt = lastEventAt;
}
