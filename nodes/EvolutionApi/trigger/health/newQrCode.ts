import type { IBinaryKeyData } from 'n8n-workflow';

import { retry } from '../../core/concurrency/retry';
import { sendTo } from '../../core/server/sendTo';
import type { ActiveTrigger } from '../active/activeTrigger';

/** The server makes it a moment after it was asked. */
const TRIES = 4;
const PAUSE_MS = 1_500;

/** The picture of a new QR code, as a file for an item. The instance begins to connect. Never throws. */
export async function newQrCode(trigger: ActiveTrigger): Promise<IBinaryKeyData | undefined> {
	const { context, connection, instance, settings } = trigger;
	const { instances } = connection.server;
	const ask = sendTo(context, connection);
	try {
		const base64 = await retry(async () => await instances.qrPicture(ask, instance), {
			attempts: TRIES,
			delay: () => PAUSE_MS,
			isRetryable: (picture) => picture === undefined,
		});
		if (base64 === undefined) return undefined;
		const name = settings.options.downloadMedia?.outputField ?? 'data';
		const picture = Buffer.from(base64, 'base64');
		const { prepareBinaryData } = context.helpers;
		return { [name]: await prepareBinaryData(picture, 'qr-code.png', 'image/png') };
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn(`There is no new QR code for "${instance}"`, { cause });
	}
	return undefined;
}
