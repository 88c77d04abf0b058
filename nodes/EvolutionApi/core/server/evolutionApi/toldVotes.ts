import { RequestFailure } from '../../failures/failure';
import type { Caller, Connection } from '../adapter';
import { isAtLeast } from '../../values/isAtLeast';
import { versionOf } from './evolutionVersion';

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
