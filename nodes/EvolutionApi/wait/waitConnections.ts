import type { IWebhookFunctions } from 'n8n-workflow';

import { connectionWith, readConnection, type Connection } from '../core/http/connection';
import { openCredential } from './sealedCredential';
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
	const opened = sealed === undefined ? undefined : openCredential(context, sealed);
	if (opened === undefined) return [await readConnection(context, authentication)];
	const then = connectionWith(context, authentication, opened);
	// Fails, or is empty, where its fields are expressions of the item.
	const now = await readConnection(context, authentication).catch(() => undefined);
	if (now === undefined || now.apiKey === '') return [then];
	const isSame = now.baseUrl === then.baseUrl && now.apiKey === then.apiKey;
	return isSame ? [now] : [then, now];
}
