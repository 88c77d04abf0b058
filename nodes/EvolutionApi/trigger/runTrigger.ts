import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { readLastingConnection } from '../core/server/connection';
import { isWorkflow, probe, type HubState } from '../hub';
import { changeHub, readInstanceHub } from '../hub/instanceHub';
import { activationOf, activeSinceOf } from './activation';
import {
	addActiveTrigger,
	hubOf,
	noteMissing,
	switchedOffAtOf,
	activeTriggerAt,
	activeTriggersOn,
	nameOf,
	urlOf,
	type ActiveTrigger,
	type SocketState,
} from './activeTriggers';
import { catchUp, isCatchUpWanted } from './catchUp';
import { needsFilesInside } from './channel';
import { hearSocket } from './hearSocket';
import { messageTime } from './messageClock';
import { subscriberFor } from './registration';
import { saveLast } from './saveTaken';
import { beforeIn, joinSocket, socketEventsOf } from './socketRegistration';
import { sentEvents } from './socketSetting';
import { staticDataOf } from './staticData';
import { loadTaken } from './takenEvents';
import { loadTakeOvers } from './takeOverMemory';
import { readSettings, readServer, type TriggerSettings } from './triggerSettings';

/** For this long the server may still try to deliver an event, to an owner that has left meanwhile. */
const REDELIVERED_MS = 30 * 60_000;

/** An event takes no longer than this, from the moment when the server reads where to send it. */
export const IN_TRANSIT_MS = 2_000;

/** By then another n8n has written any change that it began before ours, however busy it was. */
export const msUntilOthersAreDone = () => 10_000 + Math.random() * 5_000;

/** When n8n ends, it may run executions with what was collected for so long. */
const LAST_RUN_MS = 8_000;

/** n8n's trigger(): keeps an active workflow registered until it is switched off, and catches up. */
export async function runTrigger(context: ITriggerFunctions): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') return {};
	const settings = readSettings(context);
	const { connection, instance } = await readServer(
		context,
		'',
		async (authentication) => await readLastingConnection(context, authentication),
	);
	const missedSince = missedFrom(context, settings);
	const isBack = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const wasAway = isBack && missedSince !== undefined;
	const trigger: ActiveTrigger = {
		name: nameOf(context),
		hub: hubOf(connection, instance),
		context,
		settings,
		connection,
		instance,
		reachedAt: Date.now(),
		startedAt: Date.now(),
		isBehind: wasAway && settings.isShared && !settings.isSocket && isCatchUpWanted(settings),
		wasAway,
		missedSince,
		activatedAt: activationOf(context),
		isLeaving: false,
		isCatchingUp: false,
		isSaving: false,
		isRepairPlanned: false,
		calls: 0,
		saves: 0,
		socket: settings.isSocket ? { waiting: new Set() } : undefined,
	};
	const remove = addActiveTrigger(trigger);
	/** Ends it. @param stopHearing only if events come through WebSocket */
	const end = async (stopHearing?: () => Promise<void>) => {
		await stopHearing?.();
		const { collected } = trigger;
		if (collected !== undefined) await Promise.race([collected.close(), sleep(LAST_RUN_MS)]);
		if (stopHearing !== undefined || collected !== undefined) await saveLast(trigger);
		remove();
	};
	loadTaken(trigger, context);
	loadTakeOvers(trigger, context);
	if (wasAway) shareMissedSince(trigger.hub, missedSince);
	if (!settings.isShared) return { closeFunction: async () => await end() };
	const stopHearing = hearIfSocket(trigger);
	await repairRegistration(trigger);
	if (trigger.activatedAt !== undefined) {
		staticDataOf(context).activeSince = activeSinceOf(trigger);
	}
	// So that not all workflows do it at the same moment.
	const second = Math.floor(Math.random() * 60);
	const expression = `${second} */5 * * * *` as const;
	context.helpers.registerCron({ expression }, () => void repairAndCatchUp(trigger));
	if (settings.isSocket) {
		const everyMinute = `${second} * * * * *` as const;
		context.helpers.registerCron({ expression: everyMinute }, () => void watchSent(trigger));
	}
	void catchUp(trigger);
	void sleep(msUntilOthersAreDone()).then(async () => await repairAndCatchUp(trigger));
	return { closeFunction: async () => await end(stopHearing) };
}

/** @returns ends it; undefined if events come to the webhook */
function hearIfSocket(trigger: ActiveTrigger): (() => Promise<void>) | undefined {
	const { socket } = trigger;
	return socket && hearSocket(trigger, socket);
}

/**
 * Since when messages may be missing, Unix ms: n8n was down, or has switched the workflow off and on to change it.
 * What came while the user had it switched off is never looked for.
 */
function missedFrom(context: ITriggerFunctions, { isSocket }: TriggerSettings): number | undefined {
	const stored = staticDataOf(context);
	const mode = context.getActivationMode();
	// Deliveries of a webhook reach every main process, what comes through WebSocket only the leader.
	if (mode === 'init' || (mode === 'leadershipChange' && isSocket))
		return Number(stored.lastEventAt ?? 0) || undefined;
	if (mode === 'leadershipChange') return undefined;
	const leftAt = mode === 'update' ? switchedOffAtOf(nameOf(context)) : undefined;
	const missedSince = leftAt && leftAt - IN_TRANSIT_MS;
	const activeSince = missedSince ?? Date.now();
	Object.assign(stored, { activeSince, lastEventAt: activeSince });
	return missedSince;
}

/** Every five minutes, and when something seems wrong. Never throws. */
export async function repairAndCatchUp(trigger: ActiveTrigger): Promise<void> {
	if (trigger.isLeaving) return;
	await repairRegistration(trigger);
	// While no events come, the store has the messages.
	if (trigger.socket?.gapSince !== undefined) noteMissing(trigger, trigger.socket.gapSince);
	await catchUp(trigger);
}

/**
 * Every minute, by one trigger of the instance for all: one that was deleted and created again stays connected, and
 * sends nothing. Never throws.
 */
async function watchSent(trigger: ActiveTrigger): Promise<void> {
	const listening = activeTriggersOn(trigger.hub).filter(({ socket }) => socket !== undefined);
	if (listening[0] !== trigger) return;
	// Where the server cannot be asked, the next repair says so in the log.
	const sent = await sentEvents(trigger).catch(() => undefined);
	if (sent === undefined) return;
	for (const one of listening)
		if (!socketEventsOf(one.settings).every((event) => sent.includes(event)))
			await repairAndCatchUp(one);
}

/** Anybody can send a delivery that causes a repair, so it is repaired no more often than this. */
const REPAIR_PAUSE_MS = 30_000;

/** After a delivery which shows that somebody else may have changed the webhook: at once, or after the pause. */
export function repairSoon(trigger: ActiveTrigger): void {
	if (trigger.isRepairPlanned) return;
	trigger.isRepairPlanned = true;
	const sinceLast = Date.now() - (trigger.repairedAt ?? 0);
	void sleep(Math.max(0, REPAIR_PAUSE_MS - sinceLast)).then(async () => {
		trigger.isRepairPlanned = false;
		trigger.repairedAt = Date.now();
		await repairAndCatchUp(trigger);
	});
}

/**
 * Sets the key of the webhook for all triggers of the instance. Those that knew another one may have refused events,
 * and catch up.
 */
export function updateKey(trigger: ActiveTrigger, key: string): void {
	for (const one of new Set([trigger, ...activeTriggersOn(trigger.hub)])) {
		const knewAnother = one.key !== undefined && one.key !== key;
		one.key = key;
		if (!knewAnother) continue;
		noteMissing(one, messageTime(one.connection, one.reachedAt) - REDELIVERED_MS);
		void catchUp(one);
	}
}

/** By instance: when n8n went down, Unix ms. */
const downSince = new Map<string, number>();

/** The owner of the webhook stored for all when the last event came, so the latest of the stored times is right. */
function shareMissedSince(hub: string, lastEventAt: number): void {
	const latest = Math.max(downSince.get(hub) ?? 0, lastEventAt);
	downSince.set(hub, latest);
	for (const trigger of activeTriggersOn(hub)) if (trigger.wasAway) trigger.missedSince = latest;
}

/** Makes sure that we are subscribed, and that the owner of the webhook is alive. Never throws. */
async function repairRegistration(trigger: ActiveTrigger): Promise<void> {
	const { context, settings, connection, instance } = trigger;
	const url = urlOf(trigger);
	if (url === undefined) return;
	try {
		if (trigger.socket !== undefined) {
			await repairSocket(trigger, trigger.socket, url);
			return;
		}
		const state = await readInstanceHub(context, connection, instance);
		const isDead = await isOwnerDead(trigger, state, url);
		const hasFiles = await needsFilesInside(context, settings, connection, instance);
		if (trigger.isLeaving || urlOf(trigger) !== url) return;
		const subscriber = subscriberFor(url, settings, false, hasFiles);
		const change = {
			do: 'subscribe' as const,
			subscriber,
			key: trigger.key,
			asOwner: isDead,
			list: trigger.list,
		};
		const repaired = await changeHub(context, connection, instance, change);
		const isListed = state.subscribers.some((listed) => isWorkflow(listed) && listed.url === url);
		// The previous owner may not have passed on what it got, and without a subscription we got nothing. The owner
		// may also have left between reading and changing.
		const owners = [state.ownerUrl, repaired.ownerUrl];
		const isOwnerNew = isDead || owners.some((owner) => owner !== trigger.ownerUrl);
		// After an update of the server we may have refused what it sent.
		const isServerNew = trigger.isRaw !== undefined && repaired.isRaw !== trigger.isRaw;
		const since = isListed && !isServerNew ? Date.now() : trigger.reachedAt;
		if ((isOwnerNew || !isListed || isServerNew) && trigger.ownerUrl !== undefined)
			noteMissing(trigger, messageTime(connection, since) - REDELIVERED_MS);
		if (state.key === undefined) tellOthers(trigger, repaired);
		trigger.ownerUrl = repaired.ownerUrl;
		trigger.list = repaired.subscribers;
		if (repaired.key !== undefined) updateKey(trigger, repaired.key);
		trigger.isRaw = repaired.isRaw ?? trigger.isRaw;
	} catch (error) {
		context.logger.warn('The registration at the Evolution API server could not be checked', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** @throws {RequestFailure} if the server cannot be asked */
async function repairSocket(trigger: ActiveTrigger, socket: SocketState, url: string) {
	const { context, connection, instance, settings, key } = trigger;
	const wasSent = socket.sentUpTo !== undefined;
	const { subscribers } = await readInstanceHub(context, connection, instance);
	const { state, wasMissing } = await joinSocket(trigger, settings, { url, key, wasSent });
	// The instance was made anew, or somebody else has set what is sent: all of the instance may have missed something.
	if (wasMissing) for (const one of activeTriggersOn(trigger.hub)) noteNotSent(one);
	// The workflow of another n8n was the first to repair it.
	else if (!subscribers.some((listed) => listed.url === url)) noteNotSent(trigger);
	else if (!isSame(beforeIn(subscribers), beforeIn(trigger.list))) noteNotSent(trigger);
	trigger.key = state.key;
	trigger.list = state.subscribers;
	socket.sentUpTo = Date.now();
}

/** Nothing may have been sent to it since it was last known to be. */
function noteNotSent(trigger: ActiveTrigger): void {
	const sentUpTo = trigger.socket?.sentUpTo;
	if (sentUpTo === undefined) return;
	noteMissing(trigger, messageTime(trigger.connection, sentUpTo) - IN_TRANSIT_MS);
	void catchUp(trigger);
}

const isSame = (one: readonly string[] = [], other: readonly string[] = []) =>
	one.join() === other.join();

/** They do not know the new key, so a probe that is signed with it makes them look for what they missed. */
function tellOthers(
	{ context, instance }: ActiveTrigger,
	{ subscribers, key = '' }: HubState,
): void {
	for (const other of subscribers)
		if (other.kind === 'trigger' && activeTriggerAt(other.url, instance) === undefined)
			void probe(context, other, { key, instance });
}

async function isOwnerDead(
	{ context, instance }: ActiveTrigger,
	{ subscribers, ownerUrl, key }: HubState,
	ownUrl: string,
): Promise<boolean> {
	const owner = subscribers.find(({ url }) => url === ownerUrl && url !== ownUrl);
	if (
		owner === undefined ||
		key === undefined ||
		activeTriggerAt(owner.url, instance) !== undefined
	)
		return false;
	return (await probe(context, owner, { key, instance })) !== 'taken';
}
