import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mayHaveArrived, RequestFailure } from '../errors/failure';
import { isTool } from '../core/input/nodeOutputs';
import { getInputItem } from '../core/input/inputFile';
import type { AskingRun } from '../table/prepare/prepare';
import type { Policy } from './send';

/** Output items of a sent message, or a failure after which it is unknown whether the message arrived. */
type SendOutcome = { readonly items: INodeExecutionData[] } | { readonly failure: RequestFailure };

/** Outcomes of messages, keyed by an object that n8n creates for each run of a node, but not for each try. */
const outcomes = new WeakMap<object, Map<string, SendOutcome>>();

/**
 * Returns an object that stays the same in all tries of *Retry On Fail*. For a tool, the item may be new at each try (agents
 * before version 3, MCP Server Trigger). For other nodes, `json` isn't suitable, because several nodes may share it.
 */
export const keyOfTries = (context: IExecuteFunctions, item: INodeExecutionData) =>
	isTool(context) ? item.json : item;

/**
 * Keeps the outcome of each item for *Retry On Fail*, because n8n then runs the node again for all items. The next
 * try only sends messages that certainly weren't sent. If it's unknown whether a message arrived, its item fails again.
 */
export const sendOnce = ({ context, operation }: AskingRun): Policy => ({
	async send(message, next) {
		if (operation.request.idempotent) return await next(message);
		const { input, instance, index, partsSent, asText } = message.request;
		// An AI agent may call a tool several times for one item, so `part` contains the parameters of the call.
		const part = [operation.value, { input, instance, index, partsSent, asText }];
		const items = await sendPartOnce(context, getInputItem(context, index), part, async () => {
			const result = await next(message);
			return [...(result.items ?? [])];
		});
		return { status: 'sent', items };
	},
});

/** Sends one message of an operation that sends several, unless an earlier try of the node has sent it. */
export async function sendPartOnce(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	part: unknown,
	run: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	if (context.getNode().retryOnFail !== true) return await run();
	const keyObject = keyOfTries(context, item);
	const ofItem = outcomes.get(keyObject) ?? new Map<string, SendOutcome>();
	outcomes.set(keyObject, ofItem);
	const key = JSON.stringify(part);
	const outcome = ofItem.get(key) ?? (await settle(run));
	if ('items' in outcome) {
		ofItem.set(key, outcome);
		return outcome.items;
	}
	const { failure } = outcome.failure;
	if (mayHaveArrived(failure) || failure.notPassedOn === true) ofItem.set(key, outcome);
	throw outcome.failure;
}

async function settle(run: () => Promise<INodeExecutionData[]>): Promise<SendOutcome> {
	return await run().then(
		(items) => ({ items }),
		(error: unknown) => {
			if (error instanceof RequestFailure) return { failure: error };
			throw error;
		},
	);
}
