import type { IDataObject } from 'n8n-workflow';

import { Gate } from '../core/concurrency/retry';
import type { Connection } from './adapter';

/** Promises are shared: all callers wait for one request. */
interface ConnectionState {
	readonly gate: Gate;
	/** How far the server's clock is ahead of ours, in ms. */
	clockSkew?: number;
	/** For each of the latest messages, the time it was sent minus the time it arrived by our clock, ms; usually negative. */
	leads?: ReadonlyArray<{ readonly person: string; readonly leadMs: number }>;
	owner?: Promise<string | undefined>;
	version?: Promise<string | undefined>;
	/** The server's records of all instances, with their tokens (Evolution Go). */
	rows?: Promise<readonly IDataObject[]>;
	/** For Evolution Go: whether the server is older than a version, keyed by that version. */
	readonly olderThan: Partial<Record<string, Promise<boolean>>>;
}

/** Each run and each active trigger has its own `Connection`, so the state ends with the run or trigger. */
const states = new WeakMap<Connection, ConnectionState>();

export function stateOf(connection: Connection): ConnectionState {
	const state = states.get(connection) ?? { gate: new Gate(), olderThan: {} };
	states.set(connection, state);
	return state;
}
