import type { IExecuteFunctions } from 'n8n-workflow';

import { type Failure, RequestFailure } from '../failures/failure';
import type { Caller, Connection } from '../http/connection';
import { recordOf } from '../values/answer';
import { trySend, type CustomRequest, type Result } from './request';

/** See `needs` of an operation. */
interface Needs {
	readonly since: string;
	readonly what: string;
	readonly hint?: string;
}

/** The oldest version of the server that is supported. */
export const OLDEST = '2.2';

/** Asked for once in a run, or in the life of a trigger, which has one connection object. */
const versions = new WeakMap<Connection, Promise<string | undefined>>();

/** The request whose answer has the version of the server. */
export const versionRequest: CustomRequest = { method: 'GET', path: '/', retry: 'always' };

/** From the answer to {@link versionRequest}; undefined if the server does not say. */
export function versionIn(result: Result): string | undefined {
	const body = recordOf('body' in result ? result.body : undefined);
	return typeof body.version === 'string' ? body.version : undefined;
}

/** Whether a version such as `2.3.0-rc1` is at least `2.3`; undefined if it is not a version. */
export function isAtLeast(version: string | undefined, wanted: string): boolean | undefined {
	const [, given] = /^v?(\d+(?:\.\d+)+)/.exec(version ?? '') ?? [];
	if (given === undefined) return undefined;
	const have = given.split('.').map(Number);
	const want = wanted.split('.').map(Number);
	const position = want.findIndex((part, index) => (have[index] ?? 0) !== part);
	return position < 0 || (have[position] ?? 0) > (want[position] ?? 0);
}

export async function versionOf(
	context: Caller,
	connection: Connection,
): Promise<string | undefined> {
	const known = versions.get(connection) ?? askVersion(context, connection);
	versions.set(connection, known);
	return await known;
}

async function askVersion(context: Caller, connection: Connection): Promise<string | undefined> {
	const result = await trySend(context, connection, versionRequest);
	// A server that was only away for a moment is asked again.
	if ('failure' in result && result.failure.mayHeal === true) versions.delete(connection);
	return versionIn(result);
}

/** @throws {RequestFailure} if the server is older; one that does not say its version may be new enough */
export async function requireVersion(
	context: IExecuteFunctions,
	connection: Connection,
	needs: Needs | undefined,
): Promise<void> {
	if (needs === undefined) return;
	const { since, what, hint = 'Update the server.' } = needs;
	const version = await versionOf(context, connection);
	if (isAtLeast(version, since) !== false) return;
	throw new RequestFailure({
		message: `${what} needs Evolution API ${since} or newer; the server is ${version}`,
		description: hint,
		nothingDone: true,
	});
}

/**
 * Explains that the server does not have a route, with both versions.
 * @returns the same failure if the server is new enough, or does not say its version: why the route is unknown is not known
 */
export async function explainMissingRoute(
	context: IExecuteFunctions,
	connection: Connection,
	failure: Failure,
	since: string | undefined,
): Promise<Failure> {
	if (since === undefined) return failure;
	const version = await versionOf(context, connection);
	if (isAtLeast(version, since) !== false) return failure;
	return {
		...failure,
		message: `This needs Evolution API ${since} or newer; the server is ${version}`,
		description: 'Update the server, or use another operation.',
		unknownRoute: false,
	};
}
