import { RequestFailure } from '../../failures/failure';
import { recordOf } from '../../values/answer';
import { isAtLeast } from '../../values/isAtLeast';
import type { Caller, Connection, CustomRequest } from '../adapter';
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

// The library that servers from 2.3.0 on use for WhatsApp decrypts no votes by itself, and the server began to do it in 2.3.7.

/** Whether the server tells what people vote; also true if it does not say its version. */
export const tellsVotes = (version: string | undefined): boolean =>
	isAtLeast(version, '2.3.7') !== false;

/** @throws {RequestFailure} if nobody would ever hear of the votes */
export async function requireVotes(context: Caller, connection: Connection): Promise<void> {
	const version = await versionOf(context, connection);
	if (tellsVotes(version)) return;
	throw new RequestFailure({
		message: `A poll cannot be answered here: Evolution API ${version} does not tell what people vote`,
		description: 'Set Show Choices As to Numbered List, or update the server to 2.3.7 or newer.',
		nothingDone: true,
	});
}
