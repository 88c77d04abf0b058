import { isExpired, listenersOf, type WorkflowSubscriber } from '../../../hub';
import {
	activeTriggersOn,
	hubOf,
	urlOf,
	type ActiveTrigger,
} from '../../../trigger/activeTriggers';
import type { Setup } from './setupCheck';

/** The workflows in the list of the webhook, even if the webhook now has another address. */
export const listedWorkflows = ({ hub }: Setup): WorkflowSubscriber[] =>
	(hub?.workflows ?? []).filter((one) => !isExpired(one, Date.now()));

/** Active workflows of this process whose trigger uses the webhook of the instance. */
export const workflowsHere = ({ connection, instance }: Setup): ActiveTrigger[] =>
	activeTriggersOn(hubOf(connection, instance)).filter(
		({ settings, isLeaving }) => settings.isShared && !isLeaving,
	);

/** Active workflows that are not in the list. */
export const unlistedHere = (setup: Setup): ActiveTrigger[] => {
	const urls = listedWorkflows(setup).map(({ url }) => url);
	return workflowsHere(setup).filter((trigger) => !urls.includes(urlOf(trigger) ?? ''));
};

/** The address of the webhook, without its query. */
export const shownUrl = ({ hub }: Setup): string => {
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
