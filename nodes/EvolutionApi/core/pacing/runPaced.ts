import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { parseInput } from '../input/inputErrors';
import type { AskingRun, ItemOutcome, Run } from '../prepare/run';
import { Broadcast, type PacedItem, type SendMessage } from './broadcast';
import { summaryOf, type Fate } from './fate';
import { InstanceRun } from './instanceRun';
import { pacingInput, type Settings } from './pacingSettings';
import { readRecipient } from './recipients';
import { readSendingOptions } from './sendingOptions';

/**
 * The first item's *Sending*, which counts for the whole run.
 * @returns undefined if nothing in it paces the run
 * @throws {InputProblem} for what is wrong in it
 */
export function readPacing({ context, operation }: AskingRun): Settings | undefined {
	const { paced } = readSendingOptions(context, operation);
	if (paced === undefined) return undefined;
	const workflowZone = context.getTimezone();
	const { pacing } = parseInput(z.object({ pacing: pacingInput(workflowZone) }), { pacing: paced });
	const hours = pacing.quietHours?.hours;
	if (hours === undefined) return pacing;
	const timeZone = hours.timeZone === '' ? workflowZone : hours.timeZone;
	return { ...pacing, quietHours: { hours: { ...hours, timeZone } } };
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
	const fates: Fate[] = [];
	const outcomes: ItemOutcome[] = [];
	for (const [index, item] of items.entries()) {
		const { fate, items: output = [{ json: {} }] } = await broadcast.takeTurn(item, index);
		fates.push(fate);
		const isShown = settings.output !== 'summary';
		outcomes.push({ items: isShown ? output.map((sent) => withFate(sent, fate, index)) : [] });
	}
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

const withFate = (item: INodeExecutionData, fate: Fate, index: number): INodeExecutionData => ({
	...item,
	json: { ...item.json, broadcast: { ...fate } },
	pairedItem: { item: index },
});
