import type { Caller, Connection } from '../http/connection';
import type { queryString } from '../http/route';
import type { Request, Result } from './request';
import type { ServerKind } from './serverKind';

/**
 * What an entry of the table asks. Its route and body are those of Evolution API, whatever server it goes to, unless it
 * says otherwise.
 */
export interface TableRequest extends Omit<Request, 'path'> {
	/** With parameters in braces. */
	readonly route: string;
	readonly parameters: Readonly<Record<string, string>>;
	readonly query?: Parameters<typeof queryString>[0];
	/** The checked parameters of the entry. */
	readonly input?: unknown;
	/** The user has entered route and body, in the words of the server. */
	readonly asEntered?: true;
	/** The only kind of server that has it, in whose words route and body are. */
	readonly onlyOn?: ServerKind;
}

/** An entry of the table, as far as it matters whether a kind of server can do it. */
export interface TableEntry {
	/** Value of the resource. */
	readonly resource: string;
	/** Value of the operation. */
	readonly operation: string;
	readonly request: {
		readonly method: string;
		readonly path: string;
		readonly onlyOn?: ServerKind;
	};
}

/** How one kind of server is asked what the entries of the table ask. */
export interface Dialect {
	/**
	 * @returns the answer as Evolution API gives it (or as the only server that has it does), or the failure
	 * @throws {InputProblem} if this server cannot do it with these values
	 */
	ask(context: Caller, connection: Connection, request: TableRequest): Promise<Result>;
	/**
	 * The same without sending it: for what goes out only after something else.
	 * @throws {InputProblem} if this server cannot do it with these values
	 */
	check(context: Caller, connection: Connection, request: TableRequest): Promise<void>;
	/** Sends a request in its own words, with the key that it needs. */
	send(context: Caller, connection: Connection, request: Request): Promise<Result>;
	/** Whether it can do this at all. */
	can(entry: TableEntry): boolean;
	/** For what it cannot do: what comes nearest. */
	nearest(entry: TableEntry): string;
	/** Whether it keeps messages, so that what was sent and written can be looked up. */
	readonly hasStore: boolean;
	/** What it is called. */
	readonly name: string;
}
