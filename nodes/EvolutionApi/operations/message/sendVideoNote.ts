import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { instance } from '../../fields/instance';
import { mediaBody, mediaFields, mediaShape, readMedia } from '../../fields/media';
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

/** `POST /message/sendPtv/{instance}`: a video that shows as a circle. */
export const sendVideoNote = defineOperation({
	name: 'Send Video Note',
	value: 'sendVideoNote',
	action: 'Send a video note',
	description: 'Send a short video that WhatsApp shows as a circle',
	request: { method: 'POST', path: '/message/sendPtv/{instance}', retry: 'neverAfterSent' },
	fields: [instance, recipient, ...mediaFields, messageOptions, pacingUntyped, simplify],
	input: z.object({
		recipient: addresseeInput,
		...mediaShape,
		options: messageOptionsInput,
	}),
	example: {
		recipient: '5511988887777',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/hello.mp4',
	},
	needs: needsForChannel,
	body: async ({ recipient: number, options, ...source }, item) => {
		const media = await readMedia(item, source);
		return await mediaBody(media, 'video', {
			number,
			...messageOptionsBody(options),
		});
	},
	content: (input, item) => mediaContent('ptvMessage', input, item),
	simplify: simplifySentMessage,
});
