import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { parseInput } from '../input/inputErrors';
import type { AskingRun, ItemOutcome, Run } from '../run/run';
import { Broadcast, type Perform, type Placed } from './broadcast';
import { summaryOf, type Fate } from './fate';
import { givenSending } from './given';
import { InstanceRun } from './instanceRun';
import { pacingInput, type Settings } from './pacingSettings';
import { readRecipient } from './recipients';

/**
 * What *Sending* says: the first item's, for the whole run.
 * @returns undefined where it says nothing of the kind, so that the items are sent as always
 * @throws {InputProblem} for what is wrong with it
 */
export function readPacing({ context, operation }: AskingRun): Settings | undefined {
	const { paced: given } = givenSending(context, operation);
	if (given === undefined) return undefined;
	const workflowZone = context.getTimezone();
	const { pacing } = parseInput(z.object({ pacing: pacingInput(workflowZone) }), { pacing: given });
	const hours = pacing.quietHours?.hours;
	if (hours === undefined) return pacing;
	const timeZone = hours.timeZone === '' ? workflowZone : hours.timeZone;
	return { ...pacing, quietHours: { hours: { ...hours, timeZone } } };
}

/**
 * All items of a paced send: each comes out with its fate, in order, whatever becomes of it. The
 * summary, where it is wanted, is an outcome of its own behind them.
 */
export async function runPaced(
	run: Run,
	settings: Settings,
	perform: Perform,
): Promise<ItemOutcome[]> {
	const startedAt = new Date();
	const broadcast = new Broadcast(run, settings, perform);
	const { places, lines } = placesOf(run, settings);
	for (const line of lines) await line.open(async () => await broadcast.gap());
	const fates: Fate[] = [];
	const outcomes: ItemOutcome[] = [];
	for (const [index, place] of places.entries()) {
		const { fate, items: sent = [{ json: {} }] } = await broadcast.turn(place, index);
		fates.push(fate);
		const isShown = settings.output !== 'summary';
		outcomes.push({ items: isShown ? sent.map((item) => told(item, fate, index)) : [] });
	}
	if (settings.output === 'items') return outcomes;
	const stopReason = lines.find((line) => line.stopReason !== undefined)?.stopReason;
	const summary = summaryOf(fates, { startedAt, stopReason });
	const pairedItem = places.map((_place, item) => ({ item }));
	return [...outcomes, { items: [{ json: { summary }, pairedItem }] }];
}

/** Where each item belongs, and all the lines: one for each instance of each server. */
function placesOf(run: Run, settings: Settings): { places: Placed[]; lines: InstanceRun[] } {
	const lines: InstanceRun[] = [];
	const places = run.context.getInputData().map((_item, index): Placed => {
		const target = readRecipient(run, index);
		if ('error' in target) return target;
		const { connection, instance, recipient } = target;
		const known = lines.find((line) => line.isOf(connection, instance));
		const line = known ?? new InstanceRun(run.context, connection, settings, instance);
		if (known === undefined) lines.push(line);
		line.add(recipient);
		return { line, recipient };
	});
	return { places, lines };
}

const told = (item: INodeExecutionData, fate: Fate, index: number): INodeExecutionData => ({
	...item,
	json: { ...item.json, broadcast: { ...fate } },
	pairedItem: { item: index },
});
