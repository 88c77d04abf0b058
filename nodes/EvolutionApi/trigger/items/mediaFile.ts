import type { IDataObject } from 'n8n-workflow';

import { limiter } from '../../core/concurrency/limiter';
import { MAX_ANSWER_BYTES } from '../../core/http/answerBody';
import type { DeliveredMedia } from '../../events';
import { instanceIdOf } from '../active/ids';
import type { readServer, TriggerCaller } from '../settings/triggerSettings';

/** The content of a file as Base64, or why it is missing. */
type FetchedMedia = { readonly base64: string } | { readonly problem: string };

/** By instance and message: if several workflows want a file at the same time, one of them requests it. */
const fetches = new Map<string, Promise<FetchedMedia>>();

const MB = 1024 * 1024;
/** Bytes. While a file is read, it is in memory several times: as JSON, as Base64 and as bytes. A large one is read alone. */
const MOST_AT_ONCE = 64 * MB;
/** What a file counts at least, and one whose size the message does not tell: four of them are read at the same time. */
const COUNTED = 16 * MB;
const reading = limiter(MOST_AT_ONCE);

/** Bytes. The answer contains the file as Base64, which is a third longer. */
const LARGEST = Math.floor((MAX_ANSWER_BYTES * 3) / 4);

/** The file of a message, from the server. */
export async function fetchMedia(
	context: TriggerCaller,
	{ messageId, message, size }: DeliveredMedia,
	server: () => ReturnType<typeof readServer>,
): Promise<FetchedMedia> {
	if (messageId === undefined) return { problem: 'The message has no ID to ask the server with' };
	if (size !== undefined && size > LARGEST) {
		return { problem: `The file is larger than ${Math.floor(LARGEST / MB)} MB` };
	}
	const target = await server();
	const name = JSON.stringify([instanceIdOf(target.connection, target.instance), messageId]);
	const fetching =
		fetches.get(name) ??
		reading.run(
			async () => await requestMedia(context, target, messageId, message),
			Math.min(Math.max(size ?? 0, COUNTED), MOST_AT_ONCE),
		);
	fetches.set(name, fetching);
	try {
		return await fetching;
	} finally {
		fetches.delete(name);
	}
}

async function requestMedia(
	context: TriggerCaller,
	{ connection, instance }: Awaited<ReturnType<typeof readServer>>,
	messageId: string,
	message: IDataObject | undefined,
): Promise<FetchedMedia> {
	const { media } = connection.server;
	const fetched = await media.fetch({ context, connection, instance }, messageId, message);
	if ('problem' in fetched) {
		context.logger.warn('The file of a WhatsApp message could not be fetched', {
			messageId,
			cause: fetched.problem,
		});
	}
	return fetched;
}
