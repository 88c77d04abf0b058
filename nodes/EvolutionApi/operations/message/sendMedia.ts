import { z } from 'zod';

import { InputProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import { choice, flag, optionalText } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { mediaBody, mediaFields, mediaShape, readMedia } from '../../fields/media';
import {
	customMessageIdOption,
	delayOption,
	mentionEveryoneOption,
	mentionsOption,
	messageOptionsBody,
	messageOptionsShape,
	quotedMessageIdOption,
} from '../../fields/messageOptions';
import { recipient, recipientInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './sentMessage';

/** `POST /message/sendMedia/{instance}`: a picture, video, document or audio file. */
export const sendMedia = defineOperation({
	name: 'Send Media',
	value: 'sendMedia',
	action: 'Send a picture or another media file',
	description: 'Send a picture, video, document or audio file to a person or a group',
	request: { method: 'POST', path: '/message/sendMedia/{instance}', retry: 'neverAfterSent' },
	fields: [
		instance,
		recipient,
		{
			displayName: 'Media Type',
			name: 'mediaType',
			type: 'options',
			options: [
				{ name: 'Audio', value: 'audio', description: 'An audio file, not a voice note' },
				{ name: 'Document', value: 'document', description: 'Any file, sent unchanged' },
				{ name: 'Image', value: 'image' },
				{ name: 'Video', value: 'video' },
			],
			default: 'image',
			description: 'How WhatsApp shows the file',
		},
		...mediaFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			default: {},
			placeholder: 'Add option',
			options: [
				{
					displayName: 'Caption',
					name: 'caption',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Here is your invoice.',
					description: 'Text below the picture, video or document',
				},
				customMessageIdOption,
				delayOption,
				{
					displayName: 'File Name',
					name: 'fileName',
					type: 'string',
					default: '',
					placeholder: 'e.g. invoice.pdf',
					description:
						'Name that the recipient sees, with its ending. Required for a document from Base64.',
				},
				mentionEveryoneOption,
				mentionsOption,
				{
					displayName: 'MIME Type',
					name: 'mimeType',
					type: 'string',
					default: '',
					placeholder: 'e.g. application/pdf',
					description: 'Kind of the file, if it is not to be told from its name or content',
				},
				{
					displayName: 'Play as GIF',
					name: 'gifPlayback',
					type: 'boolean',
					default: false,
					description:
						'Whether a video plays silently in a loop. Needs Evolution API 2.4 or newer; older servers ignore it.',
				},
				quotedMessageIdOption,
			],
		},
		simplify,
	],
	input: z.object({
		recipient: recipientInput,
		mediaType: choice('audio', 'document', 'image', 'video'),
		...mediaShape,
		options: z
			.object({
				...messageOptionsShape,
				caption: optionalText,
				fileName: optionalText,
				gifPlayback: flag.optional(),
				mimeType: optionalText,
			})
			.optional(),
	}),
	example: {
		recipient: '5511988887777',
		mediaType: 'image',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/picture.png',
		options: { caption: 'Our new shop' },
	},
	body: async ({ recipient: number, mediaType: mediatype, options, ...source }, item) => {
		const media = await readMedia(item, source);
		const file = 'file' in media ? media.file : undefined;
		const fileName = options?.fileName ?? file?.fileName;
		const isUrl = 'isUrl' in media && media.isUrl;
		if (mediatype === 'document' && !isUrl && fileName === undefined) {
			throw new InputProblem(
				['options', 'fileName'],
				'is needed for a document',
				'Add the option File Name, e.g. invoice.pdf.',
			);
		}
		return await mediaBody(media, 'media', {
			number,
			mediatype,
			mimetype: options?.mimeType ?? file?.mimeType,
			fileName,
			caption: options?.caption,
			// As a text, so that it can go in a form.
			gifPlayback: options?.gifPlayback === true ? 'true' : undefined,
			...messageOptionsBody(options),
		});
	},
	simplify: simplifySentMessage,
});
