import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ConnectionOf } from './connection';
import type { Operation } from './operation';

/** One run of the node: what all of its items share. */
export interface Run {
	readonly context: IExecuteFunctions;
	readonly operation: Operation;
	/** The server of each item, which an expression of the credential may choose. */
	readonly connectionOf: ConnectionOf;
}

/** What asking the server needs of it. */
export type Asking = Pick<Run, 'context' | 'operation'>;

/** An item's output, or why it has none. */
export type Outcome = { readonly items: INodeExecutionData[] } | { readonly error: unknown };
