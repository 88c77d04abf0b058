import type { FunctionsBase } from 'n8n-workflow';

import type { Delivery } from '../../core/server/delivery';
import { kept } from '../memory/kept';

/** What *Check Setup* says, too. */
export const MIXED_UP = {
	found:
		'Evolution API (up to 2.4) mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: a message may have the number of somebody else',
	whatToDo:
		'Where the ID of the message shows it, "chat" of the item is empty, and nothing replies to it. Where it does not, nobody can tell. See Troubleshooting → Customers are mixed up.',
};

/** Names of nodes of which the log says so already. */
const warned = kept<true>();

/** Once for as long as the workflow is active, in the log of n8n. */
export function warnOfMixedUpChats(
	{ logger }: FunctionsBase,
	nodeId: string,
	{ message, instance }: Delivery,
): void {
	if (message?.isOfMeta !== true || warned.has(nodeId)) return;
	warned.set(nodeId, true);
	logger.warn(`${MIXED_UP.found}. ${MIXED_UP.whatToDo}`, { instance });
}
