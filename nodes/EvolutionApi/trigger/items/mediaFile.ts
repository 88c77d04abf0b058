import type { IDataObject } from 'n8n-workflow';

import { MAX_ANSWER_BYTES } from '../../core/http/answerBody';
import { fillRoute } from '../../core/http/route';
import { trySend, type Result } from '../../core/server/request';
import { recordOf } from '../../core/values/answer';
import { cleaned } from '../../core/values/cleaned';
import type { DeliveredMedia } from '../../events';
import { hubOf } from '../active/activeTriggers';
import type { readServer, TriggerCaller } from '../settings/triggerSettings';
import { MediaTurns } from './mediaTurns';

/** The content of a file as Base64, or why it is missing. */
type FetchedMedia = { readonly base64: string } | { readonly problem: string };

/** By instance and message: if several workflows want a file at the same time, one of them requests it. */
const fetches = new Map<string, Promise<FetchedMedia>>();
const turns = new MediaTurns();

/** Bytes. The answer contains the file as Base64, which is a third longer. */
const LARGEST = Math.floor((MAX_ANSWER_BYTES * 3) / 4);

/** The file of a message, from the server: `POST /chat/getBase64FromMediaMessage/{instance}`. */
export async function fetchMedia(
	context: TriggerCaller,
	{ messageId, message, size }: DeliveredMedia,
	server: () => ReturnType<typeof readServer>,
): Promise<FetchedMedia> {
	if (messageId === undefined) return { problem: 'The message has no ID to ask the server with' };
	if (size !== undefined && size > LARGEST) {
		return { problem: `The file is larger than ${Math.floor(LARGEST / 1024 / 1024)} MB` };
	}
	const target = await server();
	const name = JSON.stringify([hubOf(target.connection, target.instance), messageId]);
	const fetching =
		fetches.get(name) ??
		turns.inTurn(size, async () => await requestMedia(context, target, messageId, message));
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
	const request = async (about: unknown) =>
		await trySend(context, connection, {
			method: 'POST',
			path: fillRoute('/chat/getBase64FromMediaMessage/{instance}', { instance }),
			body: { message: about },
			retry: 'always',
			instance,
		});
	const stored = await request({ key: { id: messageId } });
	// A server that stores no messages (DATABASE_SAVE_DATA_NEW_MESSAGE) needs the message itself, with bytes as in its store.
	const isUnknown = 'failure' in stored && stored.failure.httpCode === 400 && message !== undefined;
	const fetched = contentOf(isUnknown ? await request(cleaned(message)) : stored);
	if ('problem' in fetched) {
		context.logger.warn('The file of a WhatsApp message could not be fetched', {
			messageId,
			cause: fetched.problem,
		});
	}
	return fetched;
}

function contentOf(result: Result): FetchedMedia {
	if ('failure' in result) return { problem: result.failure.message };
	const { base64 } = recordOf(result.body);
	return typeof base64 === 'string' && base64 !== ''
		? { base64 }
		: { problem: 'The server answered without the file' };
}
