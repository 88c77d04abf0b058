import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from './answer';
import type { Connection } from './connection';
import type { Failure } from './failure';
import { trySend, type CustomRequest, type Result } from './request';

/** Asked once for a run, whose connection is one object. */
const versions = new WeakMap<Connection, Promise<string | undefined>>();

/** Its answer has the version of the server. */
export const versionRequest: CustomRequest = { method: 'GET', path: '/', retry: 'always' };

/** From the answer to {@link versionRequest}; undefined if the server does not say. */
export function versionIn(result: Result): string | undefined {
	const body = 'body' in result && isRecord(result.body) ? result.body : {};
	return typeof body.version === 'string' ? body.version : undefined;
}

/** Whether a version such as `2.3.0-rc1` is at least `2.3`; undefined where it is not a version. */
export function isAtLeast(version: string | undefined, wanted: string): boolean | undefined {
	const found = /^v?(\d+)\.(\d+)/.exec(version ?? '');
	if (found === null) return undefined;
	const [have, want] = [found.slice(1), wanted.split('.')].map((parts) => parts.map(Number));
	return have[0] > want[0] || (have[0] === want[0] && have[1] >= want[1]);
}

/** A route that the server does not have, explained with the versions of both. */
export async function explainMissingRoute(
	context: IExecuteFunctions,
	connection: Connection,
	failure: Failure,
	since: string,
): Promise<Failure> {
	const known =
		versions.get(connection) ?? trySend(context, connection, versionRequest).then(versionIn);
	versions.set(connection, known);
	const version = await known;
	if (version === undefined) return failure;
	return {
		...failure,
		message: `This needs Evolution API ${since} or newer; the server is ${version}`,
		description: 'Update the server, or use another operation.',
	};
}
