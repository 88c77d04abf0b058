import type {
	IBinaryKeyData,
	IExecuteFunctions,
	INodeExecutionData,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import { mediaOf, selectableName, eventToItems, type Delivery } from '../../events';
import type { TriggerSettings } from '../settings/triggerSettings';
import { firstContactOf } from './firstContact';
import { fetchMedia } from './mediaFile';

/** A context with n8n's helpers for binary data. */
export type MediaContext = IExecuteFunctions | ITriggerFunctions | IWebhookFunctions;

/** The items of one delivery, on the outputs of the node where they belong. */
export async function outputsFor(
	context: MediaContext,
	settings: TriggerSettings,
	delivery: Delivery,
	server: () => Promise<{ connection: Connection; instance: string }>,
): Promise<INodeExecutionData[][]> {
	const { passes, options } = settings;
	const { simplify, separateOutputs } = options;
	const json = eventToItems(delivery, { simplify, keep: passes, receivedAt: Date.now() });
	const file = await fileOf(context, settings, delivery, server).catch((error: unknown): File => {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('The file of a WhatsApp message could not be stored', { cause });
		return { problem: `The file could not be stored: ${cause}` };
	});
	const first = await firstContactOf(context, options, delivery, server);
	const items = json.map((plain): INodeExecutionData => {
		const item = { ...plain, ...first };
		if (file === undefined) return { json: item };
		return 'binary' in file
			? { json: item, binary: file.binary }
			: { json: { ...item, mediaError: file.problem } };
	});
	if (!separateOutputs) return [items];
	const output = Math.max(0, settings.events.indexOf(selectableName(delivery.event)));
	return settings.events.map((_name, index) => (index === output ? items : []));
}

/** The file of a delivery, or why it is missing: the event starts the workflow without it. */
type File = { readonly binary: IBinaryKeyData } | { readonly problem: string };

/** @returns undefined if there is no file, or it is not wanted */
async function fileOf(
	context: MediaContext,
	{ options }: TriggerSettings,
	delivery: Delivery,
	server: () => Promise<{ connection: Connection; instance: string }>,
): Promise<File | undefined> {
	const media = options.downloadMedia === undefined ? undefined : mediaOf(delivery);
	if (media === undefined) return undefined;
	const { base64, fileName, mimeType } = media;
	const fetched = base64 === undefined ? await fetchMedia(context, media, server) : { base64 };
	if ('problem' in fetched) return fetched;
	const name = options.downloadMedia?.outputField ?? 'data';
	const data = Buffer.from(fetched.base64, 'base64');
	const binary = { [name]: await context.helpers.prepareBinaryData(data, fileName, mimeType) };
	return { binary };
}
