import type { FunctionsBase, ITriggerFunctions } from 'n8n-workflow';

import type { Delivery } from '../../core/server/delivery';
import { activeTriggerOf } from '../active/activeTriggers';
import { kept } from '../memory/kept';

/** What *Check Setup* says, too. */
export const MIXED_UP = {
	found:
		'Evolution API (up to 2.4) mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: a message may have the number of somebody else',
	whatToDo:
		'Where the ID of the message shows it, "chat" of the item is empty, and nothing replies to it. Where it does not, nobody can tell. See Troubleshooting → Customers are mixed up.',
};

/** By node: the activation of which the log says so already; undefined in a process without triggers. */
const warned = kept<ITriggerFunctions | undefined>();

/** Once per activation, in the log of n8n. */
export function warnOfMixedUpChats(
	{ logger }: FunctionsBase,
	nodeId: string,
	{ message, instance }: Delivery,
): void {
	const activation = activeTriggerOf(nodeId)?.context;
	const hasWarned = warned.has(nodeId) && warned.get(nodeId) === activation;
	if (message?.isOfMeta !== true || hasWarned) return;
	warned.set(nodeId, activation);
	logger.warn(`${MIXED_UP.found}. ${MIXED_UP.whatToDo}`, { instance });
}
