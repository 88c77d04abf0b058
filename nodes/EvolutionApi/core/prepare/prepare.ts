import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { integer } from '../input/checks';
import { parseInput } from '../input/inputErrors';
import type { Operation } from '../table/operation';
import { refuseLeftExpressions } from './leftExpressions';
import { recordOf } from '../values/answer';
import { firstText } from '../values/loose';
import { chooseInstance, readParameter, readParameters } from './parameters';
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
	const located = operation.locate?.(input, { context, index });
	const instance = chooseInstance({ context, index }, connection, operation, located?.instance);
	const recipient = located?.recipient ?? firstText(recordOf(input).recipient) ?? undefined;
	return { connection, input, instance, index, recipient, wanted };
}

/** An item with wrong parameters. */
export interface Refused {
	readonly error: unknown;
}

/** All items of the run, checked before the first request. */
export function prepareItems(run: Run): Array<ItemRequest | Refused> {
	return run.context.getInputData().map((_item, index) => {
		try {
			return prepareItem(run, index);
		} catch (error) {
			return { error };
		}
	});
}

export const isPrepared = (item: ItemRequest | Refused): item is ItemRequest => 'index' in item;

const limitInput = z.object({ limit: integer(1, 1_000_000) });

/**
 * *Return All* / *Limit*: how many elements of the list an item wants.
 * @returns Infinity if all are wanted, or the operation has no list
 * @throws {InputProblem} if the limit cannot be used
 */
function wantedCount(context: IExecuteFunctions, { fields }: Operation, index: number): number {
	const hasLimit = fields.some(({ name }) => name === 'limit');
	if (!hasLimit || readParameter(context, 'returnAll', index) === true) return Infinity;
	return parseInput(limitInput, { limit: readParameter(context, 'limit', index) }).limit;
}
