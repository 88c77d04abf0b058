import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import { messageTime } from '../memory/messageClock';
import { staticDataOf, type Activation } from '../memory/staticData';
import type { ActiveTrigger } from './activeTrigger';
import { storedWith } from './activeTriggers';

// Since when a workflow is active: messages from before start nothing.

/**
 * n8n starts a workflow that was active before, and nobody watches: what fails now, n8n tries for 20 s, and then never
 * again.
 */
export const isBackAfterRestart = (context: IHookFunctions | ITriggerFunctions): boolean =>
	['init', 'leadershipChange'].includes(context.getActivationMode());

/** By our clock, Unix ms; undefined after a restart. */
export const activationOf = (context: ITriggerFunctions): number | undefined =>
	isBackAfterRestart(context) ? undefined : staticDataOf(context).activeSince;

/**
 * By the clock of messages, Unix ms, as precisely as is known by now: the server's answers show how far the clocks
 * are apart, and the first messages show it better.
 */
export const activeSinceOf = ({
	context,
	connection,
	activatedAt,
}: ActiveTrigger): number | undefined =>
	activatedAt === undefined
		? staticDataOf(context).activeSince
		: messageTime(connection, activatedAt);

/** For a call of the webhook that stores something. */
export const activationOfNode = (trigger: ActiveTrigger): Activation => ({
	activeSince: activeSinceOf(trigger),
	live: staticDataOf(trigger.context).registration(false),
	instances: storedWith(trigger).map(({ instance }) => instance),
});
