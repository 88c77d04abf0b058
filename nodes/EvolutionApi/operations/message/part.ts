import type { IDataObject } from 'n8n-workflow';

import { parseInput } from '../../core/input/inputProblem';
import type { MessageContent } from '../../server/messageContent';
import { requireVersion } from '../../server/serverVersion';
import type { Call, ItemOfRun, Operation, ItemContext } from '../../table/operation';
import { asRecord } from '../../core/values/answer';
import { answerItem } from '../../run/perform';
import { askOperation, checkRequest } from '../../run/request';

/** An operation that another one runs as a step, and the step's parameters, e.g. `[sendText, { recipient, text }]`. */
export type Part = readonly [operation: Operation, values: Record<string, unknown>];

/** @returns the server's answer; for several messages, their answers in `messages` */
type SendPart = () => Promise<IDataObject>;

/**
 * Checks the part's values and makes its request body, before anything is sent.
 * @throws {InputProblem} about a parameter of the part, if a value is invalid or the server doesn't support the request
 * @throws {RequestFailure} if the server is too old
 */
export async function preparePart(call: Call, [operation, values]: Part): Promise<SendPart> {
	const { context, connection, item } = call;
	const ownInput: unknown = parseInput(operation.input, values);
	const input = (await operation.complete?.(ownInput, call)) ?? ownInput;
	await requireVersion(context, connection, operation.needs?.(input));
	const run = { context, operation };
	const request = { ...call, input };
	const body = await operation.body?.(input, item, {});
	await checkRequest(run, request, body);
	if (operation.run !== undefined) return async () => asRecord(await answerItem(run, request));
	return async () => asRecord(await askOperation(run, request, { body }));
}

/** @throws {InputProblem} about a parameter of the part, if a value is invalid */
export async function describePart(
	[operation, values]: Part,
	item: ItemContext,
	place: ItemOfRun,
): Promise<MessageContent> {
	const input: unknown = parseInput(operation.input, values);
	const content = await operation.content?.(input, item, place);
	if (content === undefined) throw new Error(`${operation.name} does not say what it sends`);
	return content;
}
