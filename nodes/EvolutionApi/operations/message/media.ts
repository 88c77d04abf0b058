import { withNamedMembers } from '../../server/ask/mentions';
import { defineOperation } from '../../table/operation';
import {
	binaryPropertyName,
	mediaBase64,
	mediaBody,
	mediaFields,
	mediaShape,
	mediaSource,
	mediaUrl,
	readMedia,
	readOwnMedia,
	textOf,
	mediaContent,
	mediaOptions,
	mediaType,
	nameOfFile,
} from '../../fields/media';
import { bulkSending } from '../../fields/bulkSending';
import {
	collectionInput,
	optionsField,
	choiceField,
	switchField,
	toggle,
} from '../../fields/fieldKinds';
import {
	deliveryReceipt,
	messageOptions,
	messageOptionsBody,
	namingMembers,
	optionFields,
	optionShapes,
} from '../../fields/messageOptions';
import { choice, flag } from '../../core/input/checks';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplifySentMessage } from '../../server/ask/messages';

export const sendMedia = defineOperation({
	name: 'Send Media',
	value: 'sendMedia',
	action: 'Send a picture, video, document or audio file by WhatsApp',
	description: 'Send a picture, video, document or audio file to a person or a group',
	request: { method: 'POST', path: '/message/sendMedia/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		mediaType,
		...mediaFields,
		optionsField(
			...optionFields.attachment,
			...optionFields.forwarding,
			...optionFields.mentionsOfText,
			...optionFields.messageId,
			mediaOptions.caption,
			mediaOptions.fileName,
			choiceField('GIF Source', 'gifAttribution', {
				displayOptions: { show: { '/mediaType': ['video'] } },
				options: [
					{ name: 'GIPHY', value: '1' },
					{ name: 'None', value: '0' },
					{ name: 'Tenor', value: '2' },
				],
				default: '1',
				description:
					'Source that WhatsApp shows with the GIF. Needs Evolution API 2.4 or newer; older servers ignore it.',
			}),
			mediaOptions.mimeType,
			switchField('Play as GIF', 'gifPlayback', {
				displayOptions: { show: { '/mediaType': ['video'] } },
				description:
					'Whether a video plays silently in a loop. Needs Evolution API 2.4 or newer; older servers ignore it.',
			}),
		),
		bulkSending,
	],
	input: {
		recipient: addresseeInput,
		mediaType: choice('audio', 'document', 'image', 'video'),
		...mediaShape,
		options: collectionInput({
			...optionShapes.textOrCaption,
			...optionShapes.forwarding,
			caption: optionalText,
			fileName: optionalText,
			gifAttribution: choice('0', '1', '2'),
			gifPlayback: flag,
			mimeType: optionalText,
		}),
	},
	example: {
		recipient: '5511988887777',
		mediaType: 'image',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/picture.png',
		options: { caption: 'Our new shop' },
	},
	needs: needsForChannel,
	complete: withNamedMembers,
	body: async ({ recipient: number, mediaType: mediatype, options, ...source }, item) => {
		const { fileName } = options ?? {};
		const media = await readMedia(item, { ...source, fileName }, mediatype);
		return await mediaBody(media, 'media', {
			number,
			mediatype,
			...nameOfFile(media, mediatype, { ...options, address: source.mediaUrl }),
			caption: options?.caption,
			...(mediatype === 'video' ? gifBody(options) : {}),
			...messageOptionsBody(options),
		});
	},
	content: async ({ mediaType, options, ...source }, item) => ({
		...(await mediaContent(`${mediaType}Message`, source, item, options)),
		...namingMembers(options),
	}),
	output: simplifySentMessage,
});

/** Returns the GIF options as texts, which fit into a multipart form. */
const gifBody = ({
	gifPlayback,
	gifAttribution,
}: { gifPlayback?: boolean; gifAttribution?: string } = {}) => ({
	gifPlayback: gifPlayback === true ? 'true' : undefined,
	gifAttribution,
});

const REPLY_NEEDS = 'Needs Evolution API 2.4 or newer, or a WHATSAPP-BUSINESS instance.';

export const sendVoiceNote = defineOperation({
	name: 'Send Voice Note',
	value: 'sendVoiceNote',
	action: 'Send a WhatsApp voice note',
	description: 'Send an audio file as a voice note, with the microphone sign',
	request: {
		method: 'POST',
		path: '/message/sendWhatsAppAudio/{instance}',
		idempotent: false,
	},
	fields: [
		instanceField,
		recipient,
		...mediaFields,
		optionsField(
			toggle(
				'Convert Audio',
				'convertAudio',
				'Whether the server converts the file to the format of WhatsApp voice notes (OGG with Opus). Switch it off for a file that already has this format.',
				true,
			),
			deliveryReceipt,
			{
				...messageOptions.replyTo,
				description: `${messageOptions.replyTo.description}. ${REPLY_NEEDS}`,
			},
			{
				...messageOptions.typingIndicatorOfTime,
				description: 'Shows "recording…" before the message is sent',
			},
		),
		bulkSending,
	],
	input: {
		recipient: addresseeInput,
		...mediaShape,
		options: collectionInput({ ...optionShapes.typingAndReply, convertAudio: flag }),
	},
	example: {
		recipient: '5511988887777',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/hello.mp3',
	},
	needs: needsForChannel,
	body: async ({ recipient: number, options, ...source }, item) => {
		const use = options?.convertAudio === false ? 'oggAudio' : 'voiceNote';
		const media = await readMedia(item, source, use);
		return await mediaBody(media, 'audio', {
			number,
			encoding: options?.convertAudio === false ? false : undefined,
			...messageOptionsBody(options),
		});
	},
	content: async (input, item) => ({
		...(await mediaContent('audioMessage', input, item)),
		activity: 'recording',
	}),
	output: simplifySentMessage,
});

/** `POST /message/sendSticker/{instance}`: a picture as a sticker. The route answers multipart forms with 500 (version 2.3.7). */
export const sendSticker = defineOperation({
	name: 'Send Sticker',
	value: 'sendSticker',
	action: 'Send a WhatsApp sticker',
	description: 'Send a picture as a sticker, which the server converts to WebP',
	request: { method: 'POST', path: '/message/sendSticker/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		...mediaFields,
		optionsField(
			...optionFields.attachment,
			...optionFields.messageId,
			toggle(
				'Already WebP',
				'alreadyWebp',
				'Whether the file is already a WebP sticker and is sent unchanged, e.g. an animated one. Needs Evolution API 2.3 or newer; older servers always convert it.',
				true,
			),
		),
		bulkSending,
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
		// With *Already WebP*, n8n downloads the sticker from its URL, because the server would mistake the URL for Base64.
		const media = isWebp
			? await readOwnMedia(item, source, 'webpSticker')
			: await readMedia(item, source, 'sticker');
		return {
			number,
			sticker: await textOf(media),
			// Without `notConvertSticker`, the server turns an animated sticker in Base64 into a still picture.
			notConvertSticker: isWebp || media.isAnimated === true ? true : undefined,
			...messageOptionsBody(options),
		};
	},
	content: (input, item) => mediaContent('stickerMessage', input, item),
	output: simplifySentMessage,
});

/**
 * `POST /message/sendPtv/{instance}`: a video that WhatsApp shows as a circle. Up to version 2.4, the server looks for
 * the file of a URL on its own disk and answers 500, so n8n downloads the file.
 */
export const sendVideoNote = defineOperation({
	name: 'Send Video Note',
	value: 'sendVideoNote',
	action: 'Send a WhatsApp video note',
	description: 'Send a short video that WhatsApp shows as a circle',
	request: { method: 'POST', path: '/message/sendPtv/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		mediaSource,
		{
			...mediaUrl,
			description: 'Address of the file. n8n downloads it, because Evolution API cannot.',
		},
		mediaBase64,
		binaryPropertyName,
		optionsField(...optionFields.attachment, ...optionFields.mentions, ...optionFields.messageId),
		bulkSending,
	],
	input: {
		recipient: addresseeInput,
		...mediaShape,
		options: collectionInput(optionShapes.all),
	},
	example: {
		recipient: '5511988887777',
		mediaSource: 'base64',
		mediaBase64: 'AAAAGGZ0eXBpc29tAAACAGlzb21pc28yAAAACGZyZWU=',
	},
	needs: needsForChannel,
	body: async ({ recipient: number, options, ...source }, item) => {
		const media = await readOwnMedia(item, source, 'videoNote');
		return await mediaBody(media, 'video', {
			number,
			...messageOptionsBody(options),
		});
	},
	content: (input, item) => mediaContent('ptvMessage', input, item),
	output: simplifySentMessage,
});
