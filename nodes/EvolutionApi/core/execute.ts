import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { ask } from './ask';
import { readConnection, type Authentication, type Connection } from './connection';
import { parseInput } from './inputErrors';
import { toNodeError, type NodeFailure } from './nodeErrors';
import type { Operation, Resource } from './operation';
import { toItems } from './output';
import { instanceFor, readParameters } from './parameters';
import { sendOnce } from './sentOnce';

/** The one item loop: each input item becomes a request, each answer items linked to it. */
export async function executeTable(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context, resources);
	const authentication = context.getNodeParameter('authentication', 0) as Authentication;
	const connection = await readConnection(context, authentication);
	const output: INodeExecutionData[] = [];
	const items = context.getInputData();
	for (let index = 0; index < items.length; index++) {
		if (context.getExecutionCancelSignal()?.aborted) break;
		try {
			output.push(...(await runItem(context, connection, operation, index)));
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, operation.fields, index);
			if (!context.continueOnFail()) throw nodeError;
			output.push(failedItem(nodeError, index));
		}
	}
	return [output];
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
	index: number,
): Promise<INodeExecutionData[]> {
	const input: unknown = parseInput(operation.input, readParameters(context, operation, index));
	const instance = instanceFor(context, connection, operation, index);
	const item = context.getInputData()[index];
	return await sendOnce(context, operation, item, [instance, input], async () => {
		const answer = await ask(context, connection, operation, { input, instance, index });
		return await toItems(context, operation, { answer, input, instance, index });
	});
}

/**
 * The item that *Continue On Fail* puts out. A single `error` key is what n8n tells the error output by,
 * and then it adds the input's own fields; with an `error` property of the item it would drop them.
 */
function failedItem({ message, description }: NodeFailure, index: number): INodeExecutionData {
	const error = [message, description].filter(Boolean).join('. ');
	return { json: { error }, pairedItem: { item: index } };
}
