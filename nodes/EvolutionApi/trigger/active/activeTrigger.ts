import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Connection, Target } from '../../server/adapter';
import type { ConnectionChange } from '../../server/delivery';
import type { HubInspection } from '../../hub/repair';
import type { Subscriber } from '../../hub/list';
import { findSeen, type TriggerId } from '../memory/seenEvents';
import { isCatchUpWanted, type TriggerSettings } from '../settings/triggerSettings';

/** What an active trigger is doing. */
export const STATES = [
	/** Nothing is known to reach it yet: it registers, and tries on until the server is there. */
	'starting',
	/** It looks in the server's store for messages that nobody has delivered. */
	'recovering',
	/** Events come, and start the workflow. What may be missing is looked for at the next repair. */
	'live',
	/** n8n ends it, or the workflow is switched off: nothing starts the workflow or registers it again. */
	'leaving',
] as const;

export type TriggerState = (typeof STATES)[number];

/** What happens to it. */
export const TRIGGER_EVENTS = [
	/** Events can reach it. */
	'registered',
	/** It begins to look for missed messages. */
	'searching',
	/** It has looked for all of them, or could not. */
	'searched',
	/** Its workflow is switched off, n8n ends, or its instance is gone. */
	'ended',
	/** n8n has switched the workflow off because of an error, and at once on again, without a new trigger(). */
	'resumed',
] as const;

export type TriggerEvent = (typeof TRIGGER_EVENTS)[number];

/** What leads from one state to another. In all other states the event changes nothing. */
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

/** Messages are looked for from this much earlier: clocks differ, and messages take some time. */
export const OVERLAP_MS = 60_000;

/** For this long the server may still try to deliver an event, to an owner that has left meanwhile. */
export const REDELIVERED_MS = 30 * 60_000;

/** What is known of a trigger when it starts. */
export interface TriggerStart extends TriggerId {
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	readonly channel: Channel;
	/** When it was switched on, by our clock, Unix ms; undefined after a restart. */
	readonly activatedAt?: number;
	/** n8n was down, so that messages may be missing. */
	readonly wasDown: boolean;
	/** Messages since then may be missing, by the clock of messages, Unix ms. */
	readonly missedSince?: number;
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
	/** Where the workflow wants to know what is wrong. */
	readonly health?: HealthNotes;

	private current: TriggerState = 'starting';
	/** When it last looked for missed messages, Unix ms. */
	private searchedAt?: number;
	/** Messages since then may be missing, by the clock of messages, Unix ms; undefined while they are looked for. */
	missedSince?: number;
	/** How far that has come, Unix ms. */
	caughtUpTo?: number;
	/** Where nothing comes again: messages since then may be missing until events come, by the clock of messages, Unix ms. */
	gapSince?: number;

	/** The `jwt_key` of deliveries, as last read. */
	key?: string;
	/** All subscribers of the instance, as last read. */
	list?: readonly Subscriber[];
	/** The URL that the server sends to, as last read. */
	ownerUrl?: string;
	/** When the server last said that it sends our events, by our clock, Unix ms. */
	sentUpTo?: number;

	/** How many calls of its webhook reached this process. */
	calls = 0;
	/** When the server itself last called the webhook, Unix ms: it does reach n8n. */
	deliveredAt?: number;
	/** When the server last delivered an event by itself, Unix ms. */
	lastEventAt?: number;
	/** When an event last showed that the instance is connected: one that is not about the connection itself, Unix ms. */
	lastConnectedAt?: number;

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

	/** Where it is known, as for those who have yet to read it. */
	readonly server = async (): Promise<this> => this;

	get id(): TriggerId {
		return this;
	}

	get state(): TriggerState {
		return this.current;
	}

	/** The only way to another state. */
	note(event: TriggerEvent): void {
		this.current = nextState(this.current, event);
		if (event === 'searched') this.searchedAt = Date.now();
	}

	get isLeaving(): boolean {
		return this.current === 'leaving';
	}

	/** Messages may be missing, or it looks for them. */
	get mayMissMessages(): boolean {
		return this.missedSince !== undefined || this.current === 'recovering';
	}

	/** n8n was down, and nobody has begun to look for what arrived meanwhile: since when is still open. */
	get isUnsearched(): boolean {
		return this.wasDown && this.searchedAt === undefined && this.caughtUpTo === undefined;
	}

	/** n8n was down, and what arrived meanwhile is still looked for, while the server delivers it again. */
	get isBehind(): boolean {
		const { settings, channel } = this;
		const isOver = !this.wasDown || this.searchedAt !== undefined;
		return !isOver && !channel.holdsConnection && isCatchUpWanted(settings);
	}

	/** When the last event reached it, or the first one could have, Unix ms. */
	get reachedAt(): number {
		return this.lastEventAt ?? this.startedAt;
	}

	/** What is sent before is either taken or not wanted, by the clock of messages, Unix ms; Infinity if that holds for all. */
	get incompleteSince(): number {
		const { missedSince, caughtUpTo, gapSince } = this;
		const since = [missedSince, caughtUpTo, gapSince].map((time) => time ?? Infinity);
		return Math.min(...since, findSeen(this).oldestOpen());
	}

	/** From this moment on messages may be missing, by the clock of messages, Unix ms. An earlier moment stays. */
	noteMissing(since: number): void {
		this.missedSince = Math.min(this.missedSince ?? Infinity, since);
	}

	/** Messages may be missing from then on, so they are looked for soon, again and again until none is missing. */
	searchFrom(since: number): void {
		this.noteMissing(since);
		this.searchSoon(this);
	}
}

/** Whether the server is answered when n8n has stored the execution: it keeps nothing that could be found later. */
export const tellsStored = ({ connection }: ActiveTrigger): boolean =>
	connection.server.store === undefined;

/** What can be asked: how the instance is connected, and what the server stores. */
export type Look = 'connection' | 'store';

/** Finds out what is wrong: by itself, and by what shows while something else is done. */
export interface HealthNotes {
	/** Every five minutes. Never throws. */
	look(what: Look): Promise<void>;
	connectionChanged(change: ConnectionChange): void;
	/** A chat starts the workflow less often, because two bots may answer each other. */
	loopStopped(maxPerHour: number): void;
	/** Events come again. What changed meanwhile was not told. */
	heardAgain(): void;
	/** The webhook as it was before it was repaired. */
	webhookRead(hub: HubInspection): void;
	/** @param missing events that the server did not send through WebSocket, before that was repaired */
	socketRead(missing: readonly string[]): void;
}

/** An instance that n8n has the node join or leave. */
export interface HookTarget extends Target {
	readonly context: IHookFunctions;
}

/** The way on which events come from the server to a node. */
export interface Channel {
	/**
	 * n8n asks the server for events: all of them come to the process with trigger(), and what nobody has taken is found in the
	 * server's store alone. Else the server calls n8n, also webhook processors, who tell nobody what they took, and what nobody has
	 * taken comes again.
	 */
	readonly holdsConnection: boolean;
	/** @throws {RequestFailure} if events cannot be received */
	register(target: HookTarget, settings: TriggerSettings, url: string): Promise<void>;
	/** Events come to an active trigger from now on. @returns ends it */
	start(trigger: ActiveTrigger): () => Promise<void>;
	/** Every five minutes: makes sure that events still come. @throws {RequestFailure} */
	repair(trigger: ActiveTrigger, url: string): Promise<void>;
	/**
	 * @returns whether the server sent to this workflow, and now sends to another
	 * @throws {RequestFailure} if the server does not do it
	 */
	leave(target: HookTarget, settings: TriggerSettings, url: string): Promise<boolean>;
}
