import { isExpired, isSocket, type WorkflowSubscriber } from '../hub/list';
import type { HubInspection } from '../hub/repair';
import { makeInstanceId } from '../server/account';
import type { Target } from '../server/adapter';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { activeTriggersOn, webhookUrl } from '../trigger/active/activeTriggers';

export interface HeardInstance extends Pick<Target, 'connection' | 'instance'> {
	readonly hub?: HubInspection;
}

/**
 * Returns the workflows that the instance's webhook lists as subscribers. Leaves out those that receive through WebSocket: they
 * are only listed so that other processes know them.
 */
export const listedWorkflows = ({ hub }: Pick<HeardInstance, 'hub'>): WorkflowSubscriber[] =>
	(hub?.workflows ?? []).filter(
		(workflow) => !isSocket(workflow) && !isExpired(workflow, Date.now()),
	);

export const workflowsHere = ({ connection, instance }: HeardInstance): ActiveTrigger[] =>
	activeTriggersOn(makeInstanceId(connection, instance)).filter(({ isLeaving }) => !isLeaving);

export const socketsHere = (setup: HeardInstance): ActiveTrigger[] =>
	workflowsHere(setup).filter(({ channel }) => channel.holdsConnection);

export const countSockets = (setup: HeardInstance): number =>
	new Set([
		...(setup.hub?.workflows ?? []).filter(isSocket).map(({ url }) => url),
		...socketsHere(setup).flatMap((trigger) => webhookUrl(trigger) ?? []),
	]).size;

export const unlistedHere = (setup: HeardInstance): ActiveTrigger[] => {
	const urls = listedWorkflows(setup).map(({ url }) => url);
	return workflowsHere(setup).filter(
		(trigger) => !trigger.channel.holdsConnection && !urls.includes(webhookUrl(trigger) ?? ''),
	);
};

export const listNames = (triggers: readonly ActiveTrigger[]): string =>
	triggers.map(({ context }) => `"${context.getWorkflow().name ?? ''}"`).join(', ');
