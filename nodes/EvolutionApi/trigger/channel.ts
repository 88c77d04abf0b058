import { isRecord } from '../core/server/answer';
import type { Caller, Connection } from '../core/server/connection';
import { trySend } from '../core/server/request';
import { hubOf } from './activeTriggers';
import type { TriggerSettings } from './triggerSettings';

/** An instance stays what it is, unless it is made anew under the same name. */
const KNOWN_MS = 3_600_000;

/** By instance: what it is, undefined where the server did not say; and when that was asked, in milliseconds. */
const channels = new Map<string, { readonly at: number; readonly channel: Promise<unknown> }>();

/**
 * Whether files must come in the deliveries themselves, as Base64. Of any other instance they are asked for one
 * by one: n8n refuses a delivery of more than 16 MB, and with the file the message would be lost, for everybody.
 * The server keeps no file of a Business instance (up to 2.3.7). One of which it says nothing may be such. Never
 * throws.
 */
export async function needsFilesInside(
	context: Caller,
	{ options }: TriggerSettings,
	connection: Connection,
	instance: string,
): Promise<boolean> {
	if (!options.downloadMedia) return false;
	const name = hubOf(connection, instance);
	const known = channels.get(name);
	if (known === undefined || Date.now() - known.at >= KNOWN_MS) {
		const asked = askChannel(context, connection, instance);
		const channel = asked.then(async (found) => found ?? (await known?.channel));
		channels.set(name, { at: Date.now(), channel });
	}
	const channel = await channels.get(name)?.channel;
	if (channel === undefined) channels.delete(name);
	return channel === undefined || channel === 'WHATSAPP-BUSINESS';
}

/** `GET /instance/fetchInstances`. @returns undefined where the server does not say */
async function askChannel(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<unknown> {
	const path = `/instance/fetchInstances?instanceName=${encodeURIComponent(instance)}`;
	const result = await trySend(context, connection, {
		method: 'GET',
		path,
		retry: 'always',
		instance,
	});
	const found = 'body' in result && Array.isArray(result.body) ? result.body : [];
	return found.filter(isRecord).find(({ name }) => name === instance)?.integration;
}
