import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Connection, Target } from '../../server/adapter';
import type { ConnectionChange } from '../../server/delivery';
import type { HubInspection } from '../../hub/repair';
import type { Subscriber } from '../../hub/list';
import { findSeen, type TriggerId } from '../memory/seenEvents';
import { isCatchUpWanted, type TriggerSettings } from '../settings/triggerSettings';
import type { Saver } from './saver';

/** States of an active trigger. */
export const STATES = [
	/** Events may not reach it yet: it keeps registering until the server is there. */
	'starting',
	/** The trigger searches the server's store for undelivered messages. */
	'recovering',
	/** Events start the workflow. The next repair searches for missing ones. */
	'live',
	/** n8n stops it, or the workflow is switched off: it never starts or registers the workflow again. */
	'leaving',
] as const;

export type TriggerState = (typeof STATES)[number];

/** Events that change the state of a trigger. */
export const TRIGGER_EVENTS = [
	/** Events can reach the trigger. */
	'registered',
	/** The search for missed messages begins. */
	'searching',
	/** The search is over, or has failed. */
	'searched',
	/** The workflow is switched off, n8n ends, or the instance is gone. */
	'ended',
	/** n8n has switched the workflow off and on again after an error, without a new trigger(). */
	'resumed',
] as const;

export type TriggerEvent = (typeof TRIGGER_EVENTS)[number];

/** State changes. All other events change nothing. */
export const TRANSITIONS: Readonly<
	Record<TriggerState, Readonly<Partial<Record<TriggerEvent, TriggerState>>>>
> = {
	starting: { registered: 'live', ended: 'leaving' },
	recovering: { searched: 'live', ended: 'leaving' },
	live: { searching: 'recovering', ended: 'leaving' },
	leaving: { resumed: 'starting' },
};

const nextState = (state: TriggerState, event: TriggerEvent): TriggerState =>
	TRANSITIONS[state][event] ?? state;

/** Searches begin this much earlier: clocks differ, and messages take some time. */
export const OVERLAP_MS = 60_000;

/** How long the server may still try to deliver an event to an owner that has left in the meantime. */
export const REDELIVERED_MS = 30 * 60_000;

/** Facts about a trigger at its start. */
export interface TriggerStart extends TriggerId {
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	readonly channel: Channel;
	/** When the workflow was switched on, by our clock, Unix ms; undefined after a restart. */
	readonly activatedAt?: number;
	/** n8n was down, so that messages may be missing. */
	readonly wasDown: boolean;
	/** Start of the possible gap, by the clock of messages, Unix ms. */
	readonly missedSince?: number;
}

/** An execution that the trigger has started, and that ended in an error. */
export interface FailedExecution {
	/** When it ended, Unix ms. */
	readonly at: number;
	/** Text of its error. */
	readonly error: string;
	/** The name of the node, if that is known. */
	readonly node?: string;
}

/** A start of the workflow with a message. */
export interface LastStart {
	/** n8n was told to start it, and has not failed. */
	isUnderway: boolean;
	/** Settles when the event is stored, left to the server's store, or given up. @returns whether n8n has stored it */
	isOver?: Promise<boolean>;
}

/** An active workflow whose `trigger()` runs in this process, at one of the instances that it listens to. */
export class ActiveTrigger implements TriggerId {
	readonly nodeId: string;
	readonly suffix?: string;
	readonly instanceId: string;
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	readonly channel: Channel;
	readonly activatedAt?: number;
	private readonly wasDown: boolean;
	/** When trigger() started, Unix ms. */
	readonly startedAt = Date.now();
	/** Set if the workflow wants health alerts. */
	readonly health?: HealthNotes;

	private current: TriggerState = 'starting';
	/** When it last searched for missed messages, Unix ms. */
	private searchedAt?: number;
	/** Start of the possible gap, by the clock of messages, Unix ms; undefined during a search. */
	missedSince?: number;
	/** Progress of the search, Unix ms. */
	caughtUpTo?: number;
	/** Start of a gap that lasts until events come, if events are never repeated, by the clock of messages, Unix ms. */
	gapSince?: number;

	/** The `jwt_key` of deliveries, as last read. */
	key?: string;
	/** All subscribers of the instance, as last read. */
	list?: readonly Subscriber[];
	/** The URL that the server sends to, as last read. */
	ownerUrl?: string;
	/** When the server last confirmed our events, by our clock, Unix ms. */
	sentUpTo?: number;

	/** Number of its webhook's calls that reached this process. */
	calls = 0;
	/** When the server itself last called the webhook, Unix ms: proof that it reaches n8n. */
	deliveredAt?: number;
	/** When the server last delivered an event by itself, Unix ms. */
	lastEventAt?: number;
	/** When an event last proved that the instance is connected (not an event about the connection), Unix ms. */
	lastConnectedAt?: number;

	/** Newest start of each chat, until n8n has stored it. */
	readonly lastStarts = new Map<string, LastStart>();
	/** Chats with messages that are left to the server's store. */
	readonly chatsLeft = new Set<string>();
	/** Latest executions that failed, oldest first. */
	failedExecutions: readonly FailedExecution[] = [];
	/** Stores its events. */
	saver?: Saver;

	/** It searches for missing messages soon. */
	searchesSoon = false;
	/** It repairs its registration soon. */
	repairsSoon = false;
	/** When it last did so because of a delivery, Unix ms. */
	repairedAt = 0;
	/** It is setting the webhook after a log-out, which the server reports twice. */
	setsWebhook = false;
	/** It has looked for an obstacle between the server and its webhook. */
	hasLookedForObstacle = false;
	/** It has asked whether the server stores messages. */
	hasAskedStore = false;

	constructor(
		start: TriggerStart,
		createHealth: (trigger: ActiveTrigger) => HealthNotes | undefined,
		private readonly searchSoon: (trigger: ActiveTrigger) => void,
	) {
		this.nodeId = start.nodeId;
		this.suffix = start.suffix;
		this.instanceId = start.instanceId;
		this.context = start.context;
		this.settings = start.settings;
		this.connection = start.connection;
		this.instance = start.instance;
		this.channel = start.channel;
		this.activatedAt = start.activatedAt;
		this.wasDown = start.wasDown;
		this.missedSince = start.missedSince;
		this.health = createHealth(this);
	}

	/** Returns the server, in the form of those who have yet to read it. */
	readonly server = async (): Promise<this> => this;

	get id(): TriggerId {
		return this;
	}

	get state(): TriggerState {
		return this.current;
	}

	/** Changes the state. No other code does. */
	note(event: TriggerEvent): void {
		this.current = nextState(this.current, event);
		if (event === 'searched') this.searchedAt = Date.now();
	}

	get isLeaving(): boolean {
		return this.current === 'leaving';
	}

	/** Tells whether messages may be missing, or a search for them is running. */
	get mayMissMessages(): boolean {
		return this.missedSince !== undefined || this.current === 'recovering';
	}

	/** Tells whether the search for the messages from n8n's downtime hasn't begun: the start of the gap is still open. */
	get isUnsearched(): boolean {
		return this.wasDown && this.searchedAt === undefined && this.caughtUpTo === undefined;
	}

	/** Tells whether messages from n8n's downtime are still searched, while the server redelivers them. */
	get isBehind(): boolean {
		const { settings, channel } = this;
		const isOver = !this.wasDown || this.searchedAt !== undefined;
		return !isOver && !channel.holdsConnection && isCatchUpWanted(settings);
	}

	/** When the last event reached it, or the first one could have, Unix ms. */
	get reachedAt(): number {
		return this.lastEventAt ?? this.startedAt;
	}

	/** Start of the messages whose handling is incomplete, by the clock of messages, Unix ms; Infinity if there are none. */
	get incompleteSince(): number {
		const { missedSince, caughtUpTo, gapSince } = this;
		const since = [missedSince, caughtUpTo, gapSince].map((time) => time ?? Infinity);
		return Math.min(...since, findSeen(this).oldestOpen());
	}

	/** Adds a possible gap from this time on, by the clock of messages, Unix ms. An earlier gap stays. */
	noteMissing(since: number): void {
		this.missedSince = Math.min(this.missedSince ?? Infinity, since);
	}

	/** Adds a gap from this time on, and searches until no message is missing. */
	searchFrom(since: number): void {
		this.noteMissing(since);
		this.searchSoon(this);
	}
}

/** Tells whether the server gets its answer after n8n has stored the execution: its own store has no events for a search. */
export const tellsStored = ({ connection }: ActiveTrigger): boolean =>
	connection.server.store === undefined;

/** The two requests of a check: the instance's connection, and the server's stored messages. */
export type Look = 'connection' | 'store';

/** Finds problems, by its own checks and from other work. */
export interface HealthNotes {
	/** Checks every five minutes. Never throws. */
	look(what: Look): Promise<void>;
	connectionChanged(change: ConnectionChange): void;
	/** A chat starts the workflow less often, because two bots may answer each other. */
	loopStopped(maxPerHour: number): void;
	/** Events come again. Changes in the meantime weren't reported. */
	heardAgain(): void;
	/** The webhook as it was before it was repaired. */
	webhookRead(hub: HubInspection): void;
	/** @param missing events that the server did not send through WebSocket, before that was repaired */
	socketRead(missing: readonly string[]): void;
}

/** An instance for the node to join or leave, at n8n's request. */
export interface HookTarget extends Target {
	readonly context: IHookFunctions;
}

/** How a node receives the server's events. */
export interface Channel {
	/**
	 * True if n8n asks the server for events: all of them reach the process with trigger(), and missed ones are only in the
	 * server's store. Otherwise, the server calls n8n, including webhook processors, which share nothing, and it repeats failed
	 * calls.
	 */
	readonly holdsConnection: boolean;
	/** @throws {RequestFailure} if events cannot be received */
	register(target: HookTarget, settings: TriggerSettings, url: string): Promise<void>;
	/** Events come to an active trigger from now on. @returns ends it */
	start(trigger: ActiveTrigger): () => Promise<void>;
	/** Ensures every five minutes that events still come. @throws {RequestFailure} */
	repair(trigger: ActiveTrigger, url: string): Promise<void>;
	/**
	 * @returns whether the server sent to this workflow, and now sends to another
	 * @throws {RequestFailure} if the server does not do it
	 */
	leave(target: HookTarget, settings: TriggerSettings, url: string): Promise<boolean>;
}
