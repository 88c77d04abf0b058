import type {
	IBinaryKeyData,
	INodeExecutionData,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import type { Connection } from '../../core/connection';
import { trySend } from '../../core/request';
import { fillRoute } from '../../core/route';
import { mediaOf, selectableName, toItems, type Delivery } from '../index';
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
	const base64 = media.base64 ?? (await fetchMedia(producer, media.messageId, server));
	if (base64 === undefined) return undefined;
	const name = options.outputBinaryPropertyName ?? 'data';
	const data = Buffer.from(base64, 'base64');
	return { [name]: await producer.helpers.prepareBinaryData(data, media.fileName, media.mimeType) };
}

/** `POST /chat/getBase64FromMediaMessage/{instance}` */
async function fetchMedia(
	producer: Producer,
	messageId: string | undefined,
	server: () => Promise<{ connection: Connection; instance: string }>,
): Promise<string | undefined> {
	if (messageId === undefined) return undefined;
	const { connection, instance } = await server();
	const result = await trySend(producer, connection, {
		method: 'POST',
		path: fillRoute('/chat/getBase64FromMediaMessage/{instance}', { instance }),
		body: { message: { key: { id: messageId } } },
		retry: 'always',
		instance,
	});
	const body = 'body' in result && isRecord(result.body) ? result.body : {};
	if (typeof body.base64 === 'string' && body.base64 !== '') return body.base64;
	producer.logger.warn('The file of a WhatsApp message could not be fetched', { messageId });
	return undefined;
}
