import type {
	IBinaryKeyData,
	INodeExecutionData,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Connection } from '../../core/connection';
import { mediaOf, selectableName, toItems, type Delivery } from '../index';
import { fetchMedia } from './mediaFile';
import type { TriggerSettings } from './settings';

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
	const json = toItems(delivery, { simplify, keep: passes, receivedAt: Date.now() });
	const binary = await binaryOf(producer, settings, delivery, server).catch((error: unknown) => {
		const cause = error instanceof Error ? error.message : '';
		producer.logger.warn('The file of a WhatsApp message could not be kept', { cause });
		return undefined;
	});
	const items = json.map(
		(item): INodeExecutionData => (binary ? { json: item, binary } : { json: item }),
	);
	if (settings.outputs === 'one') return [items];
	const place = Math.max(0, settings.events.indexOf(selectableName(delivery.event)));
	return settings.events.map((_name, index) => (index === place ? items : []));
}

/** The file of the delivery. Without one, or where it cannot be had, the event counts all the same. */
async function binaryOf(
	producer: Producer,
	{ options }: TriggerSettings,
	delivery: Delivery,
	server: () => Promise<{ connection: Connection; instance: string }>,
): Promise<IBinaryKeyData | undefined> {
	const media = options.downloadMedia ? mediaOf(delivery) : undefined;
	if (media === undefined) return undefined;
	const base64 = media.base64 ?? (await fetchMedia(producer, media, server));
	if (base64 === undefined) return undefined;
	const name = options.outputBinaryPropertyName ?? 'data';
	const data = Buffer.from(base64, 'base64');
	return { [name]: await producer.helpers.prepareBinaryData(data, media.fileName, media.mimeType) };
}
