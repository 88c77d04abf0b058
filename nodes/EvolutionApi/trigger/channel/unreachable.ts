import { classifyAddress } from '../../core/values/addressKind';
import { askWorkflow, PROBE_EVENT } from '../../hub/ask';
import type { Obstacle } from '../../hub/obstacle';
import type { HubState } from '../../hub/plan';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, webhookUrl } from '../active/activeTriggers';
import { n8nAddressOf } from '../active/registration';

// Explains why the server may not reach n8n, from the addresses of both and from n8n's calls of its own address.

interface Unreachable {
	/** The problem, as a sentence without its period. */
	readonly found: string;
	/** False if the problem depends on the server's network. */
	readonly isCertain: boolean;
	/** True if the address is wrong for every workflow of this n8n. */
	readonly isEverywhere: boolean;
}

/** Descriptions of addresses that don't work everywhere. */
const SCOPES = {
	loopback: 'which works only on the machine of n8n',
	private: 'an address in a private network',
	name: 'a name that is known only in one network',
};

/**
 * Explains a problem that the two addresses alone reveal, before any delivery.
 * @param webhookUrl n8n's address for the server
 * @param baseUrl of the server
 * @returns undefined if there is no problem
 */
export function describeUnreachable(webhookUrl: string, baseUrl: string): Unreachable | undefined {
	const kind = classifyAddress(webhookUrl);
	const serverKind = classifyAddress(baseUrl);
	const isElsewhere = kind === 'loopback' ? serverKind !== 'loopback' : serverKind === 'public';
	if (kind === 'public' || !isElsewhere) return undefined;
	return {
		found: `The server sends the events to ${new URL(webhookUrl).origin}, ${SCOPES[kind]}, and the server is elsewhere, at ${new URL(baseUrl).origin}`,
		isCertain: kind !== 'name',
		isEverywhere: kind === 'loopback',
	};
}

/**
 * Returns the obstacle that n8n itself finds at a workflow's address. Never throws.
 * @param key the `jwt_key` of the webhook
 */
async function findOwnObstacle(
	trigger: ActiveTrigger,
	key = trigger.key ?? '',
): Promise<Obstacle | undefined> {
	const { context, instance } = trigger;
	const url = webhookUrl(trigger);
	if (url === undefined) return undefined;
	const question = { event: PROBE_EVENT, key, instance };
	return (await askWorkflow(context, { kind: 'trigger', url, events: [] }, question)).obstacle;
}

/**
 * Tells whether this workflow should own the webhook instead of another workflow of this process: no event has come to the
 * other workflow's address since n8n's start, and n8n itself reaches only this workflow's address. Never throws.
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
		`No event reaches the workflow "${name}", so the server now sends the events to another workflow, which forwards them. ${obstacle.found}. Correct Options → Connection → Base URL of "${name}", or leave it empty.`,
	);
	return true;
}

/** Returns the obstacle at the owner's address; undefined if there is none, or the owner isn't a workflow of this process. */
export async function findOwnersObstacle(trigger: ActiveTrigger): Promise<Obstacle | undefined> {
	const owner = activeTriggerAt(trigger.ownerUrl ?? '', trigger.instance);
	return owner && (await findOwnObstacle(owner));
}

/** Logs an obstacle soon after the workflow is published, before events are missed. Never throws. */
export async function warnOfObstacle(trigger: ActiveTrigger): Promise<void> {
	const { context, channel, ownerUrl } = trigger;
	const isOwner = !channel.holdsConnection && ownerUrl === webhookUrl(trigger);
	if (trigger.hasLookedForObstacle || !isOwner) return;
	trigger.hasLookedForObstacle = true;
	const obstacle = await findOwnObstacle(trigger);
	if (obstacle !== undefined) context.logger.warn(`${obstacle.found}. ${obstacle.whatToDo}`);
}
