import { fillRoute } from '../../http/route';
import { recordOf } from '../../values/answer';
import { cleaned } from '../../values/cleaned';
import { trySend } from '../request';
import type { Result, ServerAdapter } from '../adapter';

export const evolutionMedia: ServerAdapter['media'] = {
	async fetch({ context, connection, instance }, messageId, record) {
		const request = async (message: unknown) =>
			await trySend(context, connection, {
				method: 'POST',
				path: fillRoute('/chat/getBase64FromMediaMessage/{instance}', { instance }),
				body: { message },
				retry: 'always',
				instance,
			});
		const stored = await request({ key: { id: messageId } });
		// A server that stores no messages (DATABASE_SAVE_DATA_NEW_MESSAGE) needs the message itself, with bytes as in its store.
		const isUnknown = 'failure' in stored && stored.failure.httpCode === 400;
		return fileIn(isUnknown && record !== undefined ? await request(cleaned(record)) : stored);
	},
};

function fileIn(result: Result): { readonly base64: string } | { readonly problem: string } {
	if ('failure' in result) return { problem: result.failure.message };
	const { base64 } = recordOf(result.body);
	return typeof base64 === 'string' && base64 !== ''
		? { base64 }
		: { problem: 'The server answered without the file' };
}
