import type { IExecuteFunctions } from 'n8n-workflow';

import type { ItemRequest } from './ask';
import type { Connection } from './connection';
import { parseInput } from './inputErrors';
import { wantedCount } from './limit';
import type { Operation } from './operation';
import { instanceFor, readParameters } from './parameters';
import { withTimes } from './pickedTimes';

/** The checked parameters of an item. @throws {InputProblem} naming the field that is wrong */
export function prepareItem(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	index: number,
): ItemRequest {
	const values = readParameters(context, operation, index);
	const times = withTimes(operation.fields, values, context.getTimezone());
	const input: unknown = parseInput(operation.input, times);
	const wanted = wantedCount(context, operation, index);
	return { input, instance: instanceFor(context, connection, operation, index), index, wanted };
}

/** An item whose parameters are wrong. */
export interface Refused {
	readonly error: unknown;
}

export function tryPrepare(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	index: number,
): ItemRequest | Refused {
	try {
		return prepareItem(context, connection, operation, index);
	} catch (error) {
		return { error };
	}
}

/** All items of the run, checked before the first request. */
export function prepareItems(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
): Array<ItemRequest | Refused> {
	return context
		.getInputData()
		.map((_item, index) => tryPrepare(context, connection, operation, index));
}

export const isPrepared = (item: ItemRequest | Refused): item is ItemRequest => 'index' in item;
