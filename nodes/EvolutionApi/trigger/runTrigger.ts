import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { isWorkflow, probe, type HubState } from '../hub';
import { changeHub, readInstanceHub } from '../hub/instanceHub';
import { activationOf, activeSinceOf } from './activation';
import {
	addActiveTrigger,
	hubOf,
	noteMissing,
	leftAtOf,
	activeTriggerAt,
	activeTriggersOn,
	nameOf,
	urlOf,
	type ActiveTrigger,
} from './activeTriggers';
import { catchUp, isCatchUpWanted } from './catchUp';
import { needsFilesInside } from './channel';
import { messageTime } from './messageClock';
import { subscriberFor } from './registration';
import { staticDataOf } from './staticData';
import { loadTaken } from './takenEvents';
import { readSettings, readServer } from './triggerSettings';

/** So long after an event the server may still try to deliver it, to an owner that has left meanwhile. */
const REDELIVERED_MS = 30 * 60_000;

/** From the moment in which the server reads where to send an event, until it is here. */
export const STILL_COMES_MS = 2_000;

/** By then a change that another n8n had begun before ours is written, however busy that one was. */
export const undoneAfterMs = () => 10_000 + Math.random() * 5_000;

/** An active workflow lives here until it is switched off: heals its registration, and catches up. */
export async function runTrigger(context: ITriggerFunctions): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') return {};
	const settings = readSettings(context);
	const { connection, instance } = await readServer(context);
	const missedSince = missedFrom(context);
	const wasAway = context.getActivationMode() === 'init' && missedSince !== undefined;
	const entry: ActiveTrigger = {
		name: nameOf(context),
		hub: hubOf(connection, instance),
		context,
		settings,
		connection,
		instance,
		reachedAt: Date.now(),
		aliveSince: Date.now(),
		isBehind: wasAway && settings.isShared && isCatchUpWanted(settings),
		wasAway,
		missedSince,
		activatedAt: activationOf(context),
		isLeaving: false,
		isCatchingUp: false,
		isSaving: false,
		isLookPlanned: false,
		calls: 0,
		saves: 0,
	};
	const leave = addActiveTrigger(entry);
	const closeFunction = async () => leave();
	loadTaken(entry, context);
	if (wasAway) shareLastEvent(entry.hub, missedSince);
	if (!settings.isShared) return { closeFunction };
	await repairRegistration(entry);
	if (entry.activatedAt !== undefined) {
		staticDataOf(context).activeSince = activeSinceOf(entry);
	}
	// Not all workflows at the same moment.
	const second = Math.floor(Math.random() * 60);
	const expression = `${second} */5 * * * *` as const;
	context.helpers.registerCron({ expression }, () => void repairAndCatchUp(entry));
	void catchUp(entry);
	void sleep(undoneAfterMs()).then(async () => await repairAndCatchUp(entry));
	return { closeFunction };
}

/**
 * From when on messages may be missing, Unix time in milliseconds: n8n was away, or has switched the workflow
 * off and on to change it. What came while its user had it switched off is never looked for.
 */
function missedFrom(context: ITriggerFunctions): number | undefined {
	const stored = staticDataOf(context);
	const mode = context.getActivationMode();
	if (mode === 'init') return Number(stored.lastEventAt ?? 0) || undefined;
	if (mode === 'leadershipChange') return undefined;
	const leftAt = mode === 'update' ? leftAtOf(nameOf(context)) : undefined;
	const missedSince = leftAt && leftAt - STILL_COMES_MS;
	const activeSince = missedSince ?? Date.now();
	Object.assign(stored, { activeSince, lastEventAt: activeSince });
	return missedSince;
}

/** Whether all is as it should be, and nothing was missed. Never throws. */
export async function repairAndCatchUp(entry: ActiveTrigger): Promise<void> {
	if (entry.isLeaving) return;
	await repairRegistration(entry);
	await catchUp(entry);
}

/** Anybody can send such a delivery, so we look no more often than this. */
const LOOK_AGAIN_MS = 30_000;

/** After a delivery which shows that somebody else may have set the webhook: at once, or as soon as we may. */
export function lookAgain(entry: ActiveTrigger): void {
	if (entry.isLookPlanned) return;
	entry.isLookPlanned = true;
	const sinceLast = Date.now() - (entry.lookedAt ?? 0);
	void sleep(Math.max(0, LOOK_AGAIN_MS - sinceLast)).then(async () => {
		entry.isLookPlanned = false;
		entry.lookedAt = Date.now();
		await repairAndCatchUp(entry);
	});
}

/** The key of the webhook, which all on the instance share. With another one before, events may have been refused. */
export function learnKey(entry: ActiveTrigger, key: string): void {
	for (const one of new Set([entry, ...activeTriggersOn(entry.hub)])) {
		const isOther = one.key !== undefined && one.key !== key;
		one.key = key;
		if (!isOther) continue;
		noteMissing(one, messageTime(one.connection, one.reachedAt) - REDELIVERED_MS);
		void catchUp(one);
	}
}

const lastEvents = new Map<string, number>();

/** Who gets the events from the server hands them over and stores it: it knows better when n8n went away. */
function shareLastEvent(hub: string, lastEventAt: number): void {
	const latest = Math.max(lastEvents.get(hub) ?? 0, lastEventAt);
	lastEvents.set(hub, latest);
	for (const entry of activeTriggersOn(hub)) if (entry.wasAway) entry.missedSince = latest;
}

/** We are in the list, and whom the server sends to is alive: else it is put right. Never throws. */
async function repairRegistration(entry: ActiveTrigger): Promise<void> {
	const { context, settings, connection, instance } = entry;
	const url = urlOf(entry);
	if (url === undefined) return;
	try {
		const state = await readInstanceHub(context, connection, instance);
		const isDead = await isOwnerDead(entry, state, url);
		const hasFiles = await needsFilesInside(context, settings, connection, instance);
		if (entry.isLeaving || urlOf(entry) !== url) return;
		const subscriber = subscriberFor(url, settings, false, hasFiles);
		const change = {
			do: 'subscribe' as const,
			subscriber,
			key: entry.key,
			asOwner: isDead,
			list: entry.list,
		};
		const healed = await changeHub(context, connection, instance, change);
		const isListed = state.subscribers.some((listed) => isWorkflow(listed) && listed.url === url);
		// What the server had sent to the one before may not have come through; without us on the list, nothing.
		// It may have left between the look and the change, which then ends with another one.
		const owners = [state.ownerUrl, healed.ownerUrl];
		// A server of another version may have sent what could not be known to be its own.
		const isOther = entry.isRaw !== undefined && healed.isRaw !== entry.isRaw;
		const isNew =
			isDead || owners.some((owner) => owner !== entry.ownerUrl) || !isListed || isOther;
		const since = isListed && !isOther ? Date.now() : entry.reachedAt;
		if (isNew && entry.ownerUrl !== undefined)
			noteMissing(entry, messageTime(connection, since) - REDELIVERED_MS);
		if (state.key === undefined) tellOthers(entry, healed);
		entry.ownerUrl = healed.ownerUrl;
		entry.list = healed.subscribers;
		if (healed.key !== undefined) learnKey(entry, healed.key);
		entry.isRaw = healed.isRaw ?? entry.isRaw;
	} catch (error) {
		context.logger.warn('The registration at the Evolution API server could not be checked', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** They cannot read what is signed with a key that is new to them, and so look for what they missed meanwhile. */
function tellOthers(
	{ context, instance }: ActiveTrigger,
	{ subscribers, key = '' }: HubState,
): void {
	for (const other of subscribers)
		if (other.kind === 'trigger' && activeTriggerAt(other.url) === undefined)
			void probe(context, other, { key, instance });
}

async function isOwnerDead(
	{ context, instance }: ActiveTrigger,
	{ subscribers, ownerUrl, key }: HubState,
	ownUrl: string,
): Promise<boolean> {
	const owner = subscribers.find(({ url }) => url === ownerUrl && url !== ownUrl);
	if (owner === undefined || key === undefined || activeTriggerAt(owner.url) !== undefined)
		return false;
	return (await probe(context, owner, { key, instance })) !== 'taken';
}
