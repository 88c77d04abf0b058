import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { instanceField } from '../../fields/instance';
import {
	binaryPropertyName,
	mediaBase64,
	mediaBody,
	mediaShape,
	mediaSource,
	mediaUrl,
	readOwnMedia,
} from '../../fields/media';
import { mediaContent } from '../../fields/mediaContent';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './shared/sentMessage';

/**
 * `POST /message/sendPtv/{instance}`: a video that shows as a circle. The server looks for the file of a URL on its
 * own disk (500, up to 2.4), so n8n downloads it.
 */
export const sendVideoNote = defineOperation({
	name: 'Send Video Note',
	value: 'sendVideoNote',
	action: 'Send a WhatsApp video note',
	description: 'Send a short video that WhatsApp shows as a circle',
	request: { method: 'POST', path: '/message/sendPtv/{instance}', retry: 'neverAfterSent' },
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
		optionsField(...optionFields.untyped, ...optionFields.mentions, ...optionFields.messageId),
		bulkSending,
		simplify,
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
		const media = await readOwnMedia(item, source);
		return await mediaBody(media, 'video', {
			number,
			...messageOptionsBody(options),
		});
	},
	content: (input, item) => mediaContent('ptvMessage', input, item),
	simplify: simplifySentMessage,
});
