import { isRecord, recordOf, textOrNull } from '../../values/answer';
import type { ServerAdapter } from '../adapter';
import { unwrap } from '../messageContent';
import { asResult, dataIn, tryGo } from './goRequest';
import { filePartOf } from './messageFile';

/** The server takes a round video for none, but its parts are those of another one. */
function roundVideoIn(message: unknown) {
	const { ptvMessage } = unwrap(message).message;
	return isRecord(ptvMessage) ? (['videoMessage', ptvMessage] as const) : undefined;
}

const NO_FILE = 'The server fetches only pictures, videos, audio, documents and stickers';

/** `POST /message/downloadmedia`: from the message itself, for as long as WhatsApp keeps the file. */
export const goMedia: ServerAdapter['media'] = {
	async fetch(target, _messageId, record) {
		const message = recordOf(record?.Message);
		const part = filePartOf(message) ?? roundVideoIn(message);
		if (part === undefined) return { problem: NO_FILE };
		const [kind, content] = part;
		const result = await tryGo(target, {
			method: 'POST',
			path: '/message/downloadmedia',
			body: { message: { [kind]: content } },
			retry: 'always',
		}).catch(asResult);
		if ('failure' in result) return { problem: result.failure.message };
		const base64 = textOrNull(recordOf(dataIn(result.body)).base64)?.replace(/^data:[^,]*,/, '');
		return base64 === undefined || base64 === ''
			? { problem: 'The server answered without the file' }
			: { base64 };
	},
};
