import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Connection, Target } from '../../server/adapter';
import type { ConnectionChange } from '../../server/delivery';
import type { HubInspection } from '../../hub/repair';
import type { Subscriber } from '../../hub/list';
import { findSeen, type TriggerId } from '../memory/seenEvents';
import { isCatchUpWanted, type TriggerSettings } from '../settings/triggerSettings';

export const STATES = [
	/** Events might not reach the trigger yet. It keeps registering until the server answers. */
	'starting',
	/** The trigger searches the server's store for undelivered messages. */
	'recovering',
	/** Events start the workflow. Every five minutes, the trigger searches for messages that may be missing. */
	'live',
	/** n8n is stopping, or the workflow is switched off: the trigger starts no workflow and sets no webhook any more. */
	'leaving',
] as const;

export type TriggerState = (typeof STATES)[number];

export const TRIGGER_EVENTS = [
	/** Events can reach the trigger. */
	'registered',
	'searching',
	/** The search for missed messages is over, or has failed. */
	'searched',
	/** The workflow is switched off, n8n stops, or the server no longer has the instance. */
	'ended',
	/** n8n has switched the workflow off and on again after an error, while trigger() kept running. */
	'resumed',
] as const;

export type TriggerEvent = (typeof TRIGGER_EVENTS)[number];

/** An event that a state doesn't list changes nothing. */
export const TRANSITIONS: Readonly<
	Record<TriggerState, Readonly<Partial<Record<TriggerEvent, TriggerState>>>>
> = {
	starting: { registered: 'live', ended: 'leaving' },
	recovering: { searched: 'live', ended: 'leaving' },
	live: { searching: 'recovering', ended: 'leaving' },
	leaving: { resumed: 'starting' },
};

/** A search begins this long before the first missing message: clocks differ, and messages take some time to arrive. */
export const OVERLAP_MS = 60_000;

/** How long the server may keep trying to deliver an event to a workflow that no longer listens. */
export const REDELIVERED_MS = 30 * 60_000;

export type TriggerStart = Pick<
	ActiveTrigger,
	| keyof TriggerId
	| 'context'
	| 'settings'
	| 'connection'
	| 'instance'
	| 'channel'
	| 'activatedAt'
	| 'wasDown'
	| 'missedSince'
>;

export interface FailedExecution {
	/** When the execution ended, Unix ms. */
	readonly at: number;
	readonly error: string;
	readonly node?: string;
}

export interface LastStart {
	/** True once n8n has been told to start the workflow, unless that start has failed. */
	isUnderway: boolean;
	/** Settles when n8n has stored the execution, or the start is given up. Resolves to whether n8n has stored the execution. */
	isOver?: Promise<boolean>;
}

/** An active workflow whose `trigger()` runs in this process. If it listens to several instances, each has its own object. */
export class ActiveTrigger implements TriggerId {
	readonly nodeId!: string;
	readonly suffix?: string;
	readonly instanceId!: string;
	readonly context!: ITriggerFunctions;
	readonly settings!: TriggerSettings;
	readonly connection!: Connection;
	readonly instance!: string;
	readonly channel!: Channel;
	/** When the workflow was switched on, by n8n's clock, Unix ms; undefined after a restart of n8n. */
	readonly activatedAt?: number;
	/** True after a downtime of n8n, until the first search for messages from that time has ended. */
	wasDown!: boolean;
	readonly startedAt = Date.now();
	readonly health?: HealthNotes;

	private current: TriggerState = 'starting';
	/** Time (Unix ms, WhatsApp's clock) since which messages may be missing; undefined once a search for them begins. */
	missedSince?: number;
	/** Time (Unix ms, WhatsApp's clock) up to which the current search has handled all messages. */
	caughtUpTo?: number;
	/** Sending time (Unix ms) of the earliest missed message that n8n couldn't handle. The next search starts there. */
	leftSince?: number;
	/** Time (Unix ms, WhatsApp's clock) since which no events have arrived through WebSocket; undefined while events arrive. */
	gapSince?: number;

	/** The webhook's `jwt_key`, as last read. */
	key?: string;
	/** All subscribers of the instance, as last read. */
	list?: readonly Subscriber[];
	/** The URL that the server sends to, as last read. */
	ownerUrl?: string;
	/** Another application's webhook, encrypted, as n8n last stored it; empty if there was none. */
	storedSeal?: string;
	/** Time (Unix ms, n8n's clock) at which the server last confirmed that it sends the workflow's events through WebSocket. */
	sentUpTo?: number;

	calls = 0;
	/** When the server itself last called the webhook, Unix ms. The call proves that the server reaches n8n. */
	deliveredAt?: number;
	/** When the server last delivered an event, Unix ms. Events that n8n reads from the server's store don't count. */
	lastEventAt?: number;
	/** Time (Unix ms) of the last event, such as a message, that only a connected instance delivers. */
	lastConnectedAt?: number;

	/** Latest start of the workflow for each chat, until {@link LastStart.isOver} settles. */
	readonly lastStarts = new Map<string, LastStart>();
	/** Chats with messages that the next search for missed messages has to find in the server's store. */
	readonly chatsLeft = new Set<string>();
	failedExecutions: readonly FailedExecution[] = [];

	/** Planned tasks, which run after a pause. Each is only planned once: the server reports a log-out twice, for example. */
	readonly plans = new Set<'repair' | 'search' | 'setWebhook'>();
	/** When a delivery last led to a repair of the registration, Unix ms. */
	repairedAt = 0;
	hasLookedForObstacle = false;
	hasAskedStore = false;

	constructor(
		start: TriggerStart,
		createHealth: (trigger: ActiveTrigger) => HealthNotes | undefined,
		private readonly searchSoon: (trigger: ActiveTrigger) => void,
	) {
		Object.assign(this, start);
		this.health = createHealth(this);
	}

	readonly server = async (): Promise<this> => this;

	get id(): TriggerId {
		return this;
	}

	get state(): TriggerState {
		return this.current;
	}

	/** No other code changes the state. */
	note(event: TriggerEvent): void {
		this.current = TRANSITIONS[this.current][event] ?? this.current;
		if (event === 'searched') this.wasDown = false;
	}

	get isLeaving(): boolean {
		return this.current === 'leaving';
	}

	get mayMissMessages(): boolean {
		return this.missedSince !== undefined || this.current === 'recovering';
	}

	/** True before n8n searches for messages from its downtime: until then, {@link missedSince} may still change. */
	get isUnsearched(): boolean {
		return this.wasDown && this.caughtUpTo === undefined;
	}

	/** Tells whether n8n still has to search for messages from its downtime. The server may deliver the same messages, too. */
	get isBehind(): boolean {
		return this.wasDown && !this.channel.holdsConnection && isCatchUpWanted(this.settings);
	}

	get reachedAt(): number {
		return this.lastEventAt ?? this.startedAt;
	}

	/** Earliest time of messages that may be unhandled, by WhatsApp's clock, Unix ms; Infinity if there are none. */
	get incompleteSince(): number {
		const { missedSince, caughtUpTo, leftSince, gapSince } = this;
		const since = [missedSince, caughtUpTo, leftSince, gapSince].map((time) => time ?? Infinity);
		return Math.min(...since, findSeen(this).oldestOpen());
	}

	/** Notes that messages may be missing since this time (WhatsApp's clock, Unix ms). */
	noteMissing(since: number): void {
		this.missedSince = Math.min(this.missedSince ?? Infinity, since);
	}

	searchFrom(since: number): void {
		this.noteMissing(since);
		this.searchSoon(this);
	}
}

export type Look = 'connection' | 'store';

export interface HealthNotes {
	/** Runs the check `connection` or `store` if it's due. Never throws. */
	look(what: Look): Promise<void>;
	connectionChanged(change: ConnectionChange): void;
	loopStopped(maxPerHour: number): void;
	/** @param hub as read before n8n repairs the webhook */
	webhookRead(hub: HubInspection): void;
	/** @param missing names of events that the server no longer sent through WebSocket, and that n8n has switched on again */
	socketRead(missing: readonly string[]): void;
}

export interface HookTarget extends Target {
	readonly context: IHookFunctions;
}

export interface Channel {
	/**
	 * True if n8n connects to the server. The process that runs trigger() then gets all events, and missed messages are only in
	 * the server's store. If false, the server calls n8n, and repeats failed calls. In queue mode, a call may reach another
	 * process, which shares no memory with the trigger.
	 */
	readonly holdsConnection: boolean;
	/** Makes the server send the instance's events to n8n. @throws {RequestFailure} if that fails */
	register(target: HookTarget, settings: TriggerSettings, url: string): Promise<void>;
	/** @returns a function that stops receiving events for the trigger */
	start(trigger: ActiveTrigger): () => Promise<void>;
	/** Ensures that events still reach the trigger. Called at least every five minutes. @throws {RequestFailure} */
	repair(trigger: ActiveTrigger, url: string): Promise<void>;
	/**
	 * Leaves an instance. @returns true if the server called this workflow before, and now calls another subscriber
	 * @throws {RequestFailure} if the server doesn't confirm the change
	 */
	leave(target: HookTarget, settings: TriggerSettings, url: string): Promise<boolean>;
}
