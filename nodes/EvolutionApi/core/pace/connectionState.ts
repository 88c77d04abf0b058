import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../answer';
import type { Connection } from '../connection';
import type { Failure } from '../failure';
import { trySend } from '../request';
import { fillRoute } from '../route';

/**
 * Whether anything else can go out after a failure: `GET /instance/connectionState/{instance}`.
 * @returns why not, or undefined
 */
export async function whyClosed(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
	failure: Failure,
): Promise<string | undefined> {
	if (failure.notConnected === true) return failure.message;
	const result = await trySend(context, connection, {
		method: 'GET',
		path: fillRoute('/instance/connectionState/{instance}', { instance }),
		retry: 'always',
		instance,
	});
	if ('failure' in result) return result.failure.message;
	const state =
		isRecord(result.body) && isRecord(result.body.instance) && result.body.instance.state;
	// What is not a phone's connection may have no state at all.
	if (state !== 'close' && state !== 'connecting') return undefined;
	return `The instance "${instance}" is not connected to WhatsApp (${state})`;
}
