import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import { trySend, type Result } from '../../core/request';
import { fillRoute } from '../../core/route';
import { cleaned } from '../cleaned';
import type { DeliveredMedia } from '../index';
import { hubOf } from './living';
import type { readTarget, TriggerCaller } from './settings';

/** By instance and message: of the workflows of a process that want a file at the same moment one asks for it. */
const underWay = new Map<string, Promise<string | undefined>>();

/**
 * The content of a file as Base64, from the server; undefined if it cannot be had.
 * `POST /chat/getBase64FromMediaMessage/{instance}`
 */
export async function fetchMedia(
	producer: TriggerCaller,
	{ messageId, message }: DeliveredMedia,
	server: () => ReturnType<typeof readTarget>,
): Promise<string | undefined> {
	if (messageId === undefined) return undefined;
	const target = await server();
	const name = JSON.stringify([hubOf(target.connection, target.instance), messageId]);
	const fetching = underWay.get(name) ?? ask(producer, target, messageId, message);
	underWay.set(name, fetching);
	try {
		return await fetching;
	} finally {
		underWay.delete(name);
	}
}

async function ask(
	producer: TriggerCaller,
	{ connection, instance }: Awaited<ReturnType<typeof readTarget>>,
	messageId: string,
	message: IDataObject | undefined,
): Promise<string | undefined> {
	const request = async (about: unknown) =>
		await trySend(producer, connection, {
			method: 'POST',
			path: fillRoute('/chat/getBase64FromMediaMessage/{instance}', { instance }),
			body: { message: about },
			...{ retry: 'always', instance },
		});
	const stored = await request({ key: { id: messageId } });
	// A server that keeps no messages (DATABASE_SAVE_DATA_NEW_MESSAGE) can do it with the message, bytes as in its store.
	const isUnknown = 'failure' in stored && stored.failure.httpCode === 400 && message !== undefined;
	const content = contentOf(isUnknown ? await request(cleaned(message)) : stored);
	if (content === undefined)
		producer.logger.warn('The file of a WhatsApp message could not be fetched', { messageId });
	return content;
}

function contentOf(result: Result): string | undefined {
	const body = 'body' in result && isRecord(result.body) ? result.body : {};
	return typeof body.base64 === 'string' && body.base64 !== '' ? body.base64 : undefined;
}
