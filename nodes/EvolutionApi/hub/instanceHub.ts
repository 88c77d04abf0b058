import type { Caller, Connection } from '../core/server/connection';
import { trySend } from '../core/server/request';
import {
	HubChanges,
	isRawKey,
	readHub,
	inspectHub,
	webhookApiFor,
	type HubState,
	type WebhookSecret,
	type HubChange,
} from './index';

// The hub of an instance, asked with a node's credential.

const hubChanges = new HubChanges();

/** How the webhook of the instance is read and written. */
const talk = (context: Caller, connection: Connection, instance: string) =>
	webhookApiFor(async (request) => await trySend(context, connection, request), instance);

/** @throws {RequestFailure} with the cause */
export async function changeHub(
	context: Caller,
	connection: Connection,
	instance: string,
	...changes: HubChange[]
): Promise<HubState> {
	const key = JSON.stringify([connection.baseUrl, instance, connection.apiKey]);
	return await hubChanges.change(key, talk(context, connection, instance), changes);
}

/** Who listens now. @throws {RequestFailure} with the cause */
export async function readInstanceHub(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<HubState> {
	return await readHub(talk(context, connection, instance));
}

/**
 * By what deliveries of the server are known now; undefined: the webhook is not ours at present.
 * @throws {RequestFailure} with the cause
 */
export async function readSecret(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<WebhookSecret | undefined> {
	const server = talk(context, connection, instance);
	const [{ key, isRaw = false }, signs] = await Promise.all([readHub(server), server.signs()]);
	return key === undefined ? undefined : { key, isRaw: isRawKey(isRaw, signs) };
}

/** What there may be to repair. @throws {RequestFailure} with the cause */
export const inspectInstanceHub = async (
	context: Caller,
	connection: Connection,
	instance: string,
) => await inspectHub(talk(context, connection, instance));
