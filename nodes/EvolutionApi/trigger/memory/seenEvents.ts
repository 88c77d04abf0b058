import type { IDeferredPromise } from 'n8n-workflow';
import { z } from 'zod';

import { createDeferred } from '../../n8n/compat';
import { BoundedMap } from '../../core/values/boundedMap';
import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';

// Events that have reached a trigger. Thanks to this memory, n8n needn't be asked whether a message has started the workflow.

/** Maximum events per trigger. At eight a second, they cover the 20 minutes for which the server retries an event. */
const MOST = 10_000;

/** The stored form: each event's ID, and the time (Unix s) at which it was sent or, if that's unknown, arrived. */
const storedEvents = z.array(z.tuple([z.string(), z.number()]));
type StoredEvent = z.output<typeof storedEvents>[number];

interface OpenEvent {
	/** When the message was sent, Unix ms; Infinity for other events, which the server doesn't store. */
	readonly sentAt: number;
	/** Undefined until n8n gets the command to start the workflow. */
	readonly starting?: StartingEvent;
}

interface StartingEvent {
	/** When n8n last got the command to start the workflow, Unix ms. */
	since: number;
	readonly outcome: IDeferredPromise<boolean>;
}

/** Remembers which events a trigger has received, or which messages of an instance were replies to waiting executions. */
export class SeenEvents {
	changes = 0;
	private readonly openEvents = new Map<string, OpenEvent>();
	/** Time of each finished event, Unix ms: when it was sent, or else when it came. */
	private readonly finishedEvents = new BoundedMap<number>(MOST);

	knows(eventId: string): boolean {
		return this.openEvents.has(eventId) || this.finishedEvents.has(eventId);
	}

	isTaken(eventId: string): boolean {
		return this.findStarting(eventId) !== undefined || this.finishedEvents.has(eventId);
	}

	wait(eventId: string, sentAt: number): void {
		if (!this.knows(eventId)) this.openEvents.set(eventId, { sentAt });
	}

	endWait(eventId: string): void {
		if (!this.isTaken(eventId)) this.openEvents.delete(eventId);
	}

	/**
	 * @param sentAt when the message was sent, Unix ms; Infinity for other events
	 * @returns false if the event is already starting the workflow, or has started it
	 */
	begin(eventId: string, sentAt = Infinity): boolean {
		if (this.isTaken(eventId)) return false;
		const starting = { since: Date.now(), outcome: createDeferred<boolean>() };
		this.openEvents.set(eventId, { sentAt, starting });
		return true;
	}

	beginAgain(eventId: string): void {
		const starting = this.findStarting(eventId);
		if (starting !== undefined) starting.since = Date.now();
	}

	findStarting(eventId: string): StartingEvent | undefined {
		return this.openEvents.get(eventId)?.starting;
	}

	/** Finishes an event whose execution is stored, or that starts no execution. */
	finish(eventId: string): void {
		const event = this.openEvents.get(eventId);
		if (event === undefined) return;
		this.openEvents.delete(eventId);
		event.starting?.outcome.resolve(true);
		this.finishedEvents.set(eventId, event.sentAt === Infinity ? Date.now() : event.sentAt);
		this.changes++;
	}

	note(eventId: string, sentAt?: number): void {
		if (this.finishedEvents.has(eventId)) return;
		this.begin(eventId, sentAt);
		this.finish(eventId);
	}

	forget(eventId: string): void {
		this.findStarting(eventId)?.outcome.resolve(false);
		this.openEvents.delete(eventId);
		if (!this.finishedEvents.has(eventId)) return;
		this.finishedEvents.delete(eventId);
		this.changes++;
	}

	/** Forgets the unfinished events of a trigger() that has ended. */
	forgetOpen(): void {
		this.openEvents.clear();
	}

	/** Returns the time of the oldest unfinished message, Unix ms; Infinity if there is none. */
	oldestOpen(): number {
		const events = [...this.openEvents.values()];
		return events.reduce((oldest, { sentAt }) => Math.min(oldest, sentAt), Infinity);
	}

	/**
	 * Returns the finished events as pairs of ID and time (Unix s).
	 * @param since Unix ms; leaves out earlier events @param most limit for the number of events, of which the newest are kept
	 */
	stored(since: number, most: number): StoredEvent[] {
		const toSecond = (time = 0) => Math.floor(time / 1000);
		return this.finishedEvents
			.names()
			.map((eventId): StoredEvent => [eventId, toSecond(this.finishedEvents.get(eventId))])
			.filter(([, second]) => second >= toSecond(since))
			.slice(-most);
	}

	/** @param value the result of {@link stored}, or any value if a user edited the workflow */
	load(value: unknown): void {
		for (const [eventId, timeS] of readStored(storedEvents, value) ?? [])
			this.finishedEvents.set(eventId, timeS * 1000);
	}
}

/** A node has one trigger for each instance that it listens to. */
export interface TriggerName {
	readonly nodeId: string;
	/** Distinguishes the instances of a node: `/shop` for "shop". Undefined if the node listens to only one instance. */
	readonly suffix?: string;
}

export interface TriggerId extends TriggerName {
	/** The instance's ID from makeInstanceId(). If trigger() hasn't run in this process, the same as {@link triggerKey}. */
	readonly instanceId: string;
}

export const triggerKey = ({ nodeId, suffix = '' }: TriggerName): string => nodeId + suffix;

const memoriesByTrigger = createScopedCache<SeenEvents>();
/** Messages that went to waiting executions, by instance ID. */
const answersByInstance = createScopedCache<SeenEvents>();

export const findSeen = (trigger: TriggerName): SeenEvents =>
	memoriesByTrigger.getOr(triggerKey(trigger), () => new SeenEvents());

export const findAnswers = ({ instanceId }: Pick<TriggerId, 'instanceId'>): SeenEvents =>
	answersByInstance.getOr(instanceId, () => new SeenEvents());

export const hasTaken = (trigger: TriggerId, eventId: string): boolean =>
	findSeen(trigger).isTaken(eventId) || findAnswers(trigger).isTaken(eventId);

export const countSeen = (trigger: TriggerId): number =>
	findSeen(trigger).changes + findAnswers(trigger).changes;

export function loadSeen(trigger: TriggerId, context: WithStaticData): void {
	const data = openStaticData(context);
	findSeen(trigger).forgetOpen();
	findSeen(trigger).load(data.get('seen', trigger.suffix));
	findAnswers(trigger).load(data.get('answers', trigger.suffix));
}

export function loadSeenOnce(trigger: TriggerId, context: WithStaticData): void {
	if (!memoriesByTrigger.has(triggerKey(trigger))) loadSeen(trigger, context);
}

/**
 * Returns a trigger's entries for the static data. They contain the events as a JSON text, which is empty without events.
 * @param completeUpTo time until which no message is missing, Unix ms
 * @param since only later events are stored, Unix ms @param most limit for the number of events
 */
export const seenEntries = (
	trigger: TriggerId,
	{ completeUpTo, since, most }: Readonly<Record<'completeUpTo' | 'since' | 'most', number>>,
) =>
	entriesFor(trigger.suffix, {
		seen: toText(findSeen(trigger).stored(since, most)),
		answers: toText(findAnswers(trigger).stored(since, most)),
		lastEventAt: completeUpTo,
	});

const toText = (events: readonly StoredEvent[]): string =>
	events.length === 0 ? '' : JSON.stringify(events);
