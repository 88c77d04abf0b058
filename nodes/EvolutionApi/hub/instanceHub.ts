import type { Caller, Connection } from '../core/server/adapter';
import type { HubChange } from './hubChange';
import { HubChanges, inspectHub, readHub } from './hubChanges';
import type { HubState } from './plan';
import type { HubInspection } from './repair';
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

/** The key that makes a delivery of the server authentic now; undefined while the webhook is not ours. */
export async function readKey(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<string | undefined> {
	const unread = connection.server.webhook.unread?.({ context, connection });
	if (unread?.isKnown === false) return unread.key;
	return (await readHub(apiOf(context, connection, instance))).key;
}

/** What there may be to repair. */
export async function inspectInstanceHub(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<HubInspection> {
	return await inspectHub(apiOf(context, connection, instance));
}

/** Sets the webhook as it is, for a server that does not use it otherwise. */
export async function setHubAgain(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<void> {
	const api = apiOf(context, connection, instance);
	const found = await api.find();
	if ('failure' in found || found.record?.enabled !== true) return;
	await api.set(found.record);
}

function apiOf(context: Caller, connection: Connection, instance: string): WebhookApi {
	const { webhook } = connection.server;
	const unread = webhook.unread?.({ context, connection });
	return webhookApiFor(
		async (request) => await connection.server.send(context, connection, request),
		instance,
		{
			webhook: unread === undefined ? webhook : { ...webhook, find: unread.find, set: unread.set },
		},
		unread?.key,
	);
}
