import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Connection, ConnectionOf } from '../server/connection';
import type { Operation } from '../table/operation';

/** One run of the node: what all of its items share. */
export interface Run {
	readonly context: IExecuteFunctions;
	readonly operation: Operation;
	/** The server of each item, which an expression of the credential may choose. */
	readonly connectionOf: ConnectionOf;
}

/** What asking the server needs of it. */
export type AskingRun = Pick<Run, 'context' | 'operation'>;

/** What one item asks for: its checked input, and the instance (none for routes of the whole server). */
export interface ItemRequest {
	readonly connection: Connection;
	readonly input: unknown;
	readonly instance?: string;
	readonly index: number;
	/** How many elements of a list are wanted; see `wantedCount`. */
	readonly wanted?: number;
	/** Of several messages to a chat: how many of them, from the first on, it has already. */
	readonly partsSent?: number;
}

/** An item's output, or why it has none. */
export type ItemOutcome = { readonly items: INodeExecutionData[] } | { readonly error: unknown };
