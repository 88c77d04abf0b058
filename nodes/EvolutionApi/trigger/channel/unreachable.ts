import { classifyAddress } from '../../core/values/addressKind';
import { findObstacleAt } from '../../hub/ask';
import type { Obstacle } from '../../hub/obstacle';
import type { HubState } from '../../hub/plan';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, webhookUrl } from '../active/activeTriggers';
import { n8nAddressOf } from '../active/registration';

// Why the server may not reach n8n: what the two addresses tell, and what n8n itself finds at its own.

/** Why a server may not reach n8n. */
interface Unreachable {
	/** What was found, as a sentence without its period. */
	readonly found: string;
	/** Otherwise it depends on the network of the server. */
	readonly isCertain: boolean;
	/** The address is wrong for every workflow of this n8n. */
	readonly isEverywhere: boolean;
}

/**
 * What the two addresses alone tell, before anything is delivered.
 * @param webhookUrl that the server is told
 * @param baseUrl of the server
 * @returns undefined if nothing speaks against it
 */
export function describeUnreachable(webhookUrl: string, baseUrl: string): Unreachable | undefined {
	const kind = classifyAddress(webhookUrl);
	const server = classifyAddress(baseUrl);
	const found = (what: string) =>
		`The server sends the events to ${new URL(webhookUrl).origin}, ${what}, and the server is elsewhere, at ${new URL(baseUrl).origin}`;
	if (kind === 'loopback' && server !== 'loopback') {
		const what = 'which for every machine is itself';
		return { found: found(what), isCertain: true, isEverywhere: true };
	}
	if (server !== 'public' || (kind !== 'private' && kind !== 'name')) return undefined;
	const isCertain = kind === 'private';
	const what = isCertain
		? 'an address in a private network'
		: 'a name that is known only in one network';
	return { found: found(what), isCertain, isEverywhere: false };
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
	return await findObstacleAt(context, { kind: 'trigger', url, events: [] }, { key, instance });
}

/**
 * Whether the server should send to this workflow in the place of the owner of the webhook, another one of this process with
 * another address: nothing has come there since n8n was started, and n8n itself reaches only this one. Never throws.
 */
export async function isBetterOwner(
	trigger: ActiveTrigger,
	url: string,
	{ ownerUrl = '', key }: HubState,
): Promise<boolean> {
	const { context, connection, instance } = trigger;
	const owner = activeTriggerAt(ownerUrl, instance);
	if (owner === undefined || owner === trigger || owner.deliveredAt !== undefined) return false;
	if (n8nAddressOf(owner, ownerUrl) === n8nAddressOf(trigger, url)) return false;
	const [there, here] = await Promise.all([
		findOwnObstacle(owner, key),
		findOwnObstacle(trigger, key),
	]);
	if (here !== undefined || describeUnreachable(url, connection.baseUrl) !== undefined)
		return false;
	const doubt = describeUnreachable(ownerUrl, connection.baseUrl);
	const obstacle = there ?? (doubt?.isCertain === true ? doubt : undefined);
	if (obstacle === undefined) return false;
	const name = owner.context.getWorkflow().name ?? '';
	context.logger.warn(
		`No event reaches the workflow "${name}", so the server sends them to another one, which passes them on. ${obstacle.found}. Correct Options → Connection → Base URL of "${name}", or leave it empty.`,
	);
	return true;
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
	const isOwner = !channel.holdsConnection && ownerUrl === webhookUrl(trigger);
	if (warned.has(trigger) || !isOwner) return;
	warned.add(trigger);
	const obstacle = await findOwnObstacle(trigger);
	if (obstacle !== undefined) context.logger.warn(`${obstacle.found}. ${obstacle.whatToDo}`);
}
