import { crashed } from '../../core/answers';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { mediaContent } from '../../whatsapp/mediaContent';
import { MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';
import { toBlob } from '../../core/body';
import { asString } from '../../core/values';
import { type Source, sourceOf } from '../../whatsapp/source';

/** Offset (bytes) of the flags in the header of an extended WebP, and the flag for an animation. */
const WEBP_FLAGS = 20;
const ANIMATION = 2;

function still(source: Source): Source {
	const bytes = Buffer.concat(source.chunks);
	if (bytes.toString('latin1', 8, 16) !== 'WEBPVP8X') return source;
	bytes[WEBP_FLAGS] &= ~ANIMATION;
	return { ...source, ...toBlob([bytes]) };
}

/**
 * With `notConvertSticker`, the server decodes any text as Base64, even a URL. Without it, an animated sticker becomes a still
 * picture, unless its URL contains ".gif" or ".webp".
 */
async function stickerOf({ state, body }: InstanceCall): Promise<Source> {
	const source = await sourceOf(state.config, body.sticker, 'sticker');
	if (!body.notConvertSticker)
		return /\.gif|\.webp/.test(asString(body.sticker)) ? source : still(source);
	return { ...toBlob([Buffer.from(asString(body.sticker), 'base64')]), from: 'base64' };
}

/** The real server accepts an upload, but then ignores it, and fails because the URL is missing. */
export const sendSticker: InstanceRoute = {
	method: 'POST',
	path: '/message/sendSticker/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: sendSchema({ sticker: textSchema }, []),
	handler: perChannel({
		async baileys(call) {
			if (call.request.files.length > 0) throw crashed('Invalid URL');
			const source = await stickerOf(call);
			const media = { ...source, mimetype: 'image/webp' };
			return await sendBaileys(
				call,
				(context) => {
					const contextInfo = { ...context, statusAttributions: [] };
					const { messageType, part } = mediaContent('sticker', media, { contextInfo });
					return { messageType, message: { [messageType]: part }, contextInfo, media };
				},
				MENTIONS,
			);
		},
	}),
};
