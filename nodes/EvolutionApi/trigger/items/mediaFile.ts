import type { IDataObject } from 'n8n-workflow';

import { MAX_ANSWER_BYTES } from '../../core/http/answerBody';
import type { DeliveredMedia } from '../../events';
import { instanceIdOf } from '../active/ids';
import type { readServer, TriggerCaller } from '../settings/triggerSettings';
import { MediaTurns } from './mediaTurns';

/** The content of a file as Base64, or why it is missing. */
type FetchedMedia = { readonly base64: string } | { readonly problem: string };

/** By instance and message: if several workflows want a file at the same time, one of them requests it. */
const fetches = new Map<string, Promise<FetchedMedia>>();
const turns = new MediaTurns();

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
		return { problem: `The file is larger than ${Math.floor(LARGEST / 1024 / 1024)} MB` };
	}
	const target = await server();
	const name = JSON.stringify([instanceIdOf(target.connection, target.instance), messageId]);
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
