import { findObstacleAt } from '../../hub/ask';
import type { Obstacle } from '../../hub/obstacle';
import type { HubState } from '../../hub/plan';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, webhookUrl } from '../active/activeTriggers';
import { n8nAddressOf } from '../active/registration';
import { describeUnreachable } from './unreachable';

// Workflows of one n8n may have different addresses, and the server sends to one of them only. Whether it gets through shows in
// this process alone: everybody who is asked here lives.

/** What has shown at the address of a workflow. */
interface Reach {
	/** Since when n8n gets no answer of its own there, Unix ms; undefined: it gets one, or has not asked. */
	silentSince?: number;
	/** When messages were in the server's store that had not come, Unix ms. */
	missingAt?: number;
}

const reaches = new WeakMap<ActiveTrigger, Reach>();

function findReach(trigger: ActiveTrigger): Reach {
	const reach = reaches.get(trigger) ?? {};
	reaches.set(trigger, reach);
	return reach;
}

/** The server's store has messages that it has delivered to nobody. */
export function noteUndelivered({ ownerUrl = '', instance }: ActiveTrigger): void {
	const owner = activeTriggerAt(ownerUrl, instance);
	if (owner !== undefined) findReach(owner).missingAt = Date.now();
}

/** A delivery that came since then shows the contrary. */
const isMissing = (trigger: ActiveTrigger): boolean =>
	(findReach(trigger).missingAt ?? 0) > (trigger.deliveredAt ?? 0);

/** n8n may not get through to an address that the server reaches: then deliveries come in spite of it. */
const isSilent = (trigger: ActiveTrigger): boolean =>
	(findReach(trigger).silentSince ?? 0) > (trigger.deliveredAt ?? 0);

/**
 * Whether the server should send to this workflow, because it does not reach the owner of the webhook, another workflow of
 * this process with another address. Never throws.
 */
export async function isBetterOwner(
	trigger: ActiveTrigger,
	url: string,
	state: HubState,
): Promise<boolean> {
	const { ownerUrl = '', key } = state;
	const owner = activeTriggerAt(ownerUrl, trigger.instance);
	if (owner === undefined || owner === trigger || key === undefined) return false;
	if (n8nAddressOf(owner, ownerUrl) === n8nAddressOf(trigger, url)) return false;
	await Promise.all([findOwnObstacle(owner, key), findOwnObstacle(trigger, key)]);
	if (isMissing(trigger)) return false;
	if (isMissing(owner)) return true;
	const { baseUrl } = trigger.connection;
	if (isSilent(trigger) || describeUnreachable(url, baseUrl) !== undefined) return false;
	const isImpossible = describeUnreachable(ownerUrl, baseUrl)?.isCertain === true;
	return isSilent(owner) || (isImpossible && owner.deliveredAt === undefined);
}

/**
 * What stands at the address of a workflow of this process, as n8n itself sees it. Never throws.
 * @param key the `jwt_key` of the webhook
 */
async function findOwnObstacle(
	trigger: ActiveTrigger,
	key = trigger.key ?? '',
): Promise<Obstacle | undefined> {
	const { context, instance } = trigger;
	const url = webhookUrl(trigger);
	if (url === undefined) return undefined;
	const subscriber = { kind: 'trigger' as const, url, events: [] };
	const reach = findReach(trigger);
	const obstacle = await findObstacleAt(context, subscriber, { key, instance });
	if (obstacle === undefined) reach.silentSince = undefined;
	else reach.silentSince ??= Date.now();
	return obstacle;
}

/** What stands at the address that the server sends to; undefined if no workflow of this process has it, or nothing is wrong. */
export async function findOwnersObstacle(trigger: ActiveTrigger): Promise<Obstacle | undefined> {
	const owner = activeTriggerAt(trigger.ownerUrl ?? '', trigger.instance);
	return owner && (await findOwnObstacle(owner));
}

/** Triggers whose log says so already. */
const warned = new WeakSet<ActiveTrigger>();

/** Soon after a workflow was published: whoever looks into the log learns what would only be missed later. Never throws. */
export async function warnOfObstacle(trigger: ActiveTrigger): Promise<void> {
	const { context, channel, ownerUrl } = trigger;
	const isOwner = channel.redelivers && ownerUrl === webhookUrl(trigger);
	if (warned.has(trigger) || !isOwner) return;
	warned.add(trigger);
	const obstacle = await findOwnObstacle(trigger);
	if (obstacle !== undefined) context.logger.warn(`${obstacle.found}. ${obstacle.whatToDo}`);
}
