import type { IExecuteFunctions } from 'n8n-workflow';

import type { ItemRequest } from './ask';
import type { Connection } from './connection';
import { parseInput } from './inputErrors';
import type { Operation } from './operation';
import { instanceFor, readParameters } from './parameters';

/** The checked parameters of an item. @throws {InputProblem} naming the field that is wrong */
export function prepareItem(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	index: number,
): ItemRequest {
	const input: unknown = parseInput(operation.input, readParameters(context, operation, index));
	return { input, instance: instanceFor(context, connection, operation, index), index };
}
