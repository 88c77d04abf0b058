import { classifyAddress } from '../../core/values/addressKind';
import { askWorkflow, PROBE_EVENT } from '../../hub/ask';
import type { Obstacle } from '../../hub/obstacle';
import type { HubState } from '../../hub/plan';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, webhookUrl } from '../active/activeTriggers';
import { n8nAddressOf } from '../active/registration';

interface Unreachable {
	/** The problem, as a sentence without its period. */
	readonly details: string;
	/** True if the address certainly doesn't work; false if that depends on the server's network. */
	readonly isCertain: boolean;
	/** True if the address is wrong for every workflow of this n8n. */
	readonly isEverywhere: boolean;
}

const SCOPES = {
	loopback: 'which works only on the machine of n8n',
	private: 'an address in a private network',
	name: 'a name that is known only in one network',
};

export function describeUnreachable(webhookUrl: string, baseUrl: string): Unreachable | undefined {
	const kind = classifyAddress(webhookUrl);
	const serverKind = classifyAddress(baseUrl);
	const isElsewhere = kind === 'loopback' ? serverKind !== 'loopback' : serverKind === 'public';
	if (kind === 'public' || !isElsewhere) return undefined;
	return {
		details: `The server sends the events to ${new URL(webhookUrl).origin}, ${SCOPES[kind]}, and the server is elsewhere, at ${new URL(baseUrl).origin}`,
		isCertain: kind !== 'name',
		isEverywhere: kind === 'loopback',
	};
}

/** Never throws. @param key the `jwt_key` of the webhook */
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
 * Tells whether this workflow's address works, and the address of the webhook's owner (the workflow that the server calls)
 * doesn't. False if the owner isn't in this process, or has received a delivery since n8n's start. Never throws.
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
		`No event reaches the workflow "${name}", so the server now sends the events to another workflow, which forwards them. ${obstacle.details}. Correct Options → Connection → Base URL of "${name}", or leave it empty.`,
	);
	return true;
}

/** Tests the address of the workflow that the server calls. Returns undefined if that workflow runs in another process. */
export async function findOwnersObstacle(trigger: ActiveTrigger): Promise<Obstacle | undefined> {
	const owner = activeTriggerAt(trigger.ownerUrl ?? '', trigger.instance);
	return owner && (await findOwnObstacle(owner));
}

/** Never throws. */
export async function warnOfObstacle(trigger: ActiveTrigger): Promise<void> {
	const { context, channel, ownerUrl } = trigger;
	const isOwner = !channel.holdsConnection && ownerUrl === webhookUrl(trigger);
	if (trigger.hasLookedForObstacle || !isOwner) return;
	trigger.hasLookedForObstacle = true;
	const obstacle = await findOwnObstacle(trigger);
	if (obstacle !== undefined) context.logger.warn(`${obstacle.details}. ${obstacle.whatToDo}`);
}
