import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../errors/failure';
import type { Caller, Connection } from './adapter';

/** Whether a version such as `2.3.0-rc1` is at least `2.3`; undefined if it is not a version. */
export function isAtLeast(version: string | undefined, wanted: string): boolean | undefined {
	const [, given] = /^v?(\d+(?:\.\d+)+)/.exec(version ?? '') ?? [];
	if (given === undefined) return undefined;
	const have = given.split('.').map(Number);
	const want = wanted.split('.').map(Number);
	const position = want.findIndex((part, index) => (have[index] ?? 0) !== part);
	return position < 0 || (have[position] ?? 0) > (want[position] ?? 0);
}

/** See `needs` of an operation. */
interface Needs {
	readonly since: string;
	readonly what: string;
	readonly hint?: string;
}

/** The oldest version of the server to which the package sends. */
export const OLDEST = '2.2';

/** From this version on the server signs what it delivers: without that, anybody could start workflows and answer questions. */
export const RECEIVES_FROM = '2.3';

/** @param what such as "The trigger" @throws {RequestFailure} if what the server delivers could not be proved */
export async function requireSignedDeliveries(
	context: Caller,
	connection: Connection,
	what: string,
): Promise<void> {
	await requireVersion(context, connection, {
		since: RECEIVES_FROM,
		what,
		hint: 'Older servers do not sign what they deliver. Update the server; sending works with this one.',
	});
}

/** @throws {RequestFailure} if the server is older; one that does not say its version may be new enough */
export async function requireVersion(
	context: Caller,
	connection: Connection,
	needs: Needs | undefined,
): Promise<void> {
	if (needs === undefined) return;
	const { since, what, hint = 'Update the server.' } = needs;
	const version = await connection.server.version?.(context, connection);
	if (isAtLeast(version, since) !== false) return;
	throw new RequestFailure({
		message: `${what} needs Evolution API ${since} or newer; the server is ${version}`,
		description: hint,
		nothingDone: true,
	});
}

/**
 * Whether the server tells what people vote; also true if it does not say its version. The library that servers from 2.3.0 on
 * use for WhatsApp decrypts no votes by itself, and the server began to do it in 2.3.7.
 */
export const tellsVotes = (version: string | undefined): boolean =>
	isAtLeast(version, '2.3.7') !== false;

/** @throws {RequestFailure} if nobody would ever hear of the votes */
export async function requireVotes(context: Caller, connection: Connection): Promise<void> {
	const version = await connection.server.version?.(context, connection);
	if (tellsVotes(version)) return;
	throw new RequestFailure({
		message: `A poll cannot be answered here: Evolution API ${version} does not tell what people vote`,
		description: 'Set Ask With to Numbered List, or update the server to 2.3.7 or newer.',
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
	const version = await connection.server.version?.(context, connection);
	if (isAtLeast(version, since) !== false) return failure;
	return {
		...failure,
		message: `This needs Evolution API ${since} or newer; the server is ${version}`,
		description: 'Update the server, or use another operation.',
		unknownRoute: false,
	};
}
