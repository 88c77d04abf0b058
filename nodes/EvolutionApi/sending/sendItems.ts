import type { INodeExecutionData } from 'n8n-workflow';

import { hintCosts } from '../server/ask/sendingHints';
import {
	prepareItem,
	type ItemOutcome,
	type ItemRequest,
	type Run,
} from '../table/prepare/prepare';
import { isRefused, sendAtOnce, sendOneByOne, type PreparedItem } from './concurrency';
import {
	describeDelivery,
	hintIfUnknown,
	isRejected,
	waitForTicks,
	withOutcome,
	type DeliveryState,
	type ReceiptSettings,
} from './deliveryReceipt';
import { fallBackToText } from './fallbacks';
import { withMeantNumber } from './foreignNumbers';
import { continueHistory } from './executionHistory';
import { UnlimitedRecipients } from './rateLimit';
import {
	makeFailedResult,
	latest,
	makeReport,
	summarizeRun,
	type Message,
	type Policy,
	type Send,
	type SendResult,
	Sender,
} from './send';
import { needsRateLimit, readSendingSettings } from './settings';
import { stackFor, type SendingRun, type Stack } from './stack';

type Perform = (request: ItemRequest) => Promise<INodeExecutionData[]>;

/** Results by item index; undefined for an item that wasn't processed. */
type Results = ReadonlyArray<SendResult | undefined>;

/** The items that `sendPlainly()` has processed before WhatsApp rejected a message. */
interface Before {
	readonly count: number;
	readonly recipients: Set<string>;
}

/**
 * @returns an outcome for each item after the first `before.count` items, in order. If *Bulk Sending → Output* asks for a
 *   summary, the last outcome is the summary
 * @throws {InputProblem} if an option is wrong
 */
export async function sendItems(
	run: Run,
	perform: Perform,
	before: Before = { count: 0, recipients: new Set() },
): Promise<ItemOutcome[]> {
	const sending = new Sending(run, perform, before);
	const results = await sending.sendAll();
	return sending.makeOutcomes(await sending.settle(results));
}

class Sending {
	private readonly startedAt = new Date();
	private readonly state: SendingRun;
	private readonly senders: Sender[] = [];
	private readonly stacks = new Map<Sender, Stack>();

	constructor(
		private readonly run: Run,
		private readonly perform: Perform,
		private readonly before: Before,
	) {
		const settings = readSendingSettings(run);
		const history = continueHistory(run.context);
		for (const recipient of before.recipients) history.recipients.add(recipient);
		const isUnlimited = needsRateLimit(run.operation) && settings.bulk?.rateLimit === undefined;
		this.state = {
			run,
			settings,
			history,
			counter: isUnlimited ? new UnlimitedRecipients(history.recipients) : undefined,
			signal: run.context.getExecutionCancelSignal(),
			transmit: async ({ request }) => ({
				status: 'sent',
				items: await this.perform(request),
			}),
		};
	}

	/** Without *Bulk Sending*, the first failure ends the run, unless *Continue On Fail* is on. */
	async sendAll(): Promise<Results> {
		const { context } = this.run;
		const { settings, signal } = this.state;
		if (settings.bulk !== undefined) {
			const items = this.allItems();
			await this.prepare(items);
			return await sendOneByOne(items, this.send, () => true);
		}
		if (settings.concurrency > 1) {
			return await sendAtOnce(context, settings.concurrency, this.allItems(), this.send);
		}
		return await sendOneByOne(this.itemsInTurn(), this.send, (results) => {
			const hasFailed = results.at(-1)?.error !== undefined && !context.continueOnFail();
			return !hasFailed && signal?.aborted !== true;
		});
	}

	async settle(results: Results): Promise<Results> {
		const { settings, counter, signal } = this.state;
		const { receipt } = settings;
		counter?.hint(this.run.context);
		hintCosts(
			this.run.context,
			results.map((result) => result?.items),
		);
		if (receipt === undefined) {
			for (const { stopConditions } of this.stacks.values()) await stopConditions?.checkAtEnd();
			return results;
		}
		let finalResults = await this.waitForReceipts(results, receipt);
		const areRejected = finalResults.some((result) => result !== undefined && isRejected(result));
		if (receipt.fallBackToText && areRejected) {
			finalResults = await fallBackToText(finalResults, this.sendText, signal);
			finalResults = await this.waitForReceipts(finalResults, receipt);
		}
		const watches = [...this.stacks.keys()].map(({ watch }) => watch);
		hintIfUnknown(this.run.context, watches);
		return finalResults;
	}

	private async waitForReceipts(results: Results, receipt: ReceiptSettings): Promise<Results> {
		const { signal } = this.state;
		const waits = [...this.stacks].map(async ([{ watch }, { addressFallback }]) => {
			if (addressFallback === undefined) await waitForTicks([watch], receipt, signal);
			else await addressFallback.settle(receipt);
		});
		await Promise.all(waits);
		return results.map((result) => result && latest(result));
	}

	makeOutcomes(finalResults: Results): ItemOutcome[] {
		const { bulk } = this.state.settings;
		const results = finalResults.map((result) => result && withOutcome(result));
		if (bulk === undefined) {
			return results.map((result) =>
				result?.error === undefined ? { items: this.makeOutput(result) } : { error: result.error },
			);
		}
		const all = results.filter((result) => result !== undefined);
		const outcomes: ItemOutcome[] =
			bulk.output === 'summary' ? all.map(() => ({ items: [] })) : this.makeRows(all);
		if (bulk.output === 'items') return outcomes;
		const stopReason = [...this.stacks.keys()].find((sender) => sender.stopReason)?.stopReason;
		const summary = summarizeRun(all, { startedAt: this.startedAt, stopReason });
		const pairedItem = all.map((_result, item) => ({ item }));
		return [...outcomes, { items: [{ json: { summary }, pairedItem }] }];
	}

	/** Gives all rows the same output keys, with empty values if necessary. Adds the values of each row's input item. */
	private makeRows(results: readonly SendResult[]): ItemOutcome[] {
		const outputs = results.map((result) => this.makeOutput({ items: [{ json: {} }], ...result }));
		const keys = outputs.flat().flatMap(({ json }) => Object.keys(json));
		const empty = Object.fromEntries(keys.map((key) => [key, '']));
		return results.map((result, item) => {
			const broadcast = makeReport(result);
			const row = { broadcast, ...empty, ...this.run.context.getInputData()[item]?.json };
			const toRow = ({ json, ...more }: INodeExecutionData): INodeExecutionData => ({
				...more,
				json: { ...row, ...json, broadcast },
				pairedItem: { item },
			});
			return { items: (outputs[item] ?? []).map(toRow) };
		});
	}

	private makeOutput(result: Partial<SendResult> = {}): INodeExecutionData[] {
		const { items = [], attempt, deliveredBy } = result;
		const { receipt } = this.state.settings;
		const more: Partial<DeliveryState> & { sentAsText?: true; deliveredBy?: 'lid' | 'phone' } = {};
		if (receipt !== undefined && attempt !== undefined) {
			const { sender, request } = attempt.message;
			Object.assign(more, describeDelivery(sender.watch, attempt.messages, receipt.level));
			if (request.asText === true) more.sentAsText = true;
		}
		const isTaken = ['sent', 'delivered'].includes(more.delivery ?? 'sent');
		if (deliveredBy !== undefined && isTaken) more.deliveredBy = deliveredBy;
		return items.map((item) => ({ ...item, json: { ...item.json, ...more } }));
	}

	private async prepare(items: readonly PreparedItem[]): Promise<void> {
		const messages = items.flatMap((item) => (isRefused(item) ? [] : [item]));
		const senders = [...new Set(messages.map(({ sender }) => sender))];
		for (const sender of senders) this.findStack(sender);
		for (const sender of senders) {
			const ofSender = messages.filter((message) => message.sender === sender);
			const recipients = ofSender.map(({ recipient }) => recipient);
			sender.stopReason = await prepare(sender, this.findStack(sender).policies, recipients);
		}
	}

	private readonly send = async (item: PreparedItem): Promise<SendResult> => {
		if (isRefused(item)) {
			const { index } = item;
			return makeFailedResult(this.run, index, await withMeantNumber(this.run, index, item.error));
		}
		const { sender, recipient } = item;
		const message = { ...item, address: sender.addressFor(recipient) };
		return await this.settleOne(this.findStack(sender).send, message);
	};

	private readonly sendText = async (message: Message): Promise<SendResult> =>
		await this.settleOne(this.findStack(message.sender).sendText, message);

	private async settleOne(send: Send, message: Message): Promise<SendResult> {
		return await send(message).catch((error: unknown) =>
			makeFailedResult(this.run, message.request.index, error, message.address),
		);
	}

	private findStack(sender: Sender): Stack {
		const stack = this.stacks.get(sender) ?? stackFor(this.state, sender);
		this.stacks.set(sender, stack);
		return stack;
	}

	private allItems(): PreparedItem[] {
		return this.run.context.getInputData().map((_item, index) => this.itemAt(index));
	}

	private *itemsInTurn(): Generator<PreparedItem> {
		const { length } = this.run.context.getInputData();
		for (let index = this.before.count; index < length; index++) yield this.itemAt(index);
	}

	private itemAt(index: number): PreparedItem {
		try {
			const request = prepareItem(this.run, index);
			const { recipient = '' } = request;
			return { request, sender: this.findSender(request), recipient, address: recipient };
		} catch (error) {
			return { index, error };
		}
	}

	private findSender({ connection, instance = '' }: ItemRequest): Sender {
		const existing = this.senders.find(
			(sender) => sender.connection === connection && sender.instance === instance,
		);
		if (existing !== undefined) return existing;
		const sender = new Sender(this.run.context, connection, instance);
		this.senders.push(sender);
		return sender;
	}
}

/** @returns the reason why nothing can be sent, if any */
async function prepare(
	sender: Sender,
	policies: readonly Policy[],
	recipients: readonly string[],
): Promise<string | undefined> {
	const { store } = sender.connection.server;
	const { needOfStore } = policies.find((policy) => policy.needOfStore !== undefined) ?? {};
	if (needOfStore !== undefined && store !== undefined && (await store.keepsNothing(sender))) {
		return `${needOfStore}: the server stores no messages. ${store.howToKeep}, or remove the option`;
	}
	for (const policy of policies) {
		const reason = await policy.prepare?.(recipients);
		if (reason !== undefined) return reason;
	}
	return undefined;
}
