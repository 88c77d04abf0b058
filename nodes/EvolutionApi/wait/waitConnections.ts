import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import { connectionWith, readConnection } from '../core/server/connection';
import type { Connection } from '../core/server/adapter';
import { unseal } from './sealed';
import type { WaitState } from './state';

/**
 * The server that was asked: with the credential as it was then, and as it is now if somebody has changed it meanwhile.
 * Usually these are the same.
 * @returns at least one, the one to try first in front
 * @throws {Error} if the credential is gone, or cannot be used
 */
export async function waitConnections(
	context: IWebhookFunctions,
	{ authentication, credential: sealed }: Pick<WaitState, 'authentication' | 'credential'>,
): Promise<[Connection, ...Connection[]]> {
	const opened =
		sealed === undefined ? undefined : unseal<ICredentialDataDecryptedObject>(context, sealed);
	if (opened === undefined) return [await readConnection(context, authentication)];
	const then = connectionWith(context, authentication, opened);
	// Fails, or is empty, where its fields are expressions of the item.
	const now = await readConnection(context, authentication).catch(() => undefined);
	if (now === undefined || keysOf(now).every((key) => key === '')) return [then];
	const isSame = now.baseUrl === then.baseUrl && String(keysOf(now)) === String(keysOf(then));
	return isSame ? [now] : [then, now];
}

const keysOf = ({ apiKey, globalKey = '' }: Connection) => [apiKey, globalKey];
