import type { ReceiptSettings } from '../sending/receiptSettings';
import {
	deliveryOf,
	hintIfUnknown,
	rejectedFailure,
	type DeliveryState,
} from '../sending/deliveryOf';
import { DeliveryWatch, type WatchedMessage } from '../sending/deliveryWatch';
import { waitForTicks } from '../sending/waitForTicks';
import type { SendMessage } from '../sending/broadcast';
import { messagesOf } from '../sending/fate';
import { outcomeOf, type ItemOutcome, type ItemRequest, type Run } from '../core/prepare/run';

/** The messages of an item that was sent. */
interface Sent {
	readonly request: ItemRequest;
	readonly watch: DeliveryWatch;
	readonly messages: readonly WatchedMessage[];
}

/** *Delivery Receipt* in a run that is not paced: the ticks of all items are waited for together, when all were sent. */
export class SendsToConfirm {
	private readonly watches: DeliveryWatch[] = [];
	private readonly sent = new Map<number, Sent>();

	constructor(
		private readonly run: Run,
		private readonly receipt: ReceiptSettings,
		private readonly sendOne: SendMessage,
	) {}

	/** Sends an item, and watches its messages from then on. */
	readonly send: SendMessage = async (request) => {
		const output = await this.sendOne(request);
		const { connection, instance = '', index } = request;
		const { context } = this.run;
		const known = this.watches.find((watch) => watch.isOf(connection, instance));
		const watch = known ?? new DeliveryWatch({ context, connection, instance });
		if (known === undefined) this.watches.push(watch);
		const sent = messagesOf(output[0]?.json ?? {}, connection.server.sends.readAnswer);
		this.sent.set(index, { request, watch, messages: sent.flatMap((one) => watch.add(one)) });
		return output;
	};

	/** @returns the outcomes with what became of the messages: an item with a rejected one has failed */
	async settle(outcomes: readonly ItemOutcome[]): Promise<ItemOutcome[]> {
		const { run, receipt, watches } = this;
		const signal = run.context.getExecutionCancelSignal();
		const wait = async () => await waitForTicks(watches, receipt, signal);
		await wait();
		const latest = [...outcomes];
		const rejected = receipt.fallBackToText ? this.rejected() : [];
		for (const { request } of rejected) {
			if (signal?.aborted === true) break;
			latest[request.index] = await outcomeOf(this.send({ ...request, asText: true }));
		}
		if (rejected.length > 0) await wait();
		hintIfUnknown(run.context, watches);
		return latest.map((outcome, index) => this.settled(outcome, this.sent.get(index)));
	}

	private rejected(): Sent[] {
		return [...this.sent.values()].filter((sent) => this.deliveryOf(sent).delivery === 'rejected');
	}

	private deliveryOf({ watch, messages }: Sent): DeliveryState {
		return deliveryOf(watch, messages, this.receipt.level);
	}

	private settled(outcome: ItemOutcome, sent: Sent | undefined): ItemOutcome {
		if (sent === undefined || 'error' in outcome) return outcome;
		const delivery = this.deliveryOf(sent);
		if (delivery.delivery === 'rejected') return { error: rejectedFailure(sent.messages) };
		const more = { ...delivery, ...(sent.request.asText === true ? { sentAsText: true } : {}) };
		const items = outcome.items.map((item) => ({ ...item, json: { ...item.json, ...more } }));
		return { items };
	}
}
