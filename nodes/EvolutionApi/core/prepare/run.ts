import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Connection } from '../server/adapter';
import type { ConnectionOf } from '../server/connection';
import type { Operation } from '../table/operation';

/** What all items of one run of the node share. */
export interface Run {
	readonly context: IExecuteFunctions;
	readonly operation: Operation;
	/** The server of each item. It may differ, because a credential may contain expressions. */
	readonly connectionOf: ConnectionOf;
}

/** What a request needs of it. */
export type AskingRun = Pick<Run, 'context' | 'operation'>;

/** What one item asks for. Routes of the whole server have no instance. */
export interface ItemRequest {
	readonly connection: Connection;
	readonly input: unknown;
	readonly instance?: string;
	readonly index: number;
	/** The most elements of a list to return; see `wantedCount`. */
	readonly wanted?: number;
	/** Of several messages: how many of them the chat has already, counted from the first. */
	readonly partsSent?: number;
	/** Send `textInstead` of the operation. */
	readonly asText?: boolean;
	/** See `Call` in `core/table/operation.ts`. */
	readonly typingTime?: (typed: string) => number;
}

/** The output of an item, or why it has none. */
export type ItemOutcome = { readonly items: INodeExecutionData[] } | { readonly error: unknown };

export const outcomeOf = async (items: Promise<INodeExecutionData[]>): Promise<ItemOutcome> =>
	await items.then(
		(output) => ({ items: output }),
		(error: unknown) => ({ error }),
	);
