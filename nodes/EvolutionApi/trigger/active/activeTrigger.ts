import type { ITriggerFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import type { ConnectionChange } from '../../core/server/delivery';
import type { HubInspection, Subscriber } from '../../hub';
import type { Event } from '../memory/deliveredEvent';
import type { TriggerId } from '../memory/takenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { Channel } from './channel';

/** Messages are looked for from this much earlier: clocks differ, and messages take some time. */
export const OVERLAP_MS = 60_000;

/** An active workflow whose `trigger()` runs in this process, at one of the instances that it listens to. */
export interface ActiveTrigger extends TriggerId {
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	/** The `jwt_key` of deliveries, as last read. */
	key?: string;
	/** All subscribers of the instance, as last read. */
	list?: readonly Subscriber[];
	/** When it last repaired its registration because of a delivery, Unix ms. */
	repairedAt?: number;
	/** It will repair its registration soon because of a delivery. */
	isRepairPlanned: boolean;
	/** The URL that the server sends to, as last read. */
	ownerUrl?: string;
	/** It is being switched off: nothing may subscribe it again. */
	isLeaving: boolean;
	/** When it was switched on, by our clock, Unix ms; undefined after a restart. */
	readonly activatedAt?: number;
	/** When the last event reached it, or the first one could have, Unix ms. */
	reachedAt: number;
	/** When trigger() started, Unix ms. */
	readonly startedAt: number;
	/** n8n was down, and catching up with what arrived meanwhile is not over. */
	isBehind: boolean;
	/** n8n was down, and nobody has begun to look for what arrived meanwhile: since when is still open. */
	wasAway: boolean;
	/** Messages since then may be missing, by the clock of messages, Unix ms; undefined while it catches up. */
	missedSince?: number;
	/** How far catching up has come, Unix ms. */
	caughtUpTo?: number;
	isCatchingUp: boolean;
	/** A call of our own webhook will soon store what was taken. */
	isSaving: boolean;
	/** How many calls of its webhook reached this process. */
	calls: number;
	/** When the server itself last called the webhook, Unix ms: it does reach n8n. */
	deliveredAt?: number;
	/** How many of these calls stored what was taken. */
	saves: number;
	/** Messages that wait for room in a flood, the oldest first: when they were sent, Unix ms, by event. */
	waiting?: Map<string, number>;
	/** What starts the workflow, and n8n has not stored yet, by event. */
	beginning?: Map<string, Beginning>;
	readonly channel: LastingChannel;
	/** Where the workflow wants to know what is wrong. */
	health?: HealthNotes;
	/** When the server last delivered an event by itself, Unix ms. */
	lastEventAt?: number;
	/** When an event last showed that the instance is connected: one that is not about the connection itself, Unix ms. */
	lastConnectedAt?: number;
	/** Where nothing comes again: messages since then may be missing until events come, by the clock of messages, Unix ms. */
	gapSince?: number;
	/** Where nothing comes again: events that have come, and have not started the workflow yet, the oldest first. */
	readonly underWay: Set<{ readonly since: number }>;
	/** Events that executions that wait could not take when they came: the server is to deliver them again. By event. */
	readonly owedToWaits: Map<string, Event>;
	/** When the server last said that it sends our events, by our clock, Unix ms. */
	sentUpTo?: number;
	/** From the first event on that is collected. */
	collected?: CollectedEvents;
	/** Whether the server stores messages at all was asked since the start. */
	hasAskedStore?: true;
	/** Calls of its own webhook, one after the other. */
	readonly ownCalls: OwnCalls;
	/** How often its memory of taken events had changed when that was last stored. */
	storedChanges?: number;
}

/** What can be asked: how the instance is connected, and what the server stores. */
export type Look = 'connection' | 'store';

/** Finds out what is wrong: by itself, and by what shows while something else is done. */
export interface HealthNotes {
	/** Every five minutes. Never throws. */
	look(what: Look): Promise<void>;
	connectionChanged(change: ConnectionChange): void;
	/** Events come again. What changed meanwhile was not told. */
	heardAgain(): void;
	/** The webhook as it was before it was repaired. */
	webhookRead(hub: HubInspection): void;
	/** @param missing events that the server did not send through WebSocket, before that was repaired */
	socketRead(missing: readonly string[]): void;
}

/** How events go on coming to a trigger that is active. */
export interface LastingChannel extends Channel {
	/** Every five minutes: makes sure that events still come. @throws {RequestFailure} */
	repair(trigger: ActiveTrigger, url: string): Promise<void>;
	/** Every minute. Never throws. */
	watch?(trigger: ActiveTrigger): Promise<void>;
	/** Left out where n8n is called. @returns ends it */
	hear?(trigger: ActiveTrigger): () => Promise<void>;
}

/** Calls of the own webhook, which store what was taken. */
export interface OwnCalls {
	last?: Promise<unknown>;
	/** It has not begun: everybody who asks until then shares it. */
	next?: Promise<boolean>;
	/** When the last one ended, Unix ms. */
	endedAt?: number;
	/** The last one failed. */
	hasFailed?: boolean;
}

/** An execution that n8n has not stored yet. */
export interface Beginning {
	readonly since: number;
	/** False if n8n could not store it. */
	readonly isStored: Promise<boolean>;
}

/** Events that have come, and start the workflow together: until then they are not taken. */
export interface CollectedEvents {
	/** By event: when the message was sent, Unix ms; undefined for other events. */
	readonly pending: ReadonlyMap<string, number | undefined>;
	/**
	 * Collects an event that has come.
	 * @returns whether the workflow wants it and did not have it yet
	 * @throws {NodeOperationError} if it has no items: it may come again
	 */
	add(event: Event): Promise<boolean>;
	/** Collects one that catching up has found; {@link startMissed} starts the last ones. */
	addMissed(event: Event): Promise<boolean>;
	startMissed(): Promise<void>;
	/** Starts the workflow at once with those that are ready. Never throws. */
	startAll(): void;
	/** The same when n8n ends: it waits for the executions, and only then has what was taken stored. */
	close(): Promise<void>;
}

/** From this moment on messages may be missing, by the clock of messages, Unix ms. An earlier moment stays. */
export function noteMissing(trigger: ActiveTrigger, since: number): void {
	trigger.missedSince = Math.min(trigger.missedSince ?? Infinity, since);
}
