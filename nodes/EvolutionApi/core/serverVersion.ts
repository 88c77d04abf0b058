import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from './answer';
import type { Connection } from './connection';
import type { Failure } from './failure';
import { trySend } from './request';

/** Asked once for a run, whose connection is one object. */
const versions = new WeakMap<Connection, Promise<string | undefined>>();

/** `GET /` @returns undefined if the server does not say */
async function serverVersion(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<string | undefined> {
	const result = await trySend(context, connection, { method: 'GET', path: '/', retry: 'always' });
	const body = 'body' in result && isRecord(result.body) ? result.body : {};
	return typeof body.version === 'string' ? body.version : undefined;
}

/** A route that the server does not have, explained with the versions of both. */
export async function explainMissingRoute(
	context: IExecuteFunctions,
	connection: Connection,
	failure: Failure,
	since: string,
): Promise<Failure> {
	const known = versions.get(connection) ?? serverVersion(context, connection);
	versions.set(connection, known);
	const version = await known;
	if (version === undefined) return failure;
	return {
		...failure,
		message: `This needs Evolution API ${since} or newer; the server is ${version}`,
		description: 'Update the server, or use another operation.',
	};
}
