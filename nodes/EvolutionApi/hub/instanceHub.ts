import type { Caller, Connection } from '../core/http/connection';
import { dialectOf } from '../core/server/dialectOf';
import { serverOf } from '../core/server/serverOf';
import { isRawKey, type WebhookSecret } from './authentic';
import type { HubChange } from './hubChange';
import { HubChanges } from './hubChanges';
import type { HubState } from './plan';
import type { HubInspection } from './repair';
import { inspectHub, readHub } from './round';
import { webhookApiFor, type WebhookApi } from './webhookApi';

// The hub of an instance, with a node's credential. All throw a RequestFailure with the cause.

const hubChanges = new HubChanges();

/** Makes the changes, and answers with the state afterwards. */
export async function changeHub(
	context: Caller,
	connection: Connection,
	instance: string,
	...changes: HubChange[]
): Promise<HubState> {
	const key = JSON.stringify([connection.baseUrl, instance, connection.apiKey]);
	return await hubChanges.change(key, apiOf(context, connection, instance), changes);
}

/** Who listens now. */
export async function readInstanceHub(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<HubState> {
	return await readHub(apiOf(context, connection, instance));
}

/** What makes a delivery of the server authentic now; undefined while the webhook is not ours. */
export async function readSecret(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<WebhookSecret | undefined> {
	const api = apiOf(context, connection, instance);
	const [{ key, isRaw = false }, signs] = await Promise.all([readHub(api), api.signs()]);
	return key === undefined ? undefined : { key, isRaw: isRawKey(isRaw, signs) };
}

/** What there may be to repair. */
export async function inspectInstanceHub(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<HubInspection> {
	return await inspectHub(apiOf(context, connection, instance));
}

const apiOf = (context: Caller, connection: Connection, instance: string): WebhookApi =>
	webhookApiFor(
		async (request) => await dialectOf(connection).send(context, connection, request),
		instance,
		serverOf(connection),
	);
