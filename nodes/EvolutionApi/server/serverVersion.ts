import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../errors/failure';
import type { Caller, Connection } from './adapter';

/** Tells whether a version such as `2.3.0-rc1` is at least `2.3`; undefined if the text isn't a version. */
export function isAtLeast(version: string | undefined, minimum: string): boolean | undefined {
	const [, numbers] = /^v?(\d+(?:\.\d+)+)/.exec(version ?? '') ?? [];
	if (numbers === undefined) return undefined;
	const have = numbers.split('.').map(Number);
	const want = minimum.split('.').map(Number);
	const position = want.findIndex((part, index) => (have[index] ?? 0) !== part);
	return position < 0 || (have[position] ?? 0) > (want[position] ?? 0);
}

interface Needs {
	readonly since: string;
	readonly what: string;
	readonly hint?: string;
}

export const OLDEST = '2.2';

/** The first version that signs deliveries. Without signatures, anyone could start workflows and answer questions. */
export const RECEIVES_FROM = '2.3';

/** @param what the feature, e.g. "The trigger" @throws {RequestFailure} if the server is older than 2.3 */
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

/** @throws {RequestFailure} if the server is older, but not if its version is unknown */
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
 * Tells whether the server delivers votes; also true if its version is unknown. Since 2.3.0, the server's WhatsApp library
 * doesn't decrypt votes. Since 2.3.7, the server decrypts them itself.
 */
export const tellsVotes = (version: string | undefined): boolean =>
	isAtLeast(version, '2.3.7') !== false;

/** @throws {RequestFailure} if votes would never arrive */
export async function requireVotes(context: Caller, connection: Connection): Promise<void> {
	const version = await connection.server.version?.(context, connection);
	if (tellsVotes(version)) return;
	throw new RequestFailure({
		message: `A poll cannot be answered here: Evolution API ${version} does not report votes`,
		description: 'Set Ask With to Numbered List, or update the server to 2.3.7 or newer.',
		nothingDone: true,
	});
}

/** @returns the failure unchanged if the server is new enough, or its version is unknown: the cause may be something else */
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
