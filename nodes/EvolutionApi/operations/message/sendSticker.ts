import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { inlineFile, mediaFields, mediaShape, readMedia, readOwnMedia } from '../../fields/media';
import { mediaContent } from '../../fields/mediaContent';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /message/sendSticker/{instance}`: a picture as a sticker. The route takes no multipart (2.3.7: 500). */
export const sendSticker = defineOperation({
	name: 'Send Sticker',
	value: 'sendSticker',
	action: 'Send a WhatsApp sticker',
	description: 'Send a picture as a sticker, which the server converts to WebP',
	request: { method: 'POST', path: '/message/sendSticker/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		...mediaFields,
		optionsField(
			...optionFields.untyped,
			...optionFields.messageId,
			toggle(
				'Already WebP',
				'alreadyWebp',
				'Whether the file is already a WebP sticker and is sent unchanged, e.g. an animated one. Needs Evolution API 2.3 or newer; older servers always convert it.',
				true,
			),
		),
		bulkSending,
		simplify,
	],
	input: {
		recipient: addresseeInput,
		...mediaShape,
		options: collectionInput({
			...optionShapes.typingAndReply,
			...optionShapes.messageId,
			alreadyWebp: flag,
		}),
	},
	example: {
		recipient: '5511988887777',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/sticker.png',
	},
	needs: needsForChannel,
	body: async ({ recipient: number, options, ...source }, item) => {
		const isWebp = options?.alreadyWebp === true;
		// A sticker that the server does not convert is not fetched either: the server takes the URL for Base64.
		const media = await (isWebp ? readOwnMedia : readMedia)(item, source);
		return {
			number,
			sticker: 'file' in media ? await inlineFile(media.file) : media.text,
			notConvertSticker: isWebp ? true : undefined,
			...messageOptionsBody(options),
		};
	},
	content: (input, item) => mediaContent('stickerMessage', input, item),
	simplify: simplifySentMessage,
});
