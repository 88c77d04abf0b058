import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../core/failures/failure';
import type { Connection } from '../core/server/adapter';
import { sendTo } from '../core/server/request';

/**
 * Whether anything else can go out after a failure.
 * @returns why nothing else can go out, or undefined
 */
export async function findStopReason(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
	failure: Failure,
): Promise<string | undefined> {
	if (failure.notConnected === true) return failure.message;
	const ask = sendTo(context, connection);
	const state = await connection.server.instances.state(ask, instance).catch(asFailure);
	if (state instanceof RequestFailure) return state.failure.message;
	// An instance that is not a phone may have no state at all.
	if (state !== 'close' && state !== 'connecting') return undefined;
	return `The instance "${instance}" is not connected to WhatsApp (${state})`;
}

/** @throws anything else: that is a mistake of ours, and no answer of the server */
function asFailure(error: unknown): RequestFailure {
	if (error instanceof RequestFailure) return error;
	throw error;
}
