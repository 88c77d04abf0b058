import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { deliveryOf, hintIfUnknown, type DeliveryState } from './deliveryOf';
import { waitForTicks } from './waitForTicks';
import { parseInput } from '../core/input/inputErrors';
import type { AskingRun, ItemOutcome, Run } from '../core/prepare/run';
import {
	Broadcast,
	type PacedItem,
	type SendMessage,
	type SentItem,
	type TurnResult,
} from './broadcast';
import { rejectedFate, summaryOf, type Fate } from './fate';
import { InstanceRun } from './instanceRun';
import { bulkSendingInput, type Settings } from './bulkSendingSettings';
import { readRecipient } from './recipients';
import { readDeliveryReceipt, readBulkSending } from './readBulkSending';

/**
 * The first item's *Bulk Sending*, which counts for the whole run.
 * @returns undefined if nothing in it paces the run
 * @throws {InputProblem} for what is wrong in it
 */
export function readSettings({ context, operation }: AskingRun): Settings | undefined {
	const { paced } = readBulkSending(context, operation);
	if (paced === undefined) return undefined;
	const workflowZone = context.getTimezone();
	const { bulkSending } = parseInput(z.object({ bulkSending: bulkSendingInput(workflowZone) }), {
		bulkSending: paced,
	});
	const settings = { ...bulkSending, receipt: readDeliveryReceipt({ context, operation }) };
	const { quietHours } = bulkSending;
	if (quietHours === undefined) return settings;
	const timeZone = quietHours.timeZone === '' ? workflowZone : quietHours.timeZone;
	return { ...settings, quietHours: { ...quietHours, timeZone } };
}

/**
 * Sends the items one after the other. Each comes out with its fate, in order, whatever becomes of it. The summary,
 * if it is wanted, is one more outcome at the end.
 */
export async function runPaced(
	run: Run,
	settings: Settings,
	sendMessage: SendMessage,
): Promise<ItemOutcome[]> {
	const startedAt = new Date();
	const broadcast = new Broadcast(run, settings, sendMessage);
	const { items, instanceRuns } = readItems(run, settings);
	for (const instanceRun of instanceRuns) {
		await instanceRun.prepare(async () => await broadcast.waitForCheck());
	}
	const results: TurnResult[] = [];
	for (const [index, item] of items.entries()) results.push(await broadcast.takeTurn(item, index));
	await lookAtEnd(run, settings, instanceRuns);
	if (settings.receipt?.fallBackToText === true) {
		for (const [index, { sent }] of results.entries()) {
			if (sent === undefined || !isRejected(sent)) continue;
			const text = await broadcast.sendAsText(sent, index);
			if (text !== undefined) results[index] = text;
		}
		await lookAtEnd(run, settings, instanceRuns);
	}
	const fates = results.map(finalFate);
	const isShown = settings.output !== 'summary';
	const outcomes = results.map((result, index): ItemOutcome => {
		const { items: output = [{ json: {} }] } = result;
		const known = { ...deliveryIn(result, settings), broadcast: { ...fates[index] } };
		return { items: isShown ? output.map((sent) => withJson(sent, known, index)) : [] };
	});
	if (settings.output === 'items') return outcomes;
	const stopReason = instanceRuns.find((one) => one.stopReason !== undefined)?.stopReason;
	const summary = summaryOf(fates, { startedAt, stopReason });
	const pairedItem = items.map((_item, item) => ({ item }));
	return [...outcomes, { items: [{ json: { summary }, pairedItem }] }];
}

/** All items, and a run for each instance of each server that they go to. */
function readItems(
	run: Run,
	settings: Settings,
): { readonly items: PacedItem[]; readonly instanceRuns: InstanceRun[] } {
	const instanceRuns: InstanceRun[] = [];
	const items = run.context.getInputData().map((_item, index): PacedItem => {
		const found = readRecipient(run, index);
		if ('error' in found) return found;
		const { connection, instance, recipient } = found;
		const known = instanceRuns.find((one) => one.isFor(connection, instance));
		const instanceRun = known ?? new InstanceRun(run.context, connection, settings, instance);
		if (known === undefined) instanceRuns.push(instanceRun);
		instanceRun.addRecipient(recipient);
		return { instanceRun, recipient };
	});
	return { items, instanceRuns };
}

/** What the last messages became: with *Delivery Receipt* it waits for that, once. */
async function lookAtEnd(
	{ context }: Run,
	{ receipt }: Settings,
	instanceRuns: readonly InstanceRun[],
): Promise<void> {
	if (receipt === undefined) {
		for (const { lookBack } of instanceRuns) await lookBack.lookOnceMore();
		return;
	}
	const watches = instanceRuns.map(({ lookBack }) => lookBack.watch);
	await waitForTicks(watches, receipt, context.getExecutionCancelSignal());
	hintIfUnknown(context, watches);
}

const isRejected = ({ messages }: SentItem) =>
	messages.some(({ outcome }) => outcome === 'rejected');

const finalFate = ({ fate, sent }: TurnResult): Fate =>
	sent !== undefined && isRejected(sent) ? rejectedFate(fate) : fate;

function deliveryIn(
	{ sent }: TurnResult,
	{ receipt }: Settings,
): Partial<DeliveryState> & { readonly sentAsText?: true } {
	if (sent === undefined || receipt === undefined) return {};
	const { due, instanceRun, messages } = sent;
	const delivery = deliveryOf(instanceRun.lookBack.watch, messages, receipt.level);
	return { ...delivery, ...(due.request.asText === true ? { sentAsText: true } : {}) };
}

const withJson = (item: INodeExecutionData, more: object, index: number): INodeExecutionData => ({
	...item,
	json: { ...item.json, ...more },
	pairedItem: { item: index },
});
