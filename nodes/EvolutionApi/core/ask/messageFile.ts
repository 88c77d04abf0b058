import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../input/inputProblem';
import type { Result, Target } from '../server/adapter';
import { recordOf } from '../values/answer';
import { cleaned } from '../values/cleaned';
import { tryAsk } from './ask';

/** The content of a file as Base64, or why it is missing. */
export type FetchedFile = { readonly base64: string } | { readonly problem: string };

/**
 * The file of a message, as Base64.
 * @param record the message as it was delivered, for a server that keeps none
 */
export async function fetchMessageFile(
	target: Target,
	messageId: string,
	record: IDataObject | undefined,
): Promise<FetchedFile> {
	const request = async (message: unknown) =>
		await tryAsk(target, {
			method: 'POST',
			route: '/chat/getBase64FromMediaMessage/{instance}',
			body: { message },
			retry: 'always',
		}).catch(asProblem);
	const { store } = target.connection.server;
	const stored = store && (await request({ key: { id: messageId } }));
	// A server that stores no messages (DATABASE_SAVE_DATA_NEW_MESSAGE) needs the message itself, with bytes as in its store.
	const isUnknown =
		stored === undefined ||
		('failure' in stored && stored.failure.httpCode === 400 && record !== undefined);
	return fileIn(isUnknown ? await request(cleaned(record)) : stored);
}

/** The server cannot do it with this message. @throws anything else */
function asProblem(error: unknown): { readonly problem: string } {
	if (error instanceof InputProblem) return { problem: error.message };
	throw error;
}

function fileIn(result: Result | { readonly problem: string }): FetchedFile {
	if ('problem' in result) return result;
	if ('failure' in result) return { problem: result.failure.message };
	const { base64 } = recordOf(result.body);
	return typeof base64 === 'string' && base64 !== ''
		? { base64 }
		: { problem: 'The server answered without the file' };
}
