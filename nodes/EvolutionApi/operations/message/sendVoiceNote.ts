import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { deliveryReceipt } from '../../fields/deliveryReceipt';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mediaBody, mediaFields, mediaShape, readMedia } from '../../fields/media';
import { mediaContent } from '../../fields/mediaContent';
import { messageOptions, messageOptionsBody, optionShapes } from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';
import { simplifySentMessage } from './shared/sentMessage';

const NEEDS = 'Needs Evolution API 2.4 or newer, or a WHATSAPP-BUSINESS instance.';

/** `POST /message/sendWhatsAppAudio/{instance}`: audio that WhatsApp shows as a recording. */
export const sendVoiceNote = defineOperation({
	name: 'Send Voice Note',
	value: 'sendVoiceNote',
	action: 'Send a WhatsApp voice note',
	description: 'Send an audio file as a voice note, with the microphone sign',
	request: {
		method: 'POST',
		path: '/message/sendWhatsAppAudio/{instance}',
		retry: 'neverAfterSent',
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
				description: `${messageOptions.replyTo.description}. ${NEEDS}`,
			},
			{
				...messageOptions.typingIndicatorOfTime,
				description: 'Shows "recording…" before the message is sent',
			},
		),
		bulkSending,
		simplify,
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
		const media = await readMedia(item, source);
		return await mediaBody(media, 'audio', {
			number,
			encoding: options?.convertAudio === false ? false : undefined,
			...messageOptionsBody(options),
		});
	},
	content: (input, item) => mediaContent('audioMessage', input, item),
	activity: 'recording',
	simplify: simplifySentMessage,
});
