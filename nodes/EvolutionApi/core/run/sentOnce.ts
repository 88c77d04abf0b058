import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mayHaveArrived } from '../failures/failure';
import { RequestFailure } from '../server/request';
import type { Operation } from '../table/operation';

/** What became of a send: its output, or a failure after which nobody knows whether it arrived. */
type Outcome = { readonly items: INodeExecutionData[] } | { readonly failure: RequestFailure };

/** Keyed by what n8n makes anew for each run of a node, but not for each try. */
const outcomes = new WeakMap<object, Map<string, Outcome>>();

export const isTool = (context: IExecuteFunctions) => context.getNode().type.endsWith('Tool');

/**
 * The item. Of a tool it is what the model gave: agents before version 3 and the MCP Server Trigger put that
 * into a new item for each try. Elsewhere other nodes have the same `json`.
 */
const keyOf = (context: IExecuteFunctions, item: INodeExecutionData) =>
	isTool(context) ? item.json : item;

/**
 * With *Retry On Fail* n8n runs the whole node again, also for the items that were sent. Here each of
 * them keeps its outcome, so that a repeated run sends only what certainly was not sent.
 * @param request what is sent, to tell the calls of a tool apart
 * @throws {RequestFailure} again, if the first try ended without anybody knowing whether it arrived
 */
export async function sendOnce(
	context: IExecuteFunctions,
	operation: Operation,
	item: INodeExecutionData,
	request: unknown,
	run: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	if (operation.request.retry === 'always') return await run();
	return await sendPartOnce(context, item, [operation.value, request], run);
}

/**
 * The same for one message of an operation that sends several.
 * @param part what tells it from the others of the item
 */
export async function sendPartOnce(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	part: unknown,
	run: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	if (context.getNode().retryOnFail !== true) return await run();
	const owner = keyOf(context, item);
	const known = outcomes.get(owner) ?? new Map<string, Outcome>();
	outcomes.set(owner, known);
	const key = JSON.stringify(part);
	const outcome = known.get(key) ?? (await settle(run));
	if ('items' in outcome) {
		known.set(key, outcome);
		return outcome.items;
	}
	if (mayHaveArrived(outcome.failure.failure)) known.set(key, outcome);
	throw outcome.failure;
}

async function settle(run: () => Promise<INodeExecutionData[]>): Promise<Outcome> {
	return await run().then(
		(items) => ({ items }),
		(error: unknown) => {
			if (error instanceof RequestFailure) return { failure: error };
			throw error;
		},
	);
}
