import type { Caller, Connection } from '../../core/server/adapter';
import { instanceIdOf } from '../active/ids';
import { kept } from '../memory/kept';
import type { TriggerSettings } from '../settings/triggerSettings';

/** An instance keeps its channel, unless it is created again under the same name. */
const KNOWN_MS = 3_600_000;

/** By instance: whether it keeps files, undefined if the server did not tell it, and when that was asked, Unix ms. */
const answers = kept<{ readonly at: number; readonly keepsFiles: Promise<boolean | undefined> }>();

/**
 * Whether deliveries must contain the files, as Base64. The server may not keep the files of an instance, and
 * may not tell. From all others each file is requested by itself: n8n refuses a delivery of more than 16 MB, and
 * everybody would lose the message together with its file. Never throws.
 */
export async function needsFilesInside(
	context: Caller,
	{ options }: TriggerSettings,
	connection: Connection,
	instance: string,
): Promise<boolean> {
	if (options.downloadMedia === undefined) return false;
	const instanceId = instanceIdOf(connection, instance);
	const known = answers.get(instanceId);
	if (known === undefined || Date.now() - known.at >= KNOWN_MS) {
		const asking = connection.server.instances.keepsFiles({ context, connection, instance });
		const keepsFiles = asking.then(async (found) => found ?? (await known?.keepsFiles));
		answers.set(instanceId, { at: Date.now(), keepsFiles });
	}
	const keepsFiles = await answers.get(instanceId)?.keepsFiles;
	if (keepsFiles === undefined) answers.delete(instanceId);
	return keepsFiles !== true;
}
