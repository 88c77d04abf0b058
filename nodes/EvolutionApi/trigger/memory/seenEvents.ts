import type { IDeferredPromise } from 'n8n-workflow';
import { z } from 'zod';

import { createDeferred } from '../../n8n/compat';
import { BoundedMap } from '../../core/values/boundedMap';
import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';

// Which events have come to a trigger. Whether a message has started its workflow is what n8n knows, by the key of the
// execution: this spares n8n the question, and tells since when messages may be missing.

/** Of each trigger. An event of which the server tries again for 20 minutes may come between eight others in a second. */
const MOST = 10_000;

/** As they are stored: which event, and when it was sent or came, in seconds. */
const storedEvents = z.array(z.tuple([z.string(), z.number()]));
type StoredEvent = z.output<typeof storedEvents>[number];

/** An event that has come, and has not started the workflow yet. */
interface OpenEvent {
	/** When the message was sent, Unix ms; Infinity for an event that no store has. */
	readonly sentAt: number;
	/** Undefined while it waits until it may start. */
	readonly starting?: StartingEvent;
}

/** An event that is starting the workflow. */
interface StartingEvent {
	/** When n8n was last told to start it, Unix ms. */
	since: number;
	/** Whether n8n has stored the execution. */
	readonly stored: IDeferredPromise<boolean>;
}

/** The events of a trigger, or those that were for questions of an instance. */
export class SeenEvents {
	/** Grows with every change of what is done. */
	changes = 0;
	private readonly open = new Map<string, OpenEvent>();
	/** When an event that is done was sent or, if it does not tell, when it came, Unix ms. */
	private readonly done = new BoundedMap<number>(MOST);

	/** It waits, starts the workflow, or is done. */
	knows(eventId: string): boolean {
		return this.open.has(eventId) || this.isDone(eventId);
	}

	/** It is starting the workflow, has started it, or is done. */
	isTaken(eventId: string): boolean {
		return this.findStarting(eventId) !== undefined || this.isDone(eventId);
	}

	/** It has come, and may have to wait until it can start the workflow. */
	wait(eventId: string, sentAt: number): void {
		if (!this.knows(eventId)) this.open.set(eventId, { sentAt });
	}

	/** It waits no longer: if it does not start the workflow, it will not. */
	endWait(eventId: string): void {
		if (!this.isTaken(eventId)) this.open.delete(eventId);
	}

	/**
	 * It is about to start the workflow.
	 * @param sentAt of a message, Unix ms
	 * @returns false if it is starting it already, or has
	 */
	begin(eventId: string, sentAt = Infinity): boolean {
		if (this.isTaken(eventId)) return false;
		const starting = { since: Date.now(), stored: createDeferred<boolean>() };
		this.open.set(eventId, { sentAt, starting });
		return true;
	}

	/** n8n could not store the execution, and is told to start it once more. */
	beginAgain(eventId: string): void {
		const starting = this.findStarting(eventId);
		if (starting !== undefined) starting.since = Date.now();
	}

	findStarting(eventId: string): StartingEvent | undefined {
		return this.open.get(eventId)?.starting;
	}

	/** n8n has stored the execution, or it starts none. */
	finish(eventId: string): void {
		const event = this.open.get(eventId);
		if (event === undefined) return;
		this.open.delete(eventId);
		event.starting?.stored.resolve(true);
		this.done.set(eventId, event.sentAt === Infinity ? Date.now() : event.sentAt);
		this.changes++;
	}

	/** It starts nothing, now or later. */
	note(eventId: string, sentAt?: number): void {
		if (this.isDone(eventId)) return;
		this.begin(eventId, sentAt);
		this.finish(eventId);
	}

	/** It did not start the workflow: when it comes again, it may. */
	forget(eventId: string): void {
		this.findStarting(eventId)?.stored.resolve(false);
		this.open.delete(eventId);
		if (!this.isDone(eventId)) return;
		this.done.delete(eventId);
		this.changes++;
	}

	/** What was on its way when trigger() ended: the next one finds it, and n8n knows whether it has started. */
	forgetOpen(): void {
		this.open.clear();
	}

	/** When the oldest message that has not started the workflow yet was sent, Unix ms; Infinity if there is none. */
	oldestOpen(): number {
		let oldest = Infinity;
		for (const { sentAt } of this.open.values()) oldest = Math.min(oldest, sentAt);
		return oldest;
	}

	/**
	 * In the order in which they were done, with their time in whole seconds.
	 * @param since only what is this new, Unix ms @param most so many, the newest: n8n writes all of them each time
	 */
	stored(since: number, most: number): StoredEvent[] {
		const from = Math.floor(since / 1000);
		const all = this.done.names().flatMap((eventId): StoredEvent[] => {
			const second = Math.floor((this.done.get(eventId) ?? 0) / 1000);
			return second >= from ? [[eventId, second]] : [];
		});
		return all.slice(-most);
	}

	/** @param stored of a node, or anything that somebody has written into its static data */
	load(stored: unknown): void {
		for (const [eventId, timeS] of readStored(storedEvents, stored) ?? [])
			this.done.set(eventId, timeS * 1000);
	}

	private isDone(eventId: string): boolean {
		return this.done.has(eventId);
	}
}

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

/** A trigger, and where it listens. */
export interface TriggerId extends TriggerName {
	/** The instance, as makeInstanceId() gives it. If trigger() has not run in this process, the same as {@link triggerKey}. */
	readonly instanceId: string;
}

/** A trigger, as one text: what is kept for it has this key. */
export const triggerKey = ({ nodeId, suffix = '' }: TriggerName): string => nodeId + suffix;

/** By trigger. */
const seen = createScopedCache<SeenEvents>();
/** By instance: what was for a question of an execution that waits. It starts no workflow that does not ask for answers. */
const answers = createScopedCache<SeenEvents>();

export const findSeen = (trigger: TriggerName): SeenEvents =>
	seen.getOr(triggerKey(trigger), () => new SeenEvents());

export const findAnswers = ({ instanceId }: Pick<TriggerId, 'instanceId'>): SeenEvents =>
	answers.getOr(instanceId, () => new SeenEvents());

/** Whether the event has started the workflow, or was for a question. */
export const hasTaken = (trigger: TriggerId, eventId: string): boolean =>
	findSeen(trigger).isTaken(eventId) || findAnswers(trigger).isTaken(eventId);

/** Grows with each change of what was done. */
export const countSeen = (trigger: TriggerId): number =>
	findSeen(trigger).changes + findAnswers(trigger).changes;

/** When trigger() starts: adds what the node has stored. */
export function loadSeen(trigger: TriggerId, context: WithStaticData): void {
	const stored = openStaticData(context);
	findSeen(trigger).forgetOpen();
	findSeen(trigger).load(stored.get('taken', trigger.suffix));
	findAnswers(trigger).load(stored.get('answers', trigger.suffix));
}

/** For a process in which trigger() does not run. */
export function loadSeenOnce(trigger: TriggerId, context: WithStaticData): void {
	if (!seen.has(triggerKey(trigger))) loadSeen(trigger, context);
}

interface StoredSince {
	/** The moment up to which nothing was missed, Unix ms. */
	readonly completeUpTo: number;
	/** Only what is this new, Unix ms. */
	readonly since: number;
	/** So many events. */
	readonly most: number;
}

/**
 * For the static data, each as one text, because n8n wraps every object in there. Empty if there is none.
 */
export const seenEntries = (trigger: TriggerId, { completeUpTo, since, most }: StoredSince) =>
	entriesFor(trigger.suffix, {
		taken: toText(findSeen(trigger).stored(since, most)),
		answers: toText(findAnswers(trigger).stored(since, most)),
		lastEventAt: completeUpTo,
	});

const toText = (events: readonly StoredEvent[]): string =>
	events.length === 0 ? '' : JSON.stringify(events);
