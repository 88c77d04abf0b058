import { createHash } from 'node:crypto';

import type { Connection } from './adapter';

/**
 * What tells an account from every other one of all servers: for what is remembered of it, in a process or in a run. On Evolution Go
 * a token may be all that is known of its instance. It never holds the token itself.
 * @param instance its name; empty where it is not known
 */
export const makeInstanceId = (
	{ baseUrl, apiKey }: Pick<Connection, 'apiKey' | 'baseUrl'>,
	instance: string,
): string =>
	JSON.stringify(instance === '' ? [baseUrl, '', hashToken(apiKey)] : [baseUrl, instance]);

const hashToken = (token: string) =>
	createHash('sha256').update(token).digest('base64url').slice(0, 16);
