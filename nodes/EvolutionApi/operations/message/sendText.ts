import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { optionsField } from '../../fields/collections';
import { flag, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	messageOptions,
	messageOptionsBody,
	messageOptionsShape,
} from '../../fields/messageOptions';
import { pacing } from '../../fields/pacing';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { linkPreviewOption, messageText } from '../../fields/textMessage';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /message/sendText/{instance}`: text to a person or a group. */
export const sendText = defineOperation({
	name: 'Send Text',
	value: 'sendText',
	action: 'Send a text message',
	description: 'Send a text message to a person or a group',
	request: { method: 'POST', path: '/message/sendText/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		messageText,
		optionsField(
			messageOptions.customMessageId,
			messageOptions.delay,
			linkPreviewOption,
			messageOptions.mentionEveryone,
			messageOptions.mentions,
			messageOptions.quotedMessage,
			messageOptions.quotedMessageId,
		),
		pacing,
		simplify,
	],
	input: z.object({
		recipient: addresseeInput,
		text,
		options: z.object({ ...messageOptionsShape, linkPreview: flag.optional() }).optional(),
	}),
	example: { recipient: '5511988887777', text: 'Hello!', options: { linkPreview: false } },
	needs: needsForChannel,
	body: ({ recipient: number, text, options }) => ({
		number,
		text,
		linkPreview: options?.linkPreview,
		...messageOptionsBody(options),
	}),
	content: ({ text: typed }) => ({ kind: 'text', typed }),
	simplify: simplifySentMessage,
});
