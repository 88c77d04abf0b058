import {
	type ReceiptSettings,
	type DeliveryState,
	deliveryOf,
	hintIfUnknown,
	rejectedFailure,
	waitForTicks,
} from '../sending/deliveryReceipt';
import { DeliveryWatch } from '../sending/deliveryWatch';
import type { SentAnswer } from '../core/ask/messages';
import type { Call } from '../core/table/operation';

/**
 * *Delivery Receipt* of a question that was sent.
 * @returns nothing if that is off
 * @throws {RequestFailure} if WhatsApp has rejected it
 */
export async function confirmQuestion(
	call: Call,
	question: SentAnswer,
	receipt: ReceiptSettings | undefined,
): Promise<Partial<DeliveryState>> {
	if (receipt === undefined) return {};
	const { context } = call;
	const watch = new DeliveryWatch(call);
	const messages = watch.add(question);
	await waitForTicks([watch], receipt, context.getExecutionCancelSignal());
	const delivery = deliveryOf(watch, messages, receipt.level);
	if (delivery.delivery === 'rejected') throw rejectedFailure(messages);
	hintIfUnknown(context, [watch]);
	return { ...delivery };
}
