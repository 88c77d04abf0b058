import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../failures/failure';
import type { Connection } from '../http/connection';
import { fillRoute } from '../http/route';
import { trySend } from '../server/request';
import { recordOf } from '../values/answer';

/**
 * Whether anything else can go out after a failure: `GET /instance/connectionState/{instance}`.
 * @returns why nothing else can go out, or undefined
 */
export async function findStopReason(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
	failure: Failure,
): Promise<string | undefined> {
	if (failure.notConnected === true) return failure.message;
	const result = await connectionState(context, connection, instance);
	if ('failure' in result) return result.failure.message;
	const { state } = result;
	// An instance that is not a phone may have no state at all.
	if (state !== 'close' && state !== 'connecting') return undefined;
	return `The instance "${instance}" is not connected to WhatsApp (${state})`;
}

/** `open`, `connecting` or `close`, or why the server does not tell it. */
export async function connectionState(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
): Promise<{ readonly state: unknown } | { readonly failure: Failure }> {
	const result = await trySend(context, connection, {
		method: 'GET',
		path: fillRoute('/instance/connectionState/{instance}', { instance }),
		retry: 'always',
		instance,
	});
	if ('failure' in result) return result;
	const { instance: found } = recordOf(result.body);
	return { state: recordOf(found).state };
}
