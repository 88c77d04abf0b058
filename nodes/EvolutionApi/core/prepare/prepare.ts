import { parseInput } from '../input/inputErrors';
import { refuseLeftExpressions } from './leftExpressions';
import { wantedCount } from './limit';
import { instanceFor, readParameters } from './parameters';
import { withTimes } from './pickedTimes';
import type { ItemRequest, Run } from './run';
import { refuseFirstOfSeveral } from './toolAddress';

/** The checked parameters of an item. @throws {InputProblem} naming the field that is wrong */
export function prepareItem(run: Run, index: number): ItemRequest {
	const { context, operation } = run;
	const connection = run.connectionOf(index);
	refuseFirstOfSeveral(context, operation, index);
	const values = readParameters(context, operation, index);
	refuseLeftExpressions(context, values);
	const times = withTimes(operation.fields, values, context.getTimezone());
	const input: unknown = parseInput(operation.input, times);
	const wanted = wantedCount(context, operation, index);
	const instance = instanceFor({ context, index }, connection, operation, input);
	return { connection, input, instance, index, wanted };
}

/** An item with wrong parameters. */
export interface Refused {
	readonly error: unknown;
}

export function tryPrepare(run: Run, index: number): ItemRequest | Refused {
	try {
		return prepareItem(run, index);
	} catch (error) {
		return { error };
	}
}

/** All items of the run, checked before the first request. */
export function prepareItems(run: Run): Array<ItemRequest | Refused> {
	return run.context.getInputData().map((_item, index) => tryPrepare(run, index));
}

export const isPrepared = (item: ItemRequest | Refused): item is ItemRequest => 'index' in item;
