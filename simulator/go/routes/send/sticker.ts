import type { Blob } from '../../../core/data';
import { without } from '../../../core/values';
import { imageSize } from '../../../whatsapp/image';
import { mediaContent } from '../../../whatsapp/mediaContent';
import { failed, successWith } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { withId, NEEDS_NUMBER } from '../../sending/common';
import { download } from '../../sending/download';
import { sendMessage } from '../../sending/sendMessage';

const struct = { name: 'StickerStruct', fields: { ...withId, sticker: 'string' } } as const;

const notConverted = (reason: string) => failed(`failed to convert image to WebP: ${reason}`);

/** The server converts a sticker to WebP. Here, the bytes stay unchanged. */
async function pictureAt(address: string): Promise<Blob> {
	if (!address.startsWith('http')) throw failed('invalid sticker URL');
	const file = await download(address, 'sticker').catch((error: Error) => {
		throw notConverted(`failed to fetch image from URL: ${error.message}`);
	});
	if (imageSize(file.chunks[0] ?? Buffer.alloc(0))) return file;
	throw notConverted('failed to decode image: image: unknown format');
}

export const sendSticker: InstanceGoRoute = {
	method: 'POST',
	path: '/send/sticker',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [NEEDS_NUMBER, ['sticker', 'sticker is required']]);
		await useClient(call);
		const media = { ...(await pictureAt(body.sticker)), mimetype: 'image/webp' };
		const { messageType, part } = mediaContent('sticker', media, {});
		return successWith(
			await sendMessage(call, body, {
				messageType,
				type: 'StickerMessage',
				part: without(part, 'mediaKeyTimestamp'),
				media,
			}),
		);
	},
};
