import type { Confirm } from '../core/delivery/confirmSettings';
import {
	deliveryOf,
	hintIfUnknown,
	rejectedFailure,
	type DeliveryState,
} from '../core/delivery/deliveryOf';
import { DeliveryWatch } from '../core/delivery/deliveryWatch';
import { waitForTicks } from '../core/delivery/waitForTicks';
import type { SentAnswer } from '../core/server/server';
import type { Call } from '../core/table/operation';

/**
 * *Confirm Delivery* of a question that was sent.
 * @returns nothing if that is off
 * @throws {RequestFailure} if WhatsApp has rejected it
 */
export async function confirmQuestion(
	call: Call,
	question: SentAnswer,
	confirm: Confirm | undefined,
): Promise<Partial<DeliveryState>> {
	if (confirm === undefined) return {};
	const { context } = call;
	const watch = new DeliveryWatch(call);
	const messages = watch.add(question);
	await waitForTicks([watch], confirm, context.getExecutionCancelSignal());
	const delivery = deliveryOf(watch, messages, confirm.level);
	if (delivery.delivery === 'rejected') throw rejectedFailure(messages);
	hintIfUnknown(context, [watch]);
	return { ...delivery };
}
