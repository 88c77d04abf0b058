import { RequestFailure } from '../../failures/failure';
import type { Caller, Connection } from '../adapter';
import { queryString } from '../../http/route';
import { recordsIn, textOrNull } from '../../values/answer';
import { trySend } from '../request';

/**
 * `GET /instance/fetchInstances`: the JID with the number of an instance's account.
 * @returns undefined if the server refuses to tell, or no phone is connected
 * @throws {RequestFailure} if it cannot answer now
 */
export async function askOwnJid(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<string | undefined> {
	const path = '/instance/fetchInstances' + queryString({ instanceName: instance });
	const request = { method: 'GET', path, retry: 'always', instance } as const;
	const result = await trySend(context, connection, request);
	if ('failure' in result) {
		if (result.failure.mayHeal === true) throw new RequestFailure(result.failure);
		return undefined;
	}
	const own = recordsIn(result.body).find(({ name }) => name === instance);
	return textOrNull(own?.ownerJid) ?? undefined;
}
