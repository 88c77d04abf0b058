import { jsonParse, type IDataObject } from 'n8n-workflow';

import { markOf, memoryFrom, wasTaken, withTaken, type Memory } from '../hub';
import { nameOf } from './living';

// Which events were taken: in the process, where it counts at once and for parallel calls, and in the
// static data of the node, from where a restart has it. n8n stores that only for calls of webhook() that
// start no execution, or with the next emit().

/** Stands for ourselves: the list of subscribers may not hold us at this moment. */
const OURSELVES = '';

const memories = new Map<string, Memory>();

interface Context {
	getWorkflow(): { id?: string };
	getNode(): { id: string };
	getWorkflowStaticData(type: string): IDataObject;
}

export function recall(context: Context): Memory {
	const name = nameOf(context);
	const known = memories.get(name);
	if (known !== undefined) return known;
	const { taken } = context.getWorkflowStaticData('node');
	const memory = memoryFrom(
		typeof taken === 'string' ? jsonParse(taken, { fallbackValue: [] }) : taken,
	);
	memories.set(name, memory);
	return memory;
}

/** @returns whether the event is new to us; from now on it is not */
export function claim(context: Context, eventId: string): boolean {
	if (wasTaken(recall(context), eventId, OURSELVES)) return false;
	noteTaken(context, eventId, [OURSELVES]);
	return true;
}

/** It did not start anything after all: the next delivery of it may. */
export function release(context: Context, eventId: string): void {
	const own = markOf(OURSELVES);
	const memory = recall(context).map((entry): Memory[number] => {
		const [id, at, marks] = entry;
		return id === eventId ? [id, at, marks.filter((mark) => mark !== own)] : entry;
	});
	memories.set(nameOf(context), memory);
}

/** @param urls subscribers that have it */
export function noteTaken(context: Context, eventId: string, urls: readonly string[]): void {
	memories.set(nameOf(context), withTaken(recall(context), eventId, urls, Date.now()));
}

/**
 * Into the static data. As one text: n8n wraps every object in there, for every event.
 * @param lastEventAt Unix time in milliseconds up to which nothing was missed
 */
export function store(context: Context, lastEventAt: number): void {
	const stored = context.getWorkflowStaticData('node');
	stored.taken = JSON.stringify(recall(context));
	stored.lastEventAt = lastEventAt;
}
