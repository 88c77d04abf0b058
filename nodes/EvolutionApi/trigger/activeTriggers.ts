import type { ITriggerFunctions } from 'n8n-workflow';

import type { Connection } from '../core/server/connection';
import type { Subscriber } from '../hub';
import { registered } from './registration';
import type { Taker } from './takenEvents';
import type { TriggerSettings } from './triggerSettings';

/** Messages are looked for from so much earlier on: clocks differ, and messages take their time. */
export const OVERLAP_MS = 60_000;

/** An active workflow whose `trigger()` lives in this process. */
export interface ActiveTrigger extends Taker {
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	/** The `jwt_key` of deliveries as it was read last. */
	key?: string;
	/** Whether the deliveries carry it, since the server does not sign; as at the last look. */
	isRaw?: boolean;
	/** Everybody who listens to the instance, as seen last. */
	list?: readonly Subscriber[];
	/** When it last checked its registration because of a delivery, Unix ms. */
	lookedAt?: number;
	/** It will check again, at once or when it may. */
	isLookPlanned: boolean;
	/** Whom the server sent to at the last look. */
	ownerUrl?: string;
	/** It is being switched off: nothing may put it on the list again. */
	isLeaving: boolean;
	/** When it was switched on, by our clock, Unix time in milliseconds; undefined after a restart. */
	readonly activatedAt?: number;
	/** When an event came to it last, or could first have, Unix time in milliseconds. */
	reachedAt: number;
	/** When it came alive here, Unix time in milliseconds. */
	readonly aliveSince: number;
	/** n8n was down before, and catching up with what arrived then is not over. */
	isBehind: boolean;
	/** n8n was down before, and what arrived then was not yet looked for. */
	wasAway: boolean;
	/** Unix time in milliseconds, as messages are dated, from which on they may be missing, until they are being caught up with. */
	missedSince?: number;
	/** How far that has come, Unix time in milliseconds. */
	caughtUpTo?: number;
	isCatchingUp: boolean;
	/** A call of our own webhook is about to store what was taken. */
	isSaving: boolean;
	/** Deliveries that reached it in this process. */
	calls: number;
	/** Of those, the ones that stored what was taken. */
	saves: number;
}

const living = new Map<string, ActiveTrigger>();

/** By name; of those that have left, too: n8n may end trigger() while its webhook is still called. */
const hubs = new Map<string, string>();

/** Who takes what n8n gives to this node, whether or not its trigger() lives here. */
export const takerOf = (name: string): Taker => ({ name, hub: hubs.get(name) ?? name });

/** Unix time in milliseconds at which the last of them came. */
let lastStart = 0;

/** By workflow and node: the same node may be in several workflows. */
export const nameOf = (context: {
	getWorkflow(): { id?: string };
	getNode(): { id: string };
}): string => `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;

export const activeTriggerOf = (name: string): ActiveTrigger | undefined => living.get(name);

/** Names the instance, for {@link Taker.hub}. */
export const hubOf = ({ baseUrl }: Connection, instance: string): string =>
	JSON.stringify([baseUrl, instance]);

/** All on one instance. */
export const activeTriggersOn = (hub: string): ActiveTrigger[] =>
	[...living.values()].filter((entry) => entry.hub === hub);

/** Who takes what is sent to this URL. */
export const activeTriggerAt = (url: string): ActiveTrigger | undefined =>
	[...living.values()].find((entry) => urlOf(entry) === url);

/** By name: when trigger() ended, Unix time in milliseconds. */
const ends = new Map<string, number>();
/** Names that were switched off, and not on again. */
const switchedOff = new Set<string>();
/** By name: when that was, Unix time in milliseconds. */
const leftAt = new Map<string, number>();

/** So long after the end of its triggers n8n may still run what it has begun, and call our webhook. */
const ENDING_MS = 60_000;

/** @returns takes it off again, unless a newer one has its place */
export function addActiveTrigger(entry: ActiveTrigger): () => void {
	const { name } = entry;
	living.set(name, entry);
	hubs.set(name, entry.hub);
	ends.delete(name);
	switchedOff.delete(name);
	leftAt.delete(name);
	lastStart = Date.now();
	return () => {
		entry.isLeaving = true;
		if (living.get(name) !== entry) return;
		living.delete(name);
		ends.set(name, Date.now());
	};
}

export function switchOff(name: string): void {
	switchedOff.add(name);
	leftAt.set(name, Date.now());
	const alive = living.get(name);
	if (alive !== undefined) alive.isLeaving = true;
}

/**
 * n8n registers its webhook. While that fails it switches it off and tries once more, but lets the trigger()
 * live that it has started at the same time.
 */
export function switchOn(name: string): void {
	const alive = living.get(name);
	if (alive === undefined) return;
	switchedOff.delete(name);
	alive.isLeaving = false;
}

/** When it was switched off, Unix time in milliseconds; undefined: not since its last start, or not in this process. */
export const leftAtOf = (name: string): number | undefined => leftAt.get(name);

export const isSwitchedOff = (name: string): boolean => switchedOff.has(name);

/**
 * Whether n8n is about to end: it has ended trigger() without switching it off. A process that goes on without
 * it, such as a main that is not the leader any more, is not taken for one for long.
 */
export const isEnding = (name: string): boolean =>
	!switchedOff.has(name) && Date.now() - (ends.get(name) ?? 0) < ENDING_MS;

/** From then on, in Unix time in milliseconds, messages may be missing, besides those that are already. */
export function noteMissing(entry: ActiveTrigger, since: number): void {
	entry.missedSince = Math.min(entry.missedSince ?? Infinity, since);
}

/** While n8n starts, one workflow after the other comes alive. */
export const msSinceLastStart = (): number => Date.now() - lastStart;

/** The URL of this start, which create() and trigger() both need while n8n runs them at the same time. */
const urls = new Map<string, string>();

export function announceUrl(name: string, url: string | undefined): void {
	lastStart = Date.now();
	if (url === undefined) urls.delete(name);
	else urls.set(name, url);
}

/** Undefined: it is not active in this process, or its server sends by itself. */
export const announcedUrl = (name: string): string | undefined => urls.get(name);

/** After a move the stored one is the old one. */
export const urlOf = ({ name, context }: ActiveTrigger): string | undefined =>
	urls.get(name) ?? registered(context, false).url;
