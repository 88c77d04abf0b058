import { RequestFailure } from '../../failures/failure';
import { API_KEY_HEADER, trySend } from '../request';
import type { Request, Result, Target } from '../adapter';
import { dataIn } from './envelope';
import { forgetTokens, globalKeyOf, tokenOf } from './goKeys';

/** A request in the words of Evolution Go. */
export type GoRequest = Omit<Request, 'instance' | 'since'>;

/** Routes of the whole server, which the global key opens. All others are opened by the token of an instance. */
const OF_SERVER = /^\/instance\/(all|create|(delete|forcereconnect|info|logs|proxy)\/)/;

/** Routes that need no key. */
const OPEN = /^\/(license\/status|server\/ok)$/;

const REFUSED = 401;

/**
 * Sends a request with the key that its route needs.
 * @returns the whole body of the answer, or the failure
 * @throws {RequestFailure} if the key cannot be found
 */
export async function tryGo(target: Target, request: GoRequest): Promise<Result> {
	const { context, connection, instance } = target;
	const sendWith = async (key: string) =>
		await trySend(context, connection, {
			...request,
			headers: { ...request.headers, [API_KEY_HEADER]: key },
			instance: instance === '' ? undefined : instance,
		});
	if (OF_SERVER.test(request.path)) return await sendWith(globalKeyOf(connection));
	if (OPEN.test(request.path)) return await trySend(context, connection, request);
	const result = await sendWith(await tokenOf(target));
	const isRefused = 'failure' in result && result.failure.httpCode === REFUSED;
	if (!isRefused || !forgetTokens(target)) return result;
	return await sendWith(await tokenOf(target));
}

/** For what {@link tryGo} throws. @throws what is no failure of a request */
export function asResult(error: unknown): Result {
	if (error instanceof RequestFailure) return { failure: error.failure };
	throw error;
}

/** The same. @returns what is in the envelope @throws {RequestFailure} if the server did not do it */
export async function askGo(target: Target, request: GoRequest): Promise<unknown> {
	const result = await tryGo(target, request);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return dataIn(result.body);
}
