import {
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { toNodeError, wholeText, type NodeFailure } from '../core/failures/nodeErrors';
import { readConnections, serverFor } from '../core/server/connection';
import type { Authentication } from '../core/server/adapter';
import { isTool } from '../core/input/calledFor';
import { inputItem } from '../core/input/inputItem';
import type { SendMessage } from '../sending/broadcast';
import type { Settings } from '../sending/bulkSendingSettings';
import { hintIfUnlimited } from '../sending/rateLimitHint';
import { recipientOf } from '../sending/recipients';
import { readSettings, runPaced } from '../sending/runPaced';
import { hasBulkSending, readDeliveryReceipt } from '../sending/readBulkSending';
import { refuseStoreOptions } from '../sending/storeOptions';
import { isPrepared, tryPrepare, type Refused } from '../core/prepare/prepare';
import { outcomeOf, type ItemOutcome, type ItemRequest, type Run } from '../core/prepare/run';
import type { Operation, Resource } from '../core/table/operation';
import { answerOf } from './answerOf';
import { readConcurrency } from './atOnce';
import { runBulk } from './bulk';
import { SendsToConfirm } from './confirmSends';
import { toItems } from './output';
import { runReads } from './reads';
import { runSends } from './sends';
import { sendOnce } from './sentOnce';

/** Makes a request of each input item, and of each answer output items that are linked to it. */
export async function executeTable(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context, resources);
	const authentication = context.getNodeParameter('authentication', 0) as Authentication;
	refuseLacking(context, operation, authentication);
	const connectionOf = await readConnections(context, authentication);
	const run: Run = { context, operation, connectionOf };
	const outcomes = await runAll(run, authentication).catch((error: unknown) =>
		context.getInputData().map(() => ({ error })),
	);
	return [outcomes.flatMap((outcome, index) => settled(run, outcome, index))];
}

/** Decides how the items of a run are processed. @throws what is wrong for all of them */
async function runAll(run: Run, authentication: Authentication): Promise<ItemOutcome[]> {
	const { bulk, request } = run.operation;
	if (run.context.getInputData().length === 0) return [];
	if (bulk !== undefined) return await runBulk(run, bulk);
	if (request.reads === true) return await runReads(run);
	refuseStoreOptions(run.context, run.operation, authentication);
	const settings = readSettings(run);
	const recipients = new Set<string>();
	const outcomes = await sendAll(run, settings, async (item) => {
		recipients.add(recipientOf(run, item));
		return await perform(run, item);
	});
	if (hasBulkSending(run.operation)) hintIfUnlimited(run.context, recipients, settings);
	return outcomes;
}

/** @param settings of *Bulk Sending* with which one message is sent after the other, if there are any */
async function sendAll(
	run: Run,
	settings: Settings | undefined,
	sendOne: SendMessage,
): Promise<ItemOutcome[]> {
	if (settings !== undefined) return await runPaced(run, settings, sendOne);
	const concurrency = readConcurrency(run);
	const sendEach = async (send: SendMessage) =>
		concurrency > 1 ? await runSends(run, concurrency, send) : await runInOrder(run, send);
	const receipt = readDeliveryReceipt(run);
	if (receipt === undefined) return await sendEach(sendOne);
	const sends = new SendsToConfirm(run, receipt, sendOne);
	return await sends.settle(await sendEach(sends.send));
}

/** One item after the other. While the server is busy with one, the parameters of the next one are read. */
async function runInOrder(run: Run, send: SendMessage): Promise<ItemOutcome[]> {
	const { context } = run;
	const { length } = context.getInputData();
	const outcomes: ItemOutcome[] = [];
	let next: ItemRequest | Refused | undefined = tryPrepare(run, 0);
	for (let index = 0; next !== undefined; index++) {
		if (context.getExecutionCancelSignal()?.aborted) break;
		const running = outcomeOf(runItem(next, send));
		// The request is on its way first.
		next = index + 1 < length ? await sleep(0).then(() => tryPrepare(run, index + 1)) : undefined;
		const outcome = await running;
		outcomes.push(outcome);
		if ('error' in outcome && !context.continueOnFail()) break;
	}
	return outcomes;
}

/** The output of an item; if it failed and *Continue On Fail* is on, an item with the error. @throws the error otherwise */
function settled({ context, operation }: Run, outcome: ItemOutcome, index: number) {
	if ('items' in outcome) return outcome.items;
	const nodeError = toNodeError(context.getNode(), outcome.error, operation.fields, index);
	if (!context.continueOnFail()) {
		// An AI agent gets only the message, and has to know what to do.
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

/** @throws {NodeOperationError} if the server behind the credential does not have the operation */
function refuseLacking(
	context: IExecuteFunctions,
	{ name, value: operation, request }: Operation,
	authentication: Authentication,
): void {
	const server = serverFor(authentication);
	const entry = { resource: String(context.getNodeParameter('resource', 0)), operation, request };
	if (server.can(entry)) return;
	throw new NodeOperationError(context.getNode(), `${server.name} cannot do "${name}"`, {
		description: server.nearest(entry),
	});
}

async function runItem(
	item: ItemRequest | Refused,
	send: SendMessage,
): Promise<INodeExecutionData[]> {
	if (!isPrepared(item)) throw item.error;
	return await send(item);
}

async function perform(run: Run, request: ItemRequest): Promise<INodeExecutionData[]> {
	const { context, operation } = run;
	const { input, instance, index, partsSent, asText } = request;
	const item = inputItem(context, index);
	const sent = { input, instance, index, partsSent, asText };
	return await sendOnce(context, item, { operation, request: sent }, async () => {
		const answer = await answerOf(run, request);
		return await toItems(run, { ...request, answer });
	});
}

/**
 * The item for *Continue On Fail*. By a single key `error` n8n recognises an item for the error output, and adds
 * the fields of the input. With an `error` property of the item itself it would drop them.
 */
function failedItem(nodeError: NodeFailure, index: number): INodeExecutionData {
	return { json: { error: wholeText(nodeError) }, pairedItem: { item: index } };
}
