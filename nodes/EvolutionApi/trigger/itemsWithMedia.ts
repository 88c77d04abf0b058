import type {
	IBinaryKeyData,
	INodeExecutionData,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Connection } from '../core/server/connection';
import { mediaOf, selectableName, eventToItems, type Delivery } from '../events';
import { fetchMedia } from './mediaFile';
import type { TriggerSettings } from './triggerSettings';

/** Both have n8n's binary helpers. */
export type Producer = ITriggerFunctions | IWebhookFunctions;

/** The outputs of the node for one delivery: its items, each in its place. */
export async function outputsFor(
	producer: Producer,
	settings: TriggerSettings,
	delivery: Delivery,
	server: () => Promise<{ connection: Connection; instance: string }>,
): Promise<INodeExecutionData[][]> {
	const { simplify, passes } = settings;
	const json = eventToItems(delivery, { simplify, keep: passes, receivedAt: Date.now() });
	const file = await fileOf(producer, settings, delivery, server).catch((error: unknown): File => {
		const cause = error instanceof Error ? error.message : '';
		producer.logger.warn('The file of a WhatsApp message could not be kept', { cause });
		return { problem: `The file could not be kept: ${cause}` };
	});
	const items = json.map((item): INodeExecutionData => {
		if (file === undefined) return { json: item };
		return 'binary' in file
			? { json: item, binary: file.binary }
			: { json: { ...item, mediaError: file.problem } };
	});
	if (settings.outputs === 'one') return [items];
	const place = Math.max(0, settings.events.indexOf(selectableName(delivery.event)));
	return settings.events.map((_name, index) => (index === place ? items : []));
}

/** The file of a delivery, or why it is missing: the event counts all the same. */
type File = { readonly binary: IBinaryKeyData } | { readonly problem: string };

/** @returns undefined where there is no file, or none is wanted */
async function fileOf(
	producer: Producer,
	{ options }: TriggerSettings,
	delivery: Delivery,
	server: () => Promise<{ connection: Connection; instance: string }>,
): Promise<File | undefined> {
	const media = options.downloadMedia ? mediaOf(delivery) : undefined;
	if (media === undefined) return undefined;
	const { base64, fileName, mimeType } = media;
	const fetched = base64 === undefined ? await fetchMedia(producer, media, server) : { base64 };
	if ('problem' in fetched) return fetched;
	const name = options.outputBinaryPropertyName ?? 'data';
	const data = Buffer.from(fetched.base64, 'base64');
	const binary = { [name]: await producer.helpers.prepareBinaryData(data, fileName, mimeType) };
	return { binary };
}
