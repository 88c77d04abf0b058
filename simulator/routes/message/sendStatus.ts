import { badRequest } from '../../core/answers';
import { numericStrings, textSchema, truthSchema } from '../../core/schema';
import { toBlob } from '../../core/body';
import type { Blob } from '../../core/data';
import type { Answer, InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asString, without } from '../../core/values';
import type { Media } from '../../state/message';
import { isUrl } from '../../whatsapp/address';
import { imageSize } from '../../whatsapp/image';
import { mediaContent, type MediaType } from '../../whatsapp/mediaContent';
import { checkConnection, type Content, deliver, perChannel } from '../../whatsapp/send';
import { fetchFile } from '../../whatsapp/source';

const STATUS = 'status@broadcast';
const MIME_TYPES: Record<string, string> = {
	image: 'image/jpeg',
	video: 'video/mp4',
	audio: 'audio/ogg; codecs=opus',
};

function checkStatus({ instance, body }: InstanceCall): void {
	if (!body.content) throw badRequest('Content is required');
	if (body.allContacts === true) {
		if (instance.contacts.size === 0) throw badRequest('Contacts not found');
	} else if (asList(body.statusJidList).length === 0) {
		throw badRequest('StatusJidList is required');
	}
	if (body.type !== 'text') return;
	if (!body.backgroundColor) throw badRequest('Background color is required');
	// 0 is a valid font, but the server rejects it as missing.
	if (!body.font) throw badRequest('Font is required');
}

/**
 * Audio is a URL or Base64, and pictures and videos are URLs or data URIs. The server would open any other text as one of its
 * own files.
 */
async function sourceFrom({ body }: InstanceCall): Promise<Blob> {
	const [address, type] = [asString(body.content), asString(body.type)];
	if (isUrl(address)) return await fetchFile(address, type);
	const isData = address.startsWith('data:');
	if (type !== 'audio' && !isData) {
		throw badRequest(`Error: ENOENT: no such file or directory, open '${address}'`);
	}
	const base64 = type === 'audio' ? address : address.slice(address.indexOf(',') + 1);
	return toBlob([Buffer.from(base64, 'base64')]);
}

async function mediaStatus(call: InstanceCall): Promise<Content> {
	const { body } = call;
	const type = asString(body.type);
	const source = await sourceFrom(call);
	const media: Media = { ...source, mimetype: MIME_TYPES[type] };
	if (type === 'image' && !imageSize(source.chunks[0])) {
		throw badRequest('Error: Input buffer contains unsupported image format');
	}
	const part = mediaContent((type === 'audio' ? 'voice' : type) as MediaType, media, {
		caption: body.caption,
	});
	// Audio in a status has no waveform.
	return {
		messageType: part.messageType,
		message: { [part.messageType]: without(part.part, 'waveform') },
		contextInfo: null,
		media,
	};
}

async function baileys(call: InstanceCall): Promise<Answer> {
	const { state, instance, body, request } = call;
	// The server converts an upload to Base64. A picture or video then fails, because it isn't a data URI.
	const [file] = request.files;
	if (file)
		call = { ...call, body: { ...body, content: Buffer.concat(file.chunks).toString('base64') } };
	checkStatus(call);
	checkConnection(instance);
	const content: Content =
		body.type === 'text'
			? { messageType: 'conversation', message: { conversation: asString(body.content) } }
			: await mediaStatus(call);
	return deliver(state, instance, STATUS, content);
}

export const sendStatus: InstanceRoute = {
	method: 'POST',
	path: '/message/sendStatus/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: {
		type: 'object',
		properties: {
			type: { ...textSchema, enum: ['text', 'image', 'audio', 'video'] },
			content: textSchema,
			caption: textSchema,
			backgroundColor: textSchema,
			font: { type: 'integer', minimum: 0, maximum: 5 },
			statusJidList: numericStrings('statusJidList'),
			allContacts: truthSchema,
		},
		required: ['type'],
	},
	handler: perChannel({ baileys }),
};
