import { isExpired, isSocket, type WorkflowSubscriber } from '../hub/list';
import type { HubInspection } from '../hub/repair';
import { makeInstanceId } from '../server/account';
import type { Target } from '../server/adapter';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { activeTriggersOn, webhookUrl } from '../trigger/active/activeTriggers';

/** An instance and its webhook. */
export interface HeardInstance extends Pick<Target, 'connection' | 'instance'> {
	readonly hub?: HubInspection;
}

/**
 * Returns the workflows in the webhook's list, even if the webhook now has another address. Leaves out the list's workflows
 * that receive through WebSocket, which are only listed so that other processes know them.
 */
export const listedWorkflows = ({ hub }: Pick<HeardInstance, 'hub'>): WorkflowSubscriber[] =>
	(hub?.workflows ?? []).filter(
		(workflow) => !isSocket(workflow) && !isExpired(workflow, Date.now()),
	);

/** Returns the active workflows of this process whose trigger listens to the instance. */
export const workflowsHere = ({ connection, instance }: HeardInstance): ActiveTrigger[] =>
	activeTriggersOn(makeInstanceId(connection, instance)).filter(({ isLeaving }) => !isLeaving);

/** Returns the active workflows of this process that receive the instance's events through WebSocket. */
export const socketsHere = (setup: HeardInstance): ActiveTrigger[] =>
	workflowsHere(setup).filter(({ channel }) => channel.holdsConnection);

/** Counts the workflows that receive through WebSocket, as far as this process knows. */
export const countSockets = (setup: HeardInstance): number =>
	new Set([
		...(setup.hub?.workflows ?? []).filter(isSocket).map(({ url }) => url),
		...socketsHere(setup).flatMap((trigger) => webhookUrl(trigger) ?? []),
	]).size;

/** Returns the active workflows of this process that are missing from the webhook's list. */
export const unlistedHere = (setup: HeardInstance): ActiveTrigger[] => {
	const urls = listedWorkflows(setup).map(({ url }) => url);
	return workflowsHere(setup).filter(
		(trigger) => !trigger.channel.holdsConnection && !urls.includes(webhookUrl(trigger) ?? ''),
	);
};

/** Returns the names of workflows, as in the editor. */
export const listNames = (triggers: readonly ActiveTrigger[]): string =>
	triggers.map(({ context }) => `"${context.getWorkflow().name ?? ''}"`).join(', ');
