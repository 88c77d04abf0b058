import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { instance } from '../../fields/instance';
import { inlineFile, mediaFields, mediaShape, readMedia } from '../../fields/media';
import { mediaContent } from '../../fields/mediaContent';
import {
	messageOptions,
	messageOptionsBody,
	messageOptionsInput,
} from '../../fields/messageOptions';
import { pacingUntyped } from '../../fields/pacing';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './sentMessage';

/** `POST /message/sendSticker/{instance}`: a picture as a sticker. The route takes no multipart (2.3.7: 500). */
export const sendSticker = defineOperation({
	name: 'Send Sticker',
	value: 'sendSticker',
	action: 'Send a sticker',
	description: 'Send a picture as a sticker; the server converts it to WebP',
	request: { method: 'POST', path: '/message/sendSticker/{instance}', retry: 'neverAfterSent' },
	fields: [instance, recipient, ...mediaFields, messageOptions, pacingUntyped, simplify],
	input: z.object({
		recipient: addresseeInput,
		...mediaShape,
		options: messageOptionsInput,
	}),
	example: {
		recipient: '5511988887777',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/sticker.png',
	},
	needs: needsForChannel,
	body: async ({ recipient: number, options, ...source }, item) => {
		const media = await readMedia(item, source);
		return {
			number,
			sticker: 'file' in media ? await inlineFile(media.file) : media.text,
			...messageOptionsBody(options),
		};
	},
	content: (input, item) => mediaContent('stickerMessage', input, item),
	simplify: simplifySentMessage,
});
