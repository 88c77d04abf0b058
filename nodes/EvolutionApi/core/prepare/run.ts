import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { fetchFile } from '../http/fetchUrl';
import { openInputFile } from '../input/inputFile';
import type { Connection } from '../server/adapter';
import type { ConnectionOf } from '../server/connection';
import type { ItemContext, Operation } from '../table/operation';

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
	/** Number or JID of whom it goes to; undefined for what is not sent to somebody. */
	readonly recipient?: string;
	/** The most elements of a list to return; see `wantedCount`. */
	readonly wanted?: number;
	/** Of several messages: how many of them the chat has already, counted from the first. */
	readonly partsSent?: number;
	/** See `Call` in `core/table/operation.ts`. */
	readonly asText?: boolean;
	/** See there, too. */
	readonly typingTime?: (typed: string) => number;
}

/** The output of an item, or why it has none. */
export type ItemOutcome = { readonly items: INodeExecutionData[] } | { readonly error: unknown };

export const outcomeOf = async (items: Promise<INodeExecutionData[]>): Promise<ItemOutcome> =>
	await items.then(
		(output) => ({ items: output }),
		(error: unknown) => ({ error }),
	);

export function makeItemContext(context: IExecuteFunctions, itemIndex: number): ItemContext {
	return {
		async openFile(binaryPropertyName) {
			return await openInputFile(context, itemIndex, binaryPropertyName);
		},
		async fetchFile(url, field) {
			return await fetchFile(context, url, field);
		},
	};
}
