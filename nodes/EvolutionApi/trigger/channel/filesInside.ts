import type { Caller, Connection } from '../../core/http/connection';
import { trySend } from '../../core/server/request';
import { recordsIn } from '../../core/values/answer';
import { hubOf } from '../active/activeTriggers';
import { kept } from '../memory/kept';
import type { TriggerSettings } from '../settings/triggerSettings';

/** An instance keeps its channel, unless it is created again under the same name. */
const KNOWN_MS = 3_600_000;

/** By instance: its channel, undefined if the server did not tell it, and when that was asked, Unix ms. */
const channels = kept<{ readonly at: number; readonly channel: Promise<unknown> }>();

/**
 * Whether deliveries must contain the files, as Base64. The server does not keep the files of a Business instance
 * (up to 2.3.7); if it does not tell the channel, it may be one. From all others each file is requested by itself:
 * n8n refuses a delivery of more than 16 MB, and everybody would lose the message together with its file. Never
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
		const asking = askChannel(context, connection, instance);
		const channel = asking.then(async (found) => found ?? (await known?.channel));
		channels.set(name, { at: Date.now(), channel });
	}
	const channel = await channels.get(name)?.channel;
	if (channel === undefined) channels.delete(name);
	return channel === undefined || channel === 'WHATSAPP-BUSINESS';
}

/** `GET /instance/fetchInstances`. @returns undefined if the server does not tell it */
async function askChannel(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<unknown> {
	const result = await trySend(context, connection, {
		method: 'GET',
		path: `/instance/fetchInstances?instanceName=${encodeURIComponent(instance)}`,
		retry: 'always',
		instance,
	});
	const instances = recordsIn('body' in result ? result.body : undefined);
	return instances.find(({ name }) => name === instance)?.integration;
}
