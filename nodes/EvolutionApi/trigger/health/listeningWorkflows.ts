import type { Target } from '../../core/server/adapter';
import {
	isExpired,
	isSocket,
	listenersOf,
	type HubInspection,
	type WorkflowSubscriber,
} from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn, urlOf } from '../active/activeTriggers';
import { instanceIdOf } from '../active/ids';
import { isThroughSocket } from '../channel/socketRegistration';

/** An instance, and what its webhook shows. */
export interface HeardInstance extends Pick<Target, 'connection' | 'instance'> {
	readonly hub?: HubInspection;
}

/**
 * The workflows in the list of the webhook, even if the webhook now has another address. Those that receive through
 * WebSocket are in it only to be known.
 */
export const listedWorkflows = ({ hub }: Pick<HeardInstance, 'hub'>): WorkflowSubscriber[] =>
	(hub?.workflows ?? []).filter((one) => !isSocket(one) && !isExpired(one, Date.now()));

/** How many receive through WebSocket, as far as is known here. */
export const countSockets = (setup: HeardInstance): number =>
	new Set([
		...(setup.hub?.workflows ?? []).filter(isSocket).map(({ url }) => url),
		...workflowsHere(setup).flatMap(
			(trigger) => (isThroughSocket(trigger) ? urlOf(trigger) : undefined) ?? [],
		),
	]).size;

/** Active workflows of this process whose trigger listens to the instance. */
export const workflowsHere = ({ connection, instance }: HeardInstance): ActiveTrigger[] =>
	activeTriggersOn(instanceIdOf(connection, instance)).filter(
		({ settings, isLeaving }) => settings.isOnList && !isLeaving,
	);

/** Those of them that receive through WebSocket. */
export const socketsHere = (setup: HeardInstance): ActiveTrigger[] =>
	workflowsHere(setup).filter(isThroughSocket);

/** Active workflows that are not in the list. */
export const unlistedHere = (setup: HeardInstance): ActiveTrigger[] => {
	const urls = listedWorkflows(setup).map(({ url }) => url);
	return workflowsHere(setup).filter(
		(trigger) => !isThroughSocket(trigger) && !urls.includes(urlOf(trigger) ?? ''),
	);
};

/** The address of the webhook, without its query. */
export const shownUrl = ({ hub }: Pick<HeardInstance, 'hub'>): string => {
	const [foreign] = hub === undefined ? [] : listenersOf(hub.state);
	const owner = hub === undefined ? undefined : listenersOf(hub.state).find((one) => one.owner);
	return (owner ?? foreign)?.url ?? '';
};

/** The names of workflows, as in the editor. */
export const namesOf = (triggers: readonly ActiveTrigger[]): string =>
	triggers.map(({ context }) => `"${context.getWorkflow().name ?? ''}"`).join(', ');

/** `1 workflow`, `2 workflows`. */
export const counted = (count: number, noun: string): string =>
	`${count} ${noun}${count === 1 ? '' : 's'}`;
