import { sleep } from 'n8n-workflow';

import { backoff } from '../../core/concurrency/retry';
import type { Delivery } from '../../server/delivery';
import { setHubAgain } from '../../hub/changes';
import { type ActiveTrigger, REDELIVERED_MS } from '../active/activeTrigger';
import { activeTriggersOn, webhookUrl } from '../active/activeTriggers';
import { messageTime } from '../memory/deliveredEvent';
import { catchUp } from './catchUp';

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
	if (trigger.gapSince !== undefined) trigger.noteMissing(trigger.gapSince);
	await catchUp(trigger);
}

/** So soon n8n may store executions again. */
const SEARCH_PAUSE_MS = 10_000;

/** Triggers that look for missing messages soon. */
const searching = new WeakSet<ActiveTrigger>();

/** Messages are missing, and nothing else leads to a search: looks for them until none is missing. Never throws. */
export function searchSoon(trigger: ActiveTrigger): void {
	if (searching.has(trigger)) return;
	searching.add(trigger);
	void (async () => {
		do {
			await sleep(SEARCH_PAUSE_MS);
			await catchUp(trigger);
		} while (trigger.missedSince !== undefined && !trigger.isLeaving);
		searching.delete(trigger);
	})();
}

/** Anybody can send a delivery that causes a repair, so it is repaired no more often than this. */
const REPAIR_PAUSE_MS = 30_000;

/** Triggers that will repair their registration soon. */
const planned = new WeakSet<ActiveTrigger>();
/** When a trigger last did so because of a delivery, Unix ms. */
const repairedAt = new WeakMap<ActiveTrigger, number>();

/** After a delivery which shows that somebody else may have changed the webhook: at once, or after the pause. */
export function repairSoon(trigger: ActiveTrigger): void {
	if (planned.has(trigger)) return;
	planned.add(trigger);
	const sinceLast = Date.now() - (repairedAt.get(trigger) ?? 0);
	void sleep(Math.max(0, REPAIR_PAUSE_MS - sinceLast)).then(async () => {
		planned.delete(trigger);
		repairedAt.set(trigger, Date.now());
		await repairAndCatchUp(trigger);
	});
}

/**
 * Sets the key of the webhook for all triggers of the instance. Those that knew another one may have refused events,
 * and catch up.
 */
export function updateKey(trigger: ActiveTrigger, key: string): void {
	for (const active of new Set([trigger, ...activeTriggersOn(trigger.instanceId)])) {
		const knewAnother = active.key !== undefined && active.key !== key;
		active.key = key;
		if (!knewAnother) continue;
		active.noteMissing(messageTime(active.connection, active.reachedAt) - REDELIVERED_MS);
		void catchUp(active);
	}
}

/** Makes sure that events still come. Where that fails, it is tried on until it succeeds. Never throws. */
export async function repairRegistration(trigger: ActiveTrigger): Promise<void> {
	if (!(await tryToRepair(trigger))) void repairUntilDone(trigger);
}

/** Never throws. @returns whether it is registered */
async function tryToRepair(trigger: ActiveTrigger): Promise<boolean> {
	const url = webhookUrl(trigger);
	// Somebody activates the workflow, and n8n has not come so far yet.
	if (url === undefined) return true;
	try {
		const { channel } = trigger;
		await channel.repair(trigger, url);
		if (channel.holdsConnection || trigger.key !== undefined) trigger.note('registered');
		return true;
	} catch (error) {
		trigger.context.logger.warn(
			'The registration at the Evolution API server could not be checked',
			{ cause: error instanceof Error ? error.message : '' },
		);
		return false;
	}
}

/** Not all workflows at the same moment. */
const delayAfter = backoff(2_000, 60_000, 0.2);

/** After a boot the server may come much later than n8n. Never throws. */
async function repairUntilDone(trigger: ActiveTrigger): Promise<void> {
	if (planned.has(trigger)) return;
	planned.add(trigger);
	let attempts = 1;
	do await sleep(delayAfter(attempts++));
	while (!trigger.isLeaving && !(await tryToRepair(trigger)));
	planned.delete(trigger);
	await catchUpWithGap(trigger);
}

/** The server starts the client about a second after it has told of its end. */
const STARTED_MS = 5_000;

/** Triggers that do it already: the server tells a log-out twice. */
const settingAgain = new WeakSet<ActiveTrigger>();

/** After a log-out some servers go on with another webhook than the one that is set, also once a phone is there again. */
export function setAgainAfterLogOut(
	trigger: ActiveTrigger,
	{ connection: change, event }: Delivery,
) {
	const { context, connection } = trigger;
	const isForgotten = connection.server.webhook.isForgottenAtLogOut === true;
	const isLogOut = change?.end === 'loggedOut' || event === 'logout.instance';
	if (!isForgotten || !isLogOut || settingAgain.has(trigger)) return;
	settingAgain.add(trigger);
	void sleep(STARTED_MS).then(async () => {
		settingAgain.delete(trigger);
		if (trigger.isLeaving) return;
		await setHubAgain(trigger).catch((error: unknown) => {
			const cause = error instanceof Error ? error.message : '';
			context.logger.warn('The webhook could not be set again after a log-out', { cause });
		});
	});
}
