import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import { ask } from '../../core/ask';
import { parseInput } from '../../core/inputErrors';
import type { Call, Operation } from '../../core/operation';

/** Sends what was prepared. @returns the server's answer */
export type Send = () => Promise<IDataObject>;

/**
 * Another operation as a part of this one: its checks and its body, made before anything is sent.
 * @param values its parameters, by name
 * @throws {InputProblem} with the path as that operation has it
 */
export async function prepare(
	{ context, connection, instance, index, item }: Call,
	operation: Operation,
	values: Record<string, unknown>,
): Promise<Send> {
	const input: unknown = parseInput(operation.input, values);
	// The table erases each operation's own input type; defineOperation() has checked that they fit.
	const body = await operation.body?.(input as never, item, {});
	return async () => {
		const answer = await ask(context, connection, operation, { input, instance, index }, body);
		return isRecord(answer) ? answer : {};
	};
}
