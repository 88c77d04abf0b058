import {
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { ask, type ItemRequest } from './ask';
import { runBulk, type Outcome } from './bulk';
import { recipientsAtOnce } from './concurrency';
import { readConnection, type Authentication, type Connection } from './connection';
import { isPrepared, tryPrepare, type Refused } from './item';
import { itemContext } from './itemContext';
import { toNodeError, wholeText, type NodeFailure } from './nodeErrors';
import type { Operation, Resource } from './operation';
import { toItems } from './output';
import { runPaced } from './pace/run';
import { runReads } from './reads';
import { runSends } from './sends';
import { isTool, sendOnce } from './sentOnce';

/** The one item loop: each input item becomes a request, each answer items linked to it. */
export async function executeTable(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context, resources);
	const authentication = context.getNodeParameter('authentication', 0) as Authentication;
	const connection = await readConnection(context, authentication);
	const settle = (index: number, outcome: Outcome) => settled(context, operation, index, outcome);
	const outcomes = await runTogether(context, connection, operation).catch((error: unknown) =>
		context.getInputData().map(() => ({ error })),
	);
	if (outcomes !== undefined) {
		return [outcomes.flatMap((outcome, index) => settle(index, outcome))];
	}
	const paced = await runPaced(context, connection, operation, async (request) => {
		return await perform(context, connection, operation, request);
	}).catch((error: unknown) =>
		context.getInputData().flatMap((_item, index) => settle(index, { error })),
	);
	if (paced !== undefined) return [paced];
	return [await runInOrder(context, connection, operation, settle)];
}

/** One item after the other. While the server is busy with one, the parameters of the next one are read. */
async function runInOrder(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	settle: (index: number, outcome: Outcome) => INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { length } = context.getInputData();
	const prepare = (index: number) => tryPrepare(context, connection, operation, index);
	const output: INodeExecutionData[] = [];
	let next = length > 0 ? prepare(0) : undefined;
	for (let index = 0; next !== undefined; index++) {
		if (context.getExecutionCancelSignal()?.aborted) break;
		const outcome = runItem(context, connection, operation, next).then(
			(items) => ({ items }),
			(error: unknown) => ({ error }),
		);
		// Not before the request is on its way.
		next = index + 1 < length ? await sleep(0).then(() => prepare(index + 1)) : undefined;
		output.push(...settle(index, await outcome));
	}
	return output;
}

/** The outcomes of all items, where they need not wait for each other; else undefined. */
async function runTogether(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
): Promise<Outcome[] | undefined> {
	const { bulk, request } = operation;
	if (bulk !== undefined) return await runBulk(context, connection, operation, bulk);
	if (request.reads === true) return await runReads(context, connection, operation);
	const atOnce = recipientsAtOnce(context, operation);
	if (atOnce === 1) return undefined;
	return await runSends(context, connection, operation, atOnce, async (item) => {
		return await perform(context, connection, operation, item);
	});
}

/** The item's output; for a failed one the error, or with *Continue On Fail* an item that says so. */
function settled(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
	outcome: Outcome,
): INodeExecutionData[] {
	if ('items' in outcome) return outcome.items;
	const nodeError = toNodeError(context.getNode(), outcome.error, operation.fields, index);
	if (!context.continueOnFail()) {
		// An AI agent gets nothing but the message, and has to know what to do.
		if (isTool(context)) nodeError.message = wholeText(nodeError);
		throw nodeError;
	}
	return [failedItem(nodeError, index)];
}

function chosenOperation(context: IExecuteFunctions, resources: readonly Resource[]): Operation {
	const resourceValue = context.getNodeParameter('resource', 0);
	const operationValue = context.getNodeParameter('operation', 0);
	const operation = resources
		.find(({ value }) => value === resourceValue)
		?.operations.find(({ value }) => value === operationValue);
	if (operation) return operation;
	throw new NodeOperationError(
		context.getNode(),
		`This version of the node has no operation "${String(operationValue)}" of "${String(resourceValue)}"`,
		{ description: 'Choose resource and operation again, or update the package.' },
	);
}

async function runItem(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	item: ItemRequest | Refused,
): Promise<INodeExecutionData[]> {
	if (!isPrepared(item)) throw item.error;
	const { length } = context.getInputData();
	if (operation.oneItem === true && length > 1) throw oneItemOnly(context, operation);
	return await perform(context, connection, operation, item);
}

async function perform(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	request: ItemRequest,
): Promise<INodeExecutionData[]> {
	const item = context.getInputData()[request.index];
	return await sendOnce(context, operation, item, request, async () => {
		const answer = await answerOf(context, connection, operation, request);
		return await toItems(context, operation, { ...request, answer });
	});
}

const oneItemOnly = (context: IExecuteFunctions, { name }: Operation) =>
	new NodeOperationError(
		context.getNode(),
		`${name} takes one item, not ${context.getInputData().length}`,
		{
			description:
				'It puts the whole execution to wait. Put a Loop Over Items node with a batch size of 1 before it, or start an execution for each item with Execute Sub-workflow.',
		},
	);

async function answerOf(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	request: ItemRequest,
): Promise<unknown> {
	const { run } = operation;
	if (run === undefined) return await ask(context, connection, operation, request);
	const { input, instance = '', index, partsSent } = request;
	const item = itemContext(context, index);
	// The table erases each operation's own input type; defineOperation() has checked that they fit.
	return await run(input as never, { context, connection, instance, index, item, partsSent });
}

/**
 * The item that *Continue On Fail* puts out. A single `error` key is what n8n tells the error output by,
 * and then it adds the input's own fields; with an `error` property of the item it would drop them.
 */
function failedItem(nodeError: NodeFailure, index: number): INodeExecutionData {
	return { json: { error: wholeText(nodeError) }, pairedItem: { item: index } };
}
