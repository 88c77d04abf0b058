import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { toNodeError, wholeText, type NodeFailure } from '../errors/nodeErrors';
import { isTool } from '../core/input/nodeOutputs';
import { enteredParameters } from '../table/prepare/expressions';
import { askModel } from '../table/prepare/modelArguments';
import { refuseModelsServer } from '../table/prepare/modelsServer';
import type { ItemOutcome, Run } from '../table/prepare/prepare';
import type { Authentication } from '../server/adapter';
import { CREDENTIAL_TYPES, readConnections, serverFor } from '../server/connection';
import type { Operation, Resource } from '../table/operation';
import type { Field } from '../core/values/field';
import { withMeantNumber } from '../sending/foreignNumbers';
import { sendItems } from '../sending/sendItems';
import { needsRateLimit } from '../sending/settings';
import { refuseManyAtOnce } from '../server/ask/sendingHints';
import { performItem } from './perform';
import { needsPolicies, sendPlainly } from './sendPlainly';
import { runBulk, runReads } from './sharedRequests';

export async function executeTable(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const run = await chooseRun(context, resources).catch((error: unknown) => {
		if (!isTool(context)) throw error;
		// If a tool with *Continue On Fail* throws an error, the model gets the tool's input as the answer, not the error.
		return { error };
	});
	if ('error' in run) return [outputItems(context, [], run, 0)];
	const outcomes = await runAll(run).catch((error: unknown) =>
		context.getInputData().map(() => ({ error })),
	);
	const { fields } = run.operation;
	return [
		(await explainNumbers(run, outcomes)).flatMap((outcome, index) =>
			outputItems(context, fields, outcome, index),
		),
	];
}

/** @throws an error that applies to all items */
async function chooseRun(context: IExecuteFunctions, resources: readonly Resource[]): Promise<Run> {
	refuseExpressions(context);
	const operation = chosenOperation(context, resources);
	const authentication = context.getNodeParameter('authentication', 0) as Authentication;
	refuseLacking(context, operation, authentication);
	await refuseModelsServer(context, CREDENTIAL_TYPES[authentication]);
	const connectionOf = await readConnections(context, authentication);
	return { context, operation, connectionOf };
}

const explainNumbers = async (run: Run, outcomes: readonly ItemOutcome[]): Promise<ItemOutcome[]> =>
	await Promise.all(
		outcomes.map(async (outcome, index) =>
			'items' in outcome ? outcome : { error: await withMeantNumber(run, index, outcome.error) },
		),
	);

/** @throws an error that applies to all items */
async function runAll(run: Run): Promise<ItemOutcome[]> {
	const { bulk, request } = run.operation;
	if (run.context.getInputData().length === 0) return [];
	if (bulk !== undefined) return await runBulk(run, bulk);
	if (request.reads === true) return await runReads(run);
	if (needsRateLimit(run.operation)) refuseManyAtOnce(run.context);
	if (needsPolicies(run)) return await sendItems(run, async (item) => await performItem(run, item));
	const { outcomes, recipients, rejection } = await sendPlainly(run);
	if (rejection === undefined) return outcomes;
	// WhatsApp rejected a message. sendItems() tries the recipient's other address, and then sends the remaining items.
	let isTold = false;
	const rest = await sendItems(
		run,
		async (item) => {
			if (isTold || item.index > outcomes.length) return await performItem(run, item);
			isTold = true;
			throw rejection;
		},
		{ count: outcomes.length, recipients },
	);
	return [...outcomes, ...rest];
}

/** With *Continue On Fail*, a failed item's output is the error. @throws the error otherwise */
function outputItems(
	context: IExecuteFunctions,
	fields: readonly Field[],
	outcome: ItemOutcome,
	index: number,
): INodeExecutionData[] {
	if ('items' in outcome) return outcome.items;
	const error = askModel(context, outcome.error);
	const nodeError = toNodeError(context.getNode(), error, fields, index);
	if (!context.continueOnFail()) {
		// An AI agent only gets the error's message, so the message must also contain the advice.
		if (isTool(context)) nodeError.message = wholeText(nodeError);
		throw nodeError;
	}
	return [failedItem(nodeError, index)];
}

/**
 * Refuses expressions in fields where n8n doesn't evaluate them. A workflow that wasn't made in the editor may contain some.
 * @throws {NodeOperationError} if authentication, resource or operation is an expression
 */
function refuseExpressions(context: IExecuteFunctions): void {
	const input = enteredParameters(context);
	const labels = { authentication: 'Authentication', resource: 'Resource', operation: 'Operation' };
	for (const [name, label] of Object.entries(labels)) {
		if (!/^=|\{\{/.test(String(input[name]))) continue;
		const problem = `"${label}" is an expression, but n8n does not evaluate it in this field`;
		const description = 'Choose it from the list.';
		throw new NodeOperationError(context.getNode(), problem, { description });
	}
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

/** @throws {NodeOperationError} */
function refuseLacking(
	context: IExecuteFunctions,
	{ name, value: operation, request }: Operation,
	authentication: Authentication,
): void {
	const server = serverFor(authentication);
	const entry = { resource: String(context.getNodeParameter('resource', 0)), operation, request };
	if (server.can(entry)) return;
	throw new NodeOperationError(context.getNode(), `${server.name} does not support "${name}"`, {
		description: server.nearest(entry),
	});
}

/**
 * Because `error` is the only key in `json`, n8n sends it to the error output, and adds the input item's fields. With an
 * `error` next to `json` instead of inside, n8n would drop those fields.
 */
function failedItem(nodeError: NodeFailure, index: number): INodeExecutionData {
	return { json: { error: wholeText(nodeError) }, pairedItem: { item: index } };
}
