import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { ServerAdapter } from '../../server/adapter';
import { serverFor } from '../../server/connection';
import type { Headers } from '../../hub/token';
import { createScopedCache, noteCacheUse, forgetUnusedCaches } from '../memory/scopedCache';
import { openStaticData, type WithStaticData } from '../memory/staticData';
import { findSeen, triggerKey, type TriggerId, type TriggerName } from '../memory/seenEvents';
import { getAuthentication } from '../settings/triggerSettings';
import type { ActiveTrigger, HealthNotes } from './activeTrigger';

/** Returns a node's ID, which includes the workflow's ID, because copies of a workflow contain the same node IDs. */
export const getNodeId = (context: Pick<WithStaticData, 'getNode' | 'getWorkflow'>): string =>
	`${context.getWorkflow().id ?? ''}/${context.getNode().id}`;

export function makeTriggerId(nodeId: string, suffix?: TriggerName['suffix']): TriggerId {
	const key = triggerKey({ nodeId, suffix });
	const current = () => nodes.get(nodeId)?.instanceIds.get(key) ?? key;
	noteCacheUse(nodeId);
	noteCacheUse(current());
	return {
		nodeId,
		suffix,
		// A getter, because trigger() may set the ID while n8n is handling a webhook call.
		get instanceId() {
			return current();
		},
	};
}

interface NodeState {
	readonly triggers: Map<string, ActiveTrigger>;
	/** Instance IDs by {@link triggerKey}. They stay after trigger() ends, because calls of the webhook may still arrive. */
	readonly instanceIds: Map<string, string>;
	endedTriggers?: readonly ActiveTrigger[];
	/** When trigger() ended, Unix ms. */
	endedAt?: number;
	isSwitchedOff: boolean;
	/** When the workflow was switched off, Unix ms; kept until the next start of trigger(). */
	switchedOffAt?: number;
	/** Time (Unix ms) at which n8n's stored data last showed the workflow as registered, although it wasn't running. */
	foundLeftAt?: number;
	/** URL of the node's webhook. create() shares it with trigger(), which n8n runs at the same time. */
	url?: string;
	/** A running check of whether the webhook's URL reaches this process. */
	urlCheck?: Promise<boolean | undefined>;
	/** The last list of the instances that the node's key can see, with the time of the request (Unix ms). */
	lastListing?: { readonly at: number; readonly instances: Promise<string[]> };
}

const nodes = createScopedCache<NodeState>();

export const stateOfNode = (nodeId: string): NodeState =>
	nodes.getOr(nodeId, () => ({
		triggers: new Map(),
		instanceIds: new Map(),
		isSwitchedOff: false,
	}));

interface InstanceState {
	/** The instance's name from its deliveries, if the credential has only a token. */
	name?: string;
	/** The server's last answer about whether it stores the instance's files, and the time of that answer, Unix ms. */
	files?: { readonly at: number; readonly areKept: boolean };
	/** Earliest time of messages that may be missing because n8n was down, by WhatsApp's clock, Unix ms. */
	downSince?: number;
	/** When the server's store was last compared with what was delivered, Unix ms. */
	comparedAt?: number;
	/** Time (Unix ms, WhatsApp's clock) up to which no message is missing, or a search for it has been planned. */
	comparedUpTo?: number;
	/** When a comparison last found undelivered messages, Unix ms; undefined if the last one found none. */
	undeliveredAt?: number;
}

const instances = createScopedCache<InstanceState>();

export const stateOfInstance = (instanceId: string): InstanceState =>
	instances.getOr(instanceId, () => ({}));

let lastStart = 0;

export const findActiveTriggers = (nodeId: string): ActiveTrigger[] => [
	...(nodes.get(nodeId)?.triggers.values() ?? []),
];

/** Returns the node's trigger at this instance, or else its first trigger: all triggers of a node have the same settings. */
export const findActiveTrigger = (nodeId: string, instance = ''): ActiveTrigger | undefined =>
	nodes.get(nodeId)?.triggers.get(instance) ?? findActiveTriggers(nodeId)[0];

const allActive = (): ActiveTrigger[] =>
	[...nodes.values()].flatMap(({ triggers }) => [...triggers.values()]);

export const hasActiveTriggers = (): boolean => allActive().length > 0;

export const activeTriggersOn = (instanceId: string): ActiveTrigger[] =>
	allActive().filter((trigger) => trigger.instanceId === instanceId);

export const activeTriggersNamed = (instance: string): ActiveTrigger[] =>
	allActive().filter((trigger) => trigger.instance === instance);

export const healthNotesOn = (instanceId: string): HealthNotes | undefined =>
	activeTriggersOn(instanceId).find(({ health, isLeaving }) => health && !isLeaving)?.health;

/**
 * Includes triggers whose `instance` is empty: their credential has only a token, which doesn't show the name of its instance.
 */
export const activeTriggersByUrl = (instance: string): ReadonlyMap<string, ActiveTrigger> =>
	new Map(
		allActive().flatMap((trigger) => {
			const url = ['', instance].includes(trigger.instance) ? webhookUrl(trigger) : undefined;
			return url === undefined ? [] : [[url, trigger] as const];
		}),
	);

export const activeTriggerAt = (url: string, instance: string): ActiveTrigger | undefined =>
	activeTriggersByUrl(instance).get(url);

/** Forgets the data about workflows and instances that haven't been used for an hour. Call this regularly. */
export function forgetInactiveOwners(): void {
	forgetUnusedCaches(
		(owner) => findActiveTriggers(owner).length > 0 || activeTriggersOn(owner).length > 0,
	);
}

/** Returns all triggers of the same node, one for each instance. Their entries in the static data are stored together. */
export function storedWith(trigger: ActiveTrigger): readonly ActiveTrigger[] {
	const { nodeId } = trigger;
	const together = [findActiveTriggers(nodeId), nodes.get(nodeId)?.endedTriggers ?? []];
	return together.find((all) => all.includes(trigger)) ?? [trigger];
}

/** Remembers a node's triggers for {@link storedWith}, because a webhook call may still arrive after trigger() has ended. */
export function keepEnded(nodeId: string, all: readonly ActiveTrigger[]): void {
	if (all.length > 1 && !isSwitchedOff(nodeId)) stateOfNode(nodeId).endedTriggers = all;
}

/** How long n8n may keep running after it has ended trigger(), and may still accept calls of the webhook. */
const ENDING_MS = 60_000;

/** @returns a function that removes it, unless a newer trigger has replaced it */
export function addActiveTrigger(trigger: ActiveTrigger): () => void {
	const { nodeId, instance } = trigger;
	const node = stateOfNode(nodeId);
	const { triggers } = node;
	// n8n may still be running an earlier trigger() of the node.
	for (const other of [...triggers.values()])
		if (other.context !== trigger.context) triggers.delete(other.instance);
	triggers.set(instance, trigger);
	node.instanceIds.set(triggerKey(trigger), trigger.instanceId);
	node.endedTriggers = undefined;
	node.endedAt = undefined;
	node.isSwitchedOff = false;
	node.switchedOffAt = undefined;
	lastStart = Date.now();
	return () => {
		trigger.note('ended');
		if (triggers.get(instance) !== trigger) return;
		triggers.delete(instance);
		if (triggers.size === 0) node.endedAt = Date.now();
	};
}

export function switchOff(nodeId: string): void {
	const node = stateOfNode(nodeId);
	node.isSwitchedOff = true;
	const triggers = findActiveTriggers(nodeId);
	// The next trigger() searches from `switchedOffAt`, and must find the events that haven't started the workflow yet.
	node.switchedOffAt = Math.min(
		Date.now(),
		...triggers.map((active) => findSeen(active).oldestOpen()),
	);
	node.endedTriggers = undefined;
	for (const trigger of triggers) trigger.note('ended');
}

/** Undoes {@link switchOff}: after a failed activation, n8n may switch a workflow off and on while trigger() keeps running. */
export function switchOn(nodeId: string): void {
	const triggers = findActiveTriggers(nodeId);
	if (triggers.length === 0) return;
	stateOfNode(nodeId).isSwitchedOff = false;
	for (const trigger of triggers) {
		trigger.note('resumed');
		// The WebSocket connection stayed open while n8n switched the workflow off and on, so events keep arriving.
		if (trigger.channel.holdsConnection) trigger.note('registered');
	}
}

export const isSwitchedOff = (nodeId: string): boolean => nodes.get(nodeId)?.isSwitchedOff === true;

/**
 * Tells whether n8n is probably about to stop: within the last minute, it ended trigger() without switching the workflow off.
 * n8n may also end trigger() and keep running, for example if another main process becomes the leader.
 */
export const isEnding = (nodeId: string): boolean =>
	!isSwitchedOff(nodeId) && Date.now() - (nodes.get(nodeId)?.endedAt ?? 0) < ENDING_MS;

/** Returns the time since a trigger last started. It stays short while n8n is starting its workflows, one after the other. */
export const msSinceLastStart = (): number => Date.now() - lastStart;

export const hasEnded = (nodeId: string): boolean => nodes.get(nodeId)?.endedAt !== undefined;

export function announceUrl(nodeId: string, url: string | undefined): void {
	lastStart = Date.now();
	stateOfNode(nodeId).url = url;
}

/** Longest time between {@link noteLeftRegistered} and the start of the workflow's trigger(). */
const FOUND_MS = 60_000;

/**
 * Remembers a workflow that isn't running although its static data contains a registration, for example because n8n was started
 * without this package. Call this before changing the registration in the static data.
 */
export function noteLeftRegistered(context: WithStaticData): void {
	const nodeId = getNodeId(context);
	const { url } = openStaticData(context).registration(false);
	const isRunning = findActiveTriggers(nodeId).length > 0 || announcedUrl(nodeId) !== undefined;
	// If the user has switched the workflow off, it isn't meant to run, even if it's still registered at the server.
	if (url !== undefined && !isRunning && !isSwitchedOff(nodeId))
		stateOfNode(nodeId).foundLeftAt = Date.now();
}

export const wasLeftRegistered = (nodeId: string): boolean =>
	Date.now() - (nodes.get(nodeId)?.foundLeftAt ?? 0) < FOUND_MS;

/** Returns the URL of the webhook; undefined if the trigger isn't active in this process. */
export const announcedUrl = (nodeId: string): string | undefined => nodes.get(nodeId)?.url;

/** The stored URL is only a fallback, because n8n's address may have changed since. */
export const webhookUrl = ({ nodeId, context }: ActiveTrigger): string | undefined =>
	nodes.get(nodeId)?.url ?? openStaticData(context).registration(false).url;

export const nameOfInstance = ({ instance, instanceId }: ActiveTrigger): string =>
	instance || (stateOfInstance(instanceId).name ?? '');

export const getSender = (context: IWebhookFunctions): ServerAdapter =>
	(context.getMode() === 'manual'
		? undefined
		: findActiveTrigger(getNodeId(context))?.connection.server) ??
	serverFor(getAuthentication(context));

export const headersOfCall = (context: IWebhookFunctions): Headers =>
	getSender(context).deliveries.readHeaders(
		context.getHeaderData(),
		context.getQueryData() as IDataObject,
	);
