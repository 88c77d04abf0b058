import { sleep } from 'n8n-workflow';

import { backoff } from '../../core/concurrency/retry';
import type { Delivery } from '../../server/delivery';
import { setHubAgain } from '../../hub/changes';
import { type ActiveTrigger, REDELIVERED_MS } from '../active/activeTrigger';
import { activeTriggersOn, webhookUrl } from '../active/activeTriggers';
import { messageTime } from '../memory/deliveredEvent';
import { catchUp } from './catchUp';
import { compareWithStore } from './undelivered';

/** How long after a change of the webhook's address the server may still deliver an event to the old address. */
export const IN_TRANSIT_MS = 2_000;

/** Returns the time (ms) after which another n8n, even a busy one, has finished changing the list of subscribers. */
export const msUntilOthersAreDone = () => 10_000 + Math.random() * 5_000;

/** Never throws. */
export async function repairAndCatchUp(trigger: ActiveTrigger): Promise<void> {
	if (trigger.isLeaving) return;
	await repairRegistration(trigger);
	await catchUpWithGap(trigger);
}

/** Never throws. */
export async function catchUpWithGap(trigger: ActiveTrigger): Promise<void> {
	// While no events arrive through WebSocket, new messages are only in the server's store.
	if (trigger.gapSince !== undefined) trigger.noteMissing(trigger.gapSince);
	else if (!trigger.mayMissMessages) await compareWithStore(trigger);
	await catchUp(trigger);
}

/** @param task never throws */
function plan(
	trigger: ActiveTrigger,
	name: 'repair' | 'search' | 'setWebhook',
	pauseMs: number,
	task: () => Promise<void>,
): void {
	const { plans } = trigger;
	if (plans.has(name)) return;
	plans.add(name);
	void sleep(pauseMs).then(async () => {
		plans.delete(name);
		if (!trigger.isLeaving) await task();
	});
}

/** Pause before a search for missed messages. If n8n's database has failed, it may recover in this time. */
const SEARCH_PAUSE_MS = 10_000;

/** Never throws. */
export function searchSoon(trigger: ActiveTrigger): void {
	plan(trigger, 'search', SEARCH_PAUSE_MS, async () => {
		await catchUp(trigger);
		if (trigger.missedSince !== undefined) searchSoon(trigger);
	});
}

/** Shortest time between repairs, since anyone can send a delivery that causes a repair. */
const REPAIR_PAUSE_MS = 30_000;

export function repairSoon(trigger: ActiveTrigger): void {
	const pauseMs = Math.max(0, trigger.repairedAt + REPAIR_PAUSE_MS - Date.now());
	plan(trigger, 'repair', pauseMs, async () => {
		trigger.repairedAt = Date.now();
		await repairAndCatchUp(trigger);
	});
}

/** A trigger that had a wrong key searches for messages it refused. */
export function updateKey(trigger: ActiveTrigger, key: string): void {
	for (const active of new Set([trigger, ...activeTriggersOn(trigger.instanceId)])) {
		const knewAnother = active.key !== undefined && active.key !== key;
		active.key = key;
		if (!knewAnother) continue;
		noteMissed(active, active.reachedAt);
		void catchUp(active);
	}
}

/** Notes that deliveries may be missing since `at` (Unix ms, n8n's clock). A delivery's message may be 30 minutes old. */
export function noteMissed(trigger: ActiveTrigger, at: number): void {
	trigger.noteMissing(messageTime(trigger.connection, at) - REDELIVERED_MS);
}

/** After a failure, tries again later. Never throws. */
export async function repairRegistration(trigger: ActiveTrigger): Promise<void> {
	if (!(await tryToRepair(trigger))) repairLater(trigger, 1);
}

/** Never throws. @returns false if another try is needed */
async function tryToRepair(trigger: ActiveTrigger): Promise<boolean> {
	const url = webhookUrl(trigger);
	// n8n is still activating the workflow, so its URL isn't known yet.
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

/** A random part keeps workflows from trying at the same moment. */
const delayAfter = backoff(2_000, 60_000, 0.2);

/** Repeats the repair until it succeeds: after a boot of the machine, the server may start much later than n8n. */
function repairLater(trigger: ActiveTrigger, attempts: number): void {
	plan(trigger, 'repair', delayAfter(attempts), async () => {
		if (await tryToRepair(trigger)) await catchUpWithGap(trigger);
		else repairLater(trigger, attempts + 1);
	});
}

/** Time from a log-out until n8n sets the webhook again. The server must first restart its WhatsApp client (about 1 s). */
const STARTED_MS = 5_000;

/** Sets the webhook again after a log-out: some servers then use an earlier webhook, even after a phone is linked again. */
export function setAgainAfterLogOut(
	trigger: ActiveTrigger,
	{ connection: change, event }: Delivery,
) {
	const isForgotten = trigger.connection.server.webhook.isForgottenAtLogOut === true;
	const isLogOut = change?.end === 'loggedOut' || event === 'logout.instance';
	if (!isForgotten || !isLogOut) return;
	plan(trigger, 'setWebhook', STARTED_MS, async () => {
		await setHubAgain(trigger).catch((error: unknown) => {
			const cause = error instanceof Error ? error.message : '';
			trigger.context.logger.warn('The webhook could not be set again after a log-out', { cause });
		});
	});
}
