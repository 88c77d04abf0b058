import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isTool } from '../input/nodeOutputs';
import { asRecord, asRecords, isRecord } from '../values/answer';

// What a model gave a tool. Up to n8n 2.3 an argument that it left out is taken from the item of the agent, which often has
// a key of that name: the customer's own text would be the answer to the customer.

/** `$fromAI('text', …)`, in every spelling that n8n takes. */
const FROM_AI = /\$from(?:AI|ai|Ai)\(\s*(['"`])([\w-]{1,64})\1/g;

/** The arguments that an expression names. */
export const argumentsIn = (expression: string): string[] => [
	...new Set([...expression.matchAll(FROM_AI)].map(([, , name = '']) => name)),
];

/** The first argument of the expression that n8n takes from the item, because the model did not give it. */
export function takenFromItem(context: IExecuteFunctions, expression: string): string | undefined {
	if (!isTool(context)) return undefined;
	const names = argumentsIn(expression);
	if (names.length === 0) return undefined;
	const given = findGiven(context);
	if (given === undefined) return undefined;
	const item = asRecord(toolInput(context));
	return names.find((name) => {
		const inItem = asRecord(item.query)[name] ?? item[name];
		return (given[name] ?? undefined) === undefined && (inItem ?? undefined) !== undefined;
	});
}

/** The agent's item with what the model gave laid over it, as version 3 of the agent has it. */
const toolInput = (context: IExecuteFunctions): unknown =>
	context.getExecuteData().data.main?.[0]?.[0]?.json;

/**
 * What the model gave for this call, from the request of the agent that waits for the answer. No function of n8n tells it.
 * @returns undefined where the agent calls the tool itself, which then gets nothing else
 */
function findGiven(context: IExecuteFunctions): IDataObject | undefined {
	const { toolCallId } = asRecord(toolInput(context));
	if (toolCallId === undefined) return undefined;
	const execution = asRecord(asRecord(Reflect.get(context, 'runExecutionData')).executionData);
	const requests = asRecords(execution.nodeExecutionStack).flatMap(({ metadata }) =>
		asRecords(asRecord(asRecord(metadata).subNodeExecutionData).actions),
	);
	const { action } = requests.find(({ action: asked }) => asRecord(asked).id === toolCallId) ?? {};
	return isRecord(action) && isRecord(action.input) ? (action.input as IDataObject) : undefined;
}
