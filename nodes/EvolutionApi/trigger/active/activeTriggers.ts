import type { ITriggerFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/http/connection';
import type { ConnectionChange } from '../../core/server/deliveries';
import type { HubInspection, Subscriber } from '../../hub';
import type { Event } from '../memory/deliveredEvent';
import { forgetUnused, kept, noteUse } from '../memory/kept';
import { staticDataOf } from '../memory/staticData';
import { triggerKey, type TriggerId } from '../memory/takenEvents';
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
	/** Whether deliveries contain the key itself, because the server does not sign them; as last read. */
	isRaw?: boolean;
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
	/** n8n was down, and it has not yet caught up with what arrived meanwhile. */
	isBehind: boolean;
	/** n8n was down, and it has not yet looked for what arrived meanwhile. */
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
	readonly channel: LastingChannel;
	/** Where the workflow wants to know what is wrong. */
	health?: HealthNotes;
	/** When the server last delivered an event by itself, on whichever way, Unix ms. */
	heardAt?: number;
	/** Where nothing comes again: messages since then may be missing until events come, by the clock of messages, Unix ms. */
	gapSince?: number;
	/** Where nothing comes again: events that have come, and have not started the workflow yet, the oldest first. */
	readonly underWay: Set<{ readonly since: number }>;
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

/** What is learned by the way of what may be wrong. */
export interface HealthNotes {
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

/** What this process knows of a node. */
interface KnownNode {
	/** By instance: those whose trigger() runs. */
	readonly active: Map<string, ActiveTrigger>;
	/** Where n8n has ended trigger() without switching it off: calls of its webhook may still store something. */
	ended?: readonly ActiveTrigger[];
	/** When trigger() ended, Unix ms. */
	endedAt?: number;
	isSwitchedOff: boolean;
	/** When that was, Unix ms; kept until the next start of trigger(). */
	switchedOffAt?: number;
	/** Its URL since the last start. create() and trigger() both need it, and n8n runs them at the same time. */
	url?: string;
}

/** By node. */
const nodes = kept<KnownNode>();

function knownNode(nodeId: string): KnownNode {
	const node = nodes.get(nodeId) ?? {
		active: new Map<string, ActiveTrigger>(),
		isSwitchedOff: false,
	};
	nodes.set(nodeId, node);
	return node;
}

/** By trigger: its instance. It stays when a trigger leaves: n8n may end trigger() while its webhook is still called. */
const instanceIds = kept<string>();

/** The trigger of this node, whether or not its trigger() runs in this process. @param suffix see {@link TriggerName} */
export function triggerIdOf(nodeId: string, suffix?: string): TriggerId {
	const key = triggerKey({ nodeId, suffix });
	const current = () => instanceIds.get(key) ?? key;
	noteUse(nodeId);
	noteUse(current());
	return {
		nodeId,
		suffix,
		// trigger() may start before a call has ended.
		get instanceId() {
			return current();
		},
	};
}

/** When the last trigger started, Unix ms. */
let lastStart = 0;

/** A node, as one text: its workflow and itself, because several workflows may contain the same node. */
export const nodeIdOf = (context: {
	getWorkflow(): { id?: string };
	getNode(): { id: string };
}): string => `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;

/** One for each instance that the node listens to. */
export const activeTriggersOf = (nodeId: string): ActiveTrigger[] => [
	...(nodes.get(nodeId)?.active.values() ?? []),
];

/** Of several that of this instance. If there is none, the first: what concerns the node is the same in all of them. */
export const activeTriggerOf = (nodeId: string, instance = ''): ActiveTrigger | undefined =>
	nodes.get(nodeId)?.active.get(instance) ?? activeTriggersOf(nodeId)[0];

const allActive = (): ActiveTrigger[] =>
	[...nodes.values()].flatMap(({ active }) => [...active.values()]);

/** An instance of a server, as one text. */
export const instanceIdOf = ({ baseUrl }: Connection, instance: string): string =>
	JSON.stringify([baseUrl, instance]);

/** All triggers of an instance. */
export const activeTriggersOn = (instanceId: string): ActiveTrigger[] =>
	allActive().filter((trigger) => trigger.instanceId === instanceId);

/** One of those that want to know what is wrong with the instance: it tells the others. */
export const healthNotesOn = (instanceId: string): HealthNotes | undefined =>
	activeTriggersOn(instanceId).find(({ health, isLeaving }) => health && !isLeaving)?.health;

/** The trigger that receives what is sent to this URL for the instance: a node has one URL for all of its instances. */
export const activeTriggerAt = (url: string, instance: string): ActiveTrigger | undefined =>
	allActive().find((trigger) => trigger.instance === instance && urlOf(trigger) === url);

/** To be called now and then: what is known of workflows that left an hour ago is of no more use. */
export function forgetThoseWhoLeft(): void {
	forgetUnused((owner) => activeTriggersOf(owner).length > 0 || activeTriggersOn(owner).length > 0);
}

/** Those whose entries in the static data are stored together: all of the node. */
export function storedWith(trigger: ActiveTrigger): readonly ActiveTrigger[] {
	const { nodeId } = trigger;
	const together = [activeTriggersOf(nodeId), nodes.get(nodeId)?.ended ?? []];
	return together.find((all) => all.includes(trigger)) ?? [trigger];
}

/** When trigger() ends, for {@link storedWith}. @param all that the node has */
export function keepEnded(nodeId: string, all: readonly ActiveTrigger[]): void {
	if (all.length > 1 && !isSwitchedOff(nodeId)) knownNode(nodeId).ended = all;
}

/** After the end of trigger(), n8n may continue for this long with what it has begun, and call our webhook. */
const ENDING_MS = 60_000;

/** @returns removes it, unless a newer one has replaced it */
export function addActiveTrigger(trigger: ActiveTrigger): () => void {
	const { nodeId, instance } = trigger;
	const node = knownNode(nodeId);
	const { active } = node;
	// n8n may have kept a trigger() from before.
	for (const one of [...active.values()])
		if (one.context !== trigger.context) active.delete(one.instance);
	active.set(instance, trigger);
	instanceIds.set(triggerKey(trigger), trigger.instanceId);
	node.ended = undefined;
	node.endedAt = undefined;
	node.isSwitchedOff = false;
	node.switchedOffAt = undefined;
	lastStart = Date.now();
	return () => {
		trigger.isLeaving = true;
		if (active.get(instance) !== trigger) return;
		active.delete(instance);
		if (active.size === 0) node.endedAt = Date.now();
	};
}

export function switchOff(nodeId: string): void {
	const node = knownNode(nodeId);
	node.isSwitchedOff = true;
	const waiting = activeTriggersOf(nodeId).flatMap((one) => [...(one.waiting?.values() ?? [])]);
	// What has come and not started the workflow is looked for by the next one.
	node.switchedOffAt = Math.min(Date.now(), ...waiting.slice(0, 1));
	node.ended = undefined;
	for (const trigger of activeTriggersOf(nodeId)) trigger.isLeaving = true;
}

/**
 * If registering the webhook fails, n8n switches it off and tries once more. The trigger() that it started at the
 * same time keeps running.
 */
export function switchOn(nodeId: string): void {
	const triggers = activeTriggersOf(nodeId);
	if (triggers.length === 0) return;
	knownNode(nodeId).isSwitchedOff = false;
	for (const trigger of triggers) trigger.isLeaving = false;
}

/** Unix ms; undefined if it was not switched off since trigger() last started, or not in this process. */
export const switchedOffAtOf = (nodeId: string): number | undefined =>
	nodes.get(nodeId)?.switchedOffAt;

export const isSwitchedOff = (nodeId: string): boolean => nodes.get(nodeId)?.isSwitchedOff === true;

/**
 * Whether n8n is about to end: it has ended trigger() without switching it off. A process may also continue
 * without it, such as a main process that is no longer the leader, so this holds for a while only.
 */
export const isEnding = (nodeId: string): boolean =>
	!isSwitchedOff(nodeId) && Date.now() - (nodes.get(nodeId)?.endedAt ?? 0) < ENDING_MS;

/** From this moment on messages may be missing, by the clock of messages, Unix ms. An earlier moment stays. */
export function noteMissing(trigger: ActiveTrigger, since: number): void {
	trigger.missedSince = Math.min(trigger.missedSince ?? Infinity, since);
}

/** While n8n starts, its workflows become active one after the other. */
export const msSinceLastStart = (): number => Date.now() - lastStart;

export function announceUrl(nodeId: string, url: string | undefined): void {
	lastStart = Date.now();
	knownNode(nodeId).url = url;
}

/** Undefined if the trigger is not active in this process, or uses the global webhook. */
export const announcedUrl = (nodeId: string): string | undefined => nodes.get(nodeId)?.url;

/** The stored URL may be an old one: n8n may have moved. */
export const urlOf = ({ nodeId, context }: ActiveTrigger): string | undefined =>
	nodes.get(nodeId)?.url ?? staticDataOf(context).registration(false).url;
