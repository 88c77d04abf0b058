import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import type { Connection } from '../connection';
import { parseInput } from '../inputErrors';
import type { Operation } from '../operation';
import { Broadcast, type Perform } from './broadcast';
import { summaryOf, type Fate } from './fate';
import { givenPacing } from './given';
import { Line } from './line';
import { pacingInput, type Settings } from './settings';
import { readTarget } from './targets';

/** @returns undefined without *Pacing* @throws {InputProblem} for what is wrong with it */
function readSettings(context: IExecuteFunctions, operation: Operation): Settings | undefined {
	const given = givenPacing(context, operation);
	if (given === undefined) return undefined;
	const workflowZone = context.getTimezone();
	const { pacing } = parseInput(z.object({ pacing: pacingInput(workflowZone) }), { pacing: given });
	const hours = pacing.quietHours?.hours;
	if (hours === undefined) return pacing;
	const timeZone = hours.timeZone === '' ? workflowZone : hours.timeZone;
	return { ...pacing, quietHours: { hours: { ...hours, timeZone } } };
}

/**
 * All items of a send with *Pacing*: each comes out with its fate, in order, whatever becomes of it.
 * @returns undefined where the field is empty, so that the items are sent as always
 * @throws {InputProblem} if the settings are wrong, before anything is sent
 */
export async function runPaced(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	perform: Perform,
): Promise<INodeExecutionData[] | undefined> {
	const items = context.getInputData();
	const settings = items.length === 0 ? undefined : readSettings(context, operation);
	if (settings === undefined) return undefined;
	const startedAt = new Date();
	const broadcast = new Broadcast(context, connection, operation, settings, perform);
	const targets = items.map((_item, index) => readTarget(context, connection, operation, index));
	const lines = new Map<string, Line>();
	for (const target of targets) {
		if ('error' in target) continue;
		const line =
			lines.get(target.instance) ?? new Line(context, connection, settings, target.instance);
		lines.set(target.instance, line);
		line.add(target.recipient);
	}
	for (const line of lines.values()) await line.open(async () => await broadcast.gap());
	const fates: Fate[] = [];
	const output: INodeExecutionData[] = [];
	for (const [index, target] of targets.entries()) {
		const { fate, items: sent = [{ json: {} }] } = await broadcast.turn(target, lines, index);
		fates.push(fate);
		if (settings.output !== 'summary') output.push(...sent.map((item) => told(item, fate, index)));
	}
	if (settings.output === 'items') return output;
	const stopReason = [...lines.values()].find((line) => line.stopReason !== undefined)?.stopReason;
	const summary = summaryOf(fates, { startedAt, stopReason });
	return [...output, { json: { summary }, pairedItem: items.map((_item, item) => ({ item })) }];
}

const told = (item: INodeExecutionData, fate: Fate, index: number): INodeExecutionData => ({
	...item,
	json: { ...item.json, broadcast: { ...fate } },
	pairedItem: { item: index },
});
