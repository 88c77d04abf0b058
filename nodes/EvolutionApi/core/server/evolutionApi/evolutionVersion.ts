import type { Caller, Connection, CustomRequest } from '../adapter';
import { recordOf } from '../../values/answer';
import { trySend } from '../request';

/** The welcome of the server, which needs no key. Its answer has the version. */
export const WELCOME: CustomRequest = { method: 'GET', path: '/', retry: 'always' };

/** Another program with the routes of Evolution API, and a version of its own. */
export const isWhatsMiau = (answer: unknown): boolean =>
	String(recordOf(answer).clientName ?? '').toLowerCase() === 'whatsmiau';

/** @param answer to {@link WELCOME} @returns undefined if the server does not say its version */
export function versionIn(answer: unknown): string | undefined {
	const { version } = recordOf(answer);
	return typeof version === 'string' && !isWhatsMiau(answer) ? version : undefined;
}

/** Asked for once in a run, or in the life of a trigger, which has one connection object. */
const versions = new WeakMap<Connection, Promise<string | undefined>>();

export async function versionOf(
	context: Caller,
	connection: Connection,
): Promise<string | undefined> {
	const known = versions.get(connection) ?? askVersion(context, connection);
	versions.set(connection, known);
	return await known;
}

async function askVersion(context: Caller, connection: Connection): Promise<string | undefined> {
	const result = await trySend(context, connection, WELCOME);
	if (!('failure' in result)) return versionIn(result.body);
	// A server that was only away for a moment is asked again.
	if (result.failure.mayHeal === true) versions.delete(connection);
	return undefined;
}
