import type { Delivery } from '../../core/server/deliveries';
import type { ActiveTrigger } from '../active/activeTrigger';

/** What *Check Set-Up* says, too. */
export const MIXED_UP = {
	found:
		'Evolution API (up to 2.4) mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: a message may have the number of somebody else',
	whatToDo:
		'Where the ID of the message shows it, "chat" of the item is empty, and nothing replies to it. Where it does not, nobody can tell. See Troubleshooting → Customers are mixed up.',
};

const warned = new WeakSet<ActiveTrigger>();

/** Once for each activation, in the log of n8n. */
export function warnOfMixedUpChats(trigger: ActiveTrigger, { message }: Delivery): void {
	if (message?.isOfMeta !== true || warned.has(trigger)) return;
	warned.add(trigger);
	trigger.context.logger.warn(`${MIXED_UP.found}. ${MIXED_UP.whatToDo}`, {
		instance: trigger.instance,
	});
}
