import { badRequest, internal } from '../../core/answers';
import { sendSchema, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString, compact, optionalString } from '../../core/values';
import type { Media } from '../../state/message';
import { isAtLeast } from '../../state/config';
import { isBase64 } from '../../whatsapp/address';
import { sendBusiness } from '../../whatsapp/business';
import { sendEvolution } from '../../whatsapp/evolution';
import { imageSize } from '../../whatsapp/image';
import { mediaContent, type MediaType } from '../../whatsapp/mediaContent';
import { mimeTypeOf } from '../../whatsapp/mimeTypes';
import { type Content, findTarget, perChannel, sendBaileys } from '../../whatsapp/send';
import { type Source, sourceOf } from '../../whatsapp/source';

const USUAL: Record<string, string> = {
	image: 'image/jpeg',
	video: 'video/mp4',
	audio: 'audio/mpeg',
};

/** Returns a document's default name: the last part of its URL, up to the dot. An uploaded file has no URL. */
function fileNameIn(address: string): string {
	const [, name] = /.*\/([^/.]+)\./.exec(address) ?? [];
	if (name === undefined) throw internal("TypeError: Cannot read properties of null (reading '1')");
	return name;
}

/**
 * Returns the MIME type for the file's name. Servers before 2.3.7 use the type in the request if there is one. For an unknown
 * extension, the server writes "false".
 */
function typeOf({ state, body }: InstanceCall, source: Source, fileName?: string): string {
	const name = fileName ?? { image: 'image.jpg', video: 'video.mp4' }[asString(body.mediatype)];
	const mimetype = optionalString(body.mimetype);
	if (name !== undefined && (mimetype === undefined || isAtLeast(state.config, '2.3.7'))) {
		return mimeTypeOf(name) ?? 'false';
	}
	return mimetype ?? source.mimetype ?? 'false';
}

/** Throws for audio without a name and a MIME type. Only audio from a URL has a default type on the server. */
function requireType({ body }: InstanceCall, source: Source): void {
	const hasType = [body.fileName, body.mimetype].some((value) => optionalString(value));
	if (body.mediatype !== 'audio' || source.from === 'url' || hasType) return;
	throw badRequest(
		'TypeError [ERR_INVALID_ARG_TYPE]: The "string" argument must be of type string or an instance of Buffer or ArrayBuffer. Received type boolean (false)',
	);
}

function fileOf(call: InstanceCall, source: Source): Media {
	const { body } = call;
	const type = asString(body.mediatype);
	const ownName = optionalString(body.fileName);
	const { chunks, size, sha256, address } = source;
	if (type === 'image' && !imageSize(chunks[0] ?? Buffer.alloc(0))) {
		const isEmpty = size === 0;
		throw internal(
			isEmpty
				? 'Error: Input Buffer is empty'
				: 'Error: Input buffer contains unsupported image format',
		);
	}
	const fileName = ownName ?? (type === 'document' ? fileNameIn(asString(body.media)) : undefined);
	return { chunks, size, sha256, address, mimetype: typeOf(call, source, fileName), fileName };
}

const attributionOf = ({ gifAttribution }: Json) =>
	gifAttribution === undefined ? undefined : Number(gifAttribution);

async function contentOf(call: InstanceCall, contextInfo: Json, source: Source): Promise<Content> {
	const { body, state } = call;
	requireType(call, source);
	const media = fileOf(call, source);
	const isNew = isAtLeast(state.config, '2.4.0');
	const gif = isNew && String(body.gifPlayback) === 'true';
	const { messageType, part } = mediaContent(asString(body.mediatype) as MediaType, media, {
		caption: body.caption,
		gifPlayback: body.mediatype === 'video' ? gif : undefined,
		gifAttribution: isNew && body.mediatype === 'video' ? attributionOf(body) : undefined,
		contextInfo,
	});
	return { messageType, message: { [messageType]: part }, contextInfo, media };
}

/** The message contains the file's URL, or the ID of an upload. */
function business(call: InstanceCall, source: Source) {
	const { body } = call;
	const type = asString(body.mediatype);
	const media = {
		...fileOf(call, source),
		mimetype:
			optionalString(body.mimetype) ?? source.mimetype ?? USUAL[type] ?? 'application/octet-stream',
	};
	const isLink = source.from === 'url';
	const messageType = `${type}Message`;
	const message = {
		[messageType]: compact({
			fileName: media.fileName ?? (type === 'image' ? 'image.png' : undefined),
			mediaType: type,
			media: isLink ? body.media : undefined,
			caption: body.caption,
			gifPlayback: false,
			id: isLink ? body.media : source.sha256.slice(0, 15),
			type: isLink ? 'link' : 'id',
			mimetype: media.mimetype,
		}),
	};
	return sendBusiness(call, { messageType, message, media });
}

export const sendMedia: InstanceRoute = {
	method: 'POST',
	path: '/message/sendMedia/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: sendSchema(
		{
			mediatype: { ...textSchema, enum: ['image', 'document', 'video', 'audio'] },
			mimetype: textSchema,
			media: textSchema,
			fileName: textSchema,
			caption: textSchema,
		},
		['mediatype'],
	),
	async handler(call) {
		const { body, request } = call;
		const media = asString(body.media);
		const { config } = call.state;
		if (media && isBase64(config, media) && !body.fileName && body.mediatype === 'document') {
			throw badRequest('For base64 the file name must be informed.');
		}
		const type = asString(body.mediatype);
		const source = await sourceOf(config, body.media, type, request.files);
		return await perChannel({
			async baileys() {
				findTarget(call, asString(body.number));
				return await sendBaileys(call, (context) => contentOf(call, context, source));
			},
			business: () => business(call, source),
			evolution: () =>
				sendEvolution(call, {
					messageType: `${asString(body.mediatype)}Message`,
					message: {
						mediaUrl:
							source.from === 'url' ? media : `${call.state.serverUrl}/media/${source.sha256}`,
					},
					media: fileOf(call, source),
				}),
		})(call);
	},
};
