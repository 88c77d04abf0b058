import type { ITriggerFunctions } from 'n8n-workflow';

import { numberOrNull } from '../events/values';
import type { ActiveTrigger } from './activeTriggers';
import { messageTime } from './messageClock';
import { staticDataOf } from './staticData';

// From when on messages are looked for, as messages are dated: what came before its user switched it on starts nothing.

/** By our clock, Unix ms, as it stands in the static data until more is known; undefined after a restart. */
export function activationOf(context: ITriggerFunctions): number | undefined {
	const wasOn = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return wasOn ? undefined : Number(staticDataOf(context).activeSince);
}

/**
 * As messages are dated, Unix ms, as far as it is known by now: how far the clocks are apart shows in the answers
 * of the server, and better in the first messages.
 */
export const activeSinceOf = ({
	context,
	connection,
	activatedAt,
}: ActiveTrigger): number | undefined =>
	activatedAt === undefined
		? (numberOrNull(staticDataOf(context).activeSince) ?? undefined)
		: messageTime(connection, activatedAt);
