import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { ServerAdapter } from '../../server/adapter';
import { serverFor } from '../../server/connection';
import type { Headers } from '../../hub/token';
import { createScopedCache, noteCacheUse, forgetUnusedCaches } from '../memory/scopedCache';
import { openStaticData, type WithStaticData } from '../memory/staticData';
import { findSeen, triggerKey, type TriggerId, type TriggerName } from '../memory/seenEvents';
import { getAuthentication } from '../settings/triggerSettings';
import type { ActiveTrigger, HealthNotes } from './activeTrigger';

// What nodes, instances and triggers are called in this process.

/** A node, as one text: its workflow and itself, because several workflows may contain the same node. */
export const getNodeId = (context: {
	getWorkflow(): { id?: string };
	getNode(): { id: string };
}): string => `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;

/** By trigger: its instance. It stays when a trigger leaves: n8n may end trigger() while its webhook is still called. */
const instanceIds = createScopedCache<string>();

/** The trigger of this node, whether or not its trigger() runs in this process. */
export function makeTriggerId(nodeId: string, suffix?: TriggerName['suffix']): TriggerId {
	const key = triggerKey({ nodeId, suffix });
	const current = () => instanceIds.get(key) ?? key;
	noteCacheUse(nodeId);
	noteCacheUse(current());
	return {
		nodeId,
		suffix,
		// trigger() may start before a call has ended.
		get instanceId() {
			return current();
		},
	};
}

/** Notes at which instance the trigger is, for those who know its node alone. */
function noteInstance(trigger: TriggerId): void {
	instanceIds.set(triggerKey(trigger), trigger.instanceId);
}

// Which triggers run in this process, and whether their workflows are on.

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
	/** It was registered and did not run, when n8n last asked for it: when that was, Unix ms. */
	foundLeftAt?: number;
	/** Its URL since the last start. create() and trigger() both need it, and n8n runs them at the same time. */
	url?: string;
}

/** By node. */
const nodes = createScopedCache<KnownNode>();

const knownNode = (nodeId: string): KnownNode =>
	nodes.getOr(nodeId, () => ({ active: new Map(), isSwitchedOff: false }));

/** When the last trigger started, Unix ms. */
let lastStart = 0;

/** One for each instance that the node listens to. */
export const findActiveTriggers = (nodeId: string): ActiveTrigger[] => [
	...(nodes.get(nodeId)?.active.values() ?? []),
];

/** Of several that of this instance. If there is none, the first: what concerns the node is the same in all of them. */
export const findActiveTrigger = (nodeId: string, instance = ''): ActiveTrigger | undefined =>
	nodes.get(nodeId)?.active.get(instance) ?? findActiveTriggers(nodeId)[0];

const allActive = (): ActiveTrigger[] =>
	[...nodes.values()].flatMap(({ active }) => [...active.values()]);

/** Whether any trigger() runs in this process. */
export const hasActiveTriggers = (): boolean => allActive().length > 0;

/** All triggers of an instance. */
export const activeTriggersOn = (instanceId: string): ActiveTrigger[] =>
	allActive().filter((trigger) => trigger.instanceId === instanceId);

/** All triggers of instances with this name, at whichever server. */
export const activeTriggersNamed = (instance: string): ActiveTrigger[] =>
	allActive().filter((trigger) => trigger.instance === instance);

/** One of those that want to know what is wrong with the instance: it tells the others. */
export const healthNotesOn = (instanceId: string): HealthNotes | undefined =>
	activeTriggersOn(instanceId).find(({ health, isLeaving }) => health && !isLeaving)?.health;

/**
 * By URL: the triggers that receive what is sent for the instance. A node has one URL for all of its instances. Who has a
 * token alone knows no name of an instance, and has only one.
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

/** To be called now and then: what is known of workflows that left an hour ago is of no more use. */
export function forgetInactiveOwners(): void {
	forgetUnusedCaches(
		(owner) => findActiveTriggers(owner).length > 0 || activeTriggersOn(owner).length > 0,
	);
}

/** Those whose entries in the static data are stored together: all of the node. */
export function storedWith(trigger: ActiveTrigger): readonly ActiveTrigger[] {
	const { nodeId } = trigger;
	const together = [findActiveTriggers(nodeId), nodes.get(nodeId)?.ended ?? []];
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
	for (const known of [...active.values()])
		if (known.context !== trigger.context) active.delete(known.instance);
	active.set(instance, trigger);
	noteInstance(trigger);
	node.ended = undefined;
	node.endedAt = undefined;
	node.isSwitchedOff = false;
	node.switchedOffAt = undefined;
	lastStart = Date.now();
	return () => {
		trigger.note('ended');
		if (active.get(instance) !== trigger) return;
		active.delete(instance);
		if (active.size === 0) node.endedAt = Date.now();
	};
}

export function switchOff(nodeId: string): void {
	const node = knownNode(nodeId);
	node.isSwitchedOff = true;
	const triggers = findActiveTriggers(nodeId);
	// What has come and not started the workflow is looked for by the next one.
	node.switchedOffAt = Math.min(
		Date.now(),
		...triggers.map((active) => findSeen(active).oldestOpen()),
	);
	node.ended = undefined;
	for (const trigger of triggers) trigger.note('ended');
}

/**
 * If registering the webhook fails, n8n switches it off and tries once more. The trigger() that it started at the
 * same time keeps running.
 */
export function switchOn(nodeId: string): void {
	const triggers = findActiveTriggers(nodeId);
	if (triggers.length === 0) return;
	knownNode(nodeId).isSwitchedOff = false;
	for (const trigger of triggers) {
		trigger.note('resumed');
		// What n8n itself hears has gone on coming.
		if (trigger.channel.holdsConnection) trigger.note('registered');
	}
}

/** Unix ms; undefined if it was not switched off since trigger() last started, or not in this process. */
export const getSwitchedOffAt = (nodeId: string): number | undefined =>
	nodes.get(nodeId)?.switchedOffAt;

export const isSwitchedOff = (nodeId: string): boolean => nodes.get(nodeId)?.isSwitchedOff === true;

/**
 * Whether n8n is about to end: it has ended trigger() without switching it off. A process may also continue
 * without it, such as a main process that is no longer the leader, so this holds for a while only.
 */
export const isEnding = (nodeId: string): boolean =>
	!isSwitchedOff(nodeId) && Date.now() - (nodes.get(nodeId)?.endedAt ?? 0) < ENDING_MS;

/** While n8n starts, its workflows become active one after the other. */
export const msSinceLastStart = (): number => Date.now() - lastStart;

/** Whether trigger() has run in this process, and may not run again: another one may be the leader now. */
export const hasEnded = (nodeId: string): boolean => nodes.get(nodeId)?.endedAt !== undefined;

export function announceUrl(nodeId: string, url: string | undefined): void {
	lastStart = Date.now();
	knownNode(nodeId).url = url;
}

/** n8n asks for a registered workflow and starts it within so long. */
const FOUND_MS = 60_000;

/**
 * To be called before anything of an activation is stored, and when n8n removes what an earlier one has left: a workflow may be
 * registered that nobody has switched off. So it is where the package was away when n8n started.
 */
export function noteLeftRegistered(
	context: WithStaticData & Parameters<typeof getNodeId>[0],
): void {
	const nodeId = getNodeId(context);
	const { url } = openStaticData(context).registration(false);
	const isRunning = findActiveTriggers(nodeId).length > 0 || announcedUrl(nodeId) !== undefined;
	// Where the server could not be told that it was switched off, it is still registered.
	if (url !== undefined && !isRunning && !isSwitchedOff(nodeId))
		knownNode(nodeId).foundLeftAt = Date.now();
}

/** Whether the workflow was listening when this n8n or an earlier one lost it. */
export const wasLeftRegistered = (nodeId: string): boolean =>
	Date.now() - (nodes.get(nodeId)?.foundLeftAt ?? 0) < FOUND_MS;

/** Undefined if the trigger is not active in this process. */
export const announcedUrl = (nodeId: string): string | undefined => nodes.get(nodeId)?.url;

/** The stored URL may be an old one: n8n may have moved. */
export const webhookUrl = ({ nodeId, context }: ActiveTrigger): string | undefined =>
	nodes.get(nodeId)?.url ?? openStaticData(context).registration(false).url;

// With a token alone, only deliveries tell what the instance is called.

/** By instance. */
const names = createScopedCache<string>();

/** @param name as a genuine delivery has it */
export const noteName = ({ instanceId }: Pick<ActiveTrigger, 'instanceId'>, name: string): void =>
	void names.set(instanceId, name);

/** Empty if nobody has said it yet. */
export const nameOfInstance = ({
	instance,
	instanceId,
}: Pick<ActiveTrigger, 'instance' | 'instanceId'>): string =>
	instance || (names.get(instanceId) ?? '');

/** The server that calls. A node that is active here knows it: for most events no parameter is read. */
export const getSender = (context: IWebhookFunctions): ServerAdapter =>
	(context.getMode() === 'manual'
		? undefined
		: findActiveTrigger(getNodeId(context))?.connection.server) ??
	serverFor(getAuthentication(context));

/** The headers of a call, wherever the server has put them. */
export const headersOfCall = (context: IWebhookFunctions): Headers =>
	getSender(context).deliveries.readHeaders(
		context.getHeaderData(),
		context.getQueryData() as IDataObject,
	);
