import { jsonParse } from 'n8n-workflow';

import { MAX_STORED, Memory, memoryFrom } from '../../hub/memory';
import { kept } from './kept';
import { entriesFor, staticDataOf, type WithStaticData } from './staticData';

// Which events were taken: in the memory of the process, at once and for parallel calls as well, and in the static
// data of the nodes, for the time after a restart. n8n stores that only after calls of webhook() that start no
// execution.

/** What a trigger is called: a node, at one of the instances that it listens to. */
export interface TriggerName {
	/** The node, as nodeIdOf() gives it: `workflow/node`. */
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
	 * The instance, as instanceIdOf() gives it. All its triggers in this process share one memory, which the owner of the
	 * webhook stores for all of them. If trigger() has not run in this process, the same as {@link triggerKey}.
	 */
	readonly instanceId: string;
}

/** A trigger, as one text: what is kept for it has this key. */
export const triggerKey = ({ nodeId, suffix = '' }: TriggerName): string => nodeId + suffix;

const memories = kept<Memory>();

export function takenEventsOf({ instanceId }: TriggerId): Memory {
	const memory = memories.get(instanceId) ?? new Memory();
	memories.set(instanceId, memory);
	return memory;
}

/**
 * Adds what the node has stored, and what it took before it knew its instance, while n8n was starting.
 * @returns whether there was any of the latter, which is stored nowhere
 */
export function loadTaken(trigger: TriggerId, context: WithStaticData): boolean {
	const taken = staticDataOf(context).get('taken', trigger.suffix);
	const stored =
		typeof taken === 'string' ? jsonParse<unknown>(taken, { fallbackValue: [] }) : undefined;
	const memory = takenEventsOf(trigger);
	memory.loadStored(memoryFrom(stored), Date.now());
	const own = memories.get(triggerKey(trigger));
	if (own === undefined || own === memory) return false;
	memory.mergeWith(own, Date.now());
	memories.delete(triggerKey(trigger));
	return true;
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
	if (takenEventsOf(trigger).wasTaken(eventId, trigger.nodeId)) return false;
	rememberTaken(trigger, eventId, [trigger.nodeId], sentAt);
	return true;
}

/** The event did not start anything after all: its next delivery may. */
export function releaseEvent(trigger: TriggerId, eventId: string): void {
	takenEventsOf(trigger).withdraw(eventId, trigger.nodeId);
}

/** @param who URLs of subscribers that have the event, and names of triggers */
export function rememberTaken(
	trigger: TriggerId,
	eventId: string,
	who: readonly string[],
	sentAt?: number,
): void {
	takenEventsOf(trigger).remember(eventId, who, Date.now(), sentAt);
}

/**
 * For the static data, as one text, because n8n wraps every object in there.
 * @param lastEventAt the moment up to which nothing was missed, Unix ms
 * @param limit so many events
 */
export const takenEntry = (trigger: TriggerId, lastEventAt: number, limit = MAX_STORED) =>
	entriesFor(trigger.suffix, {
		taken: JSON.stringify(takenEventsOf(trigger).stored(limit)),
		lastEventAt,
	});
