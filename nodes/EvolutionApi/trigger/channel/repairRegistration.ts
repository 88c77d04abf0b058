import { sleep } from 'n8n-workflow';

import { isWorkflow, probe, type HubState } from '../../hub';
import { changeHub, readInstanceHub } from '../../hub/instanceHub';
import {
	activeTriggerAt,
	activeTriggersOn,
	noteMissing,
	urlOf,
	type ActiveTrigger,
	type SocketState,
} from '../active/activeTriggers';
import { catchUp } from '../missed/catchUp';
import { needsFilesInside } from './filesInside';
import { messageTime } from '../memory/messageClock';
import { subscriberFor } from '../active/registration';
import { beforeIn, joinSocket, socketEventsOf } from './socketRegistration';
import { sentEvents } from './socketSetting';

/** For this long the server may still try to deliver an event, to an owner that has left meanwhile. */
const REDELIVERED_MS = 30 * 60_000;

/** An event takes no longer than this, from the moment when the server reads where to send it. */
export const IN_TRANSIT_MS = 2_000;

/** By then another n8n has written any change that it began before ours, however busy it was. */
export const msUntilOthersAreDone = () => 10_000 + Math.random() * 5_000;

/** When something seems wrong. Never throws. */
export async function repairAndCatchUp(trigger: ActiveTrigger): Promise<void> {
	if (trigger.isLeaving) return;
	await repairRegistration(trigger);
	await catchUpWithGap(trigger);
}

/** Never throws. */
export async function catchUpWithGap(trigger: ActiveTrigger): Promise<void> {
	// While no events come, the store has the messages.
	if (trigger.socket?.gapSince !== undefined) noteMissing(trigger, trigger.socket.gapSince);
	await catchUp(trigger);
}

/**
 * Every minute, by one trigger of the instance for all: one that was deleted and created again stays connected, and
 * sends nothing. Never throws.
 */
export async function watchSent(trigger: ActiveTrigger): Promise<void> {
	const listening = activeTriggersOn(trigger.hub).filter(({ socket }) => socket !== undefined);
	if (listening[0] !== trigger) return;
	// Where the server cannot be asked, the next repair says so in the log.
	const sent = await sentEvents(trigger).catch(() => undefined);
	if (sent === undefined) return;
	for (const one of listening) {
		const wanted = await socketEventsOf(one, one.settings);
		if (!wanted.every((event) => sent.includes(event))) await repairAndCatchUp(one);
	}
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

/** Makes sure that we are subscribed, and that the owner of the webhook is alive. Never throws. */
export async function repairRegistration(trigger: ActiveTrigger): Promise<void> {
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
