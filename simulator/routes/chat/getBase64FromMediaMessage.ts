import { created, refused } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asObject, asString, compact } from '../../core/values';
import type { Message } from '../../state/message';
import { extensionOf } from '../../whatsapp/mimeTypes';
import { perChannel } from '../../whatsapp/send';
import { unwrapped } from '../../whatsapp/viewContent';
import { withBase64Bytes } from '../../whatsapp/wire';

const MEDIA_TYPES = [
	'imageMessage',
	'documentMessage',
	'audioMessage',
	'videoMessage',
	'stickerMessage',
	'ptvMessage',
];

const bytesOf = (message: Message | undefined) =>
	message?.media?.chunks.length ? Buffer.concat(message.media.chunks) : undefined;

/** The server doesn't look up a message whose content is in the request. */
function baileys({ instance, body }: InstanceCall) {
	if (body.message === undefined) {
		throw refused(400, "TypeError: Cannot read properties of undefined (reading 'key')");
	}
	const reference = asObject(body.message);
	const id = asString(asObject(reference.key).id);
	const stored = instance.messages.get(id);
	const row = stored?.isStored ? stored.message : undefined;
	const message = reference.message ? asObject(reference.message) : row;
	if (!message) throw refused(400, 'Message not found');
	const inner = unwrapped(message);
	const mediaType = MEDIA_TYPES.find((type) => inner[type]);
	if (!mediaType) throw refused(400, 'The message is not of the media type');
	const bytes = bytesOf(stored);
	if (!bytes) throw refused(400, 'Error: Failed to fetch stream from https://mmg.whatsapp.net');
	const part = asObject(withBase64Bytes(inner[mediaType]));
	return created(describe(part, { mediaType, id, bytes, asMp4: body.convertToMp4 === true }));
}

/** The server labels audio as MP4 if the request asks for that. Here, the bytes stay unchanged. */
function describe(
	part: Json,
	{ mediaType, id, bytes, asMp4 }: { mediaType: string; id: string; bytes: Buffer; asMp4: boolean },
): Json {
	const { caption, fileLength, height, width } = part;
	const mimetype = asString(part.mimetype);
	return compact({
		mediaType,
		fileName: part.fileName || `${id}.${extensionOf(mimetype) ?? 'false'}`,
		caption,
		size: compact({ fileLength, height, width }),
		mimetype: asMp4 && mediaType === 'audioMessage' ? 'audio/mp4' : mimetype,
		base64: bytes.toString('base64'),
		buffer: null,
	});
}

/** A Business account uses only the message in the request, and downloads the file from Meta. */
function business({ instance, body }: InstanceCall) {
	const { messageType, message } = asObject(body.message);
	if (typeof messageType !== 'string') {
		throw refused(400, "TypeError: Cannot read properties of undefined (reading 'includes')");
	}
	const type = messageType.includes('Message') ? messageType : `${messageType}Message`;
	const part = asObject(asObject(message)[type]);
	const { fileName, filename, caption, fileLength, width, id } = part;
	// A bug of the server: it returns the file's length as its height.
	const size = compact({ fileLength, height: fileLength, width });
	const isIt = (one: Message) => asObject(one.message[type]).id === id && one.media !== undefined;
	const stored = id === undefined ? undefined : [...instance.messages.newestFirst()].find(isIt);
	const { base64 = bytesOf(stored)?.toString('base64') } = asObject(message);
	if (base64 === undefined) {
		throw refused(400, 'AxiosError: Request failed with status code 400');
	}
	const mimetype = part.mime_type;
	const name = fileName || filename;
	return created(
		compact({ mediaType: messageType, fileName: name, caption, size, mimetype, base64 }),
	);
}

export const getBase64FromMediaMessage: InstanceRoute = {
	method: 'POST',
	path: '/chat/getBase64FromMediaMessage/:instanceName',
	guard: 'instance',
	handler: perChannel({ baileys, business }),
};
