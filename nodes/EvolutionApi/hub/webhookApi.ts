import { sleep, type IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import { fillRoute } from '../core/http/route';
import type { CustomRequest, Result } from '../core/server/request';
import { isAtLeast, versionIn, versionRequest } from '../core/server/serverVersion';

/** How a change reaches the server and the clock. Tests have their own. */
export interface WebhookApi {
	/** `GET /webhook/find/{instance}`: its answer, or why there is none. */
	find(): Promise<Result>;
	/** `POST /webhook/set/{instance}` with this body. */
	set(body: { readonly webhook: object }): Promise<Result>;
	/** Whether the server signs with the `jwt_key`, as it does from 2.3.0 on; undefined if it does not say its version. */
	signs(): Promise<boolean | undefined>;
	sleep(ms: number): Promise<void>;
	/** From 0 to below 1. */
	random(): number;
	/** Unix time in milliseconds. */
	now(): number;
}

/**
 * @param trySend sends a request with the credential, e.g. `(request) => trySend(context, connection, request)`
 * @param instance its name
 */
export function webhookApiFor(
	trySend: (request: CustomRequest & { readonly instance: string }) => Promise<Result>,
	instance: string,
): WebhookApi {
	const route = (path: string) => fillRoute(path, { instance });
	const whenNull: IDataObject = {};
	return {
		find: async () =>
			await trySend({
				method: 'GET',
				path: route('/webhook/find/{instance}'),
				instance,
				retry: 'always',
				whenNull,
			}),
		// A blind repetition would undo what others have set since.
		set: async (body) =>
			await trySend({
				method: 'POST',
				path: route('/webhook/set/{instance}'),
				instance,
				body,
				retry: 'neverAfterSent',
				whenNull,
			}),
		signs: async () => isAtLeast(versionIn(await trySend({ ...versionRequest, instance })), '2.3'),
		sleep: async (ms) => await sleep(ms),
		random: () => Math.random(),
		now: () => Date.now(),
	};
}

/** @throws {RequestFailure} with the cause */
export function bodyOf(result: Result): unknown {
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}
