import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import { ask } from '../../core/ask';
import { parseInput } from '../../core/inputErrors';
import type { Call, Operation, Place } from '../../core/operation';
import type { ItemContext } from '../../core/itemContext';
import type { Content } from '../../core/pace/content';
import { requireVersion } from '../../core/serverVersion';

/** Another operation that does a part of this one, and its parameters by name. */
export type Part = readonly [operation: Operation, values: Record<string, unknown>];

/** Sends what was prepared. @returns the server's answer */
export type Send = () => Promise<IDataObject>;

/**
 * Its checks and its body, made before anything is sent.
 * @throws {InputProblem} with the path as that operation has it
 * @throws {RequestFailure} if the server is too old for it
 */
export async function prepare(
	{ context, connection, instance, index, item }: Call,
	[operation, values]: Part,
): Promise<Send> {
	const input: unknown = parseInput(operation.input, values);
	// The table erases each operation's own input type; defineOperation() has checked that they fit.
	await requireVersion(context, connection, operation.needs?.(input as never));
	const body = await operation.body?.(input as never, item, {});
	return async () => {
		const request = { connection, input, instance, index };
		const answer = await ask({ context, operation }, request, body);
		return isRecord(answer) ? answer : {};
	};
}

/**
 * What the part says.
 * @throws {InputProblem} with the path as that operation has it
 */
export async function contentOf(
	[operation, values]: Part,
	item: ItemContext,
	place: Place,
): Promise<Content> {
	const input: unknown = parseInput(operation.input, values);
	const content = await operation.content?.(input as never, item, place);
	if (content === undefined) throw new Error(`${operation.name} does not say what it sends`);
	return content;
}
