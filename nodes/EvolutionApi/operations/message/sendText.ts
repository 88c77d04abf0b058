import { z } from 'zod';

import type { MessageContent } from '../../core/server/messageContent';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { flag, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	longTextOptions,
	longTextShape,
	messageTexts,
	optionsOfMessage,
} from '../../fields/longText';
import { pictureAsText, type TextPart } from '../../fields/markdown/pictures';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { linkPreviewOption, messageText } from '../../fields/textMessage';
import { simplifySent } from './shared/sentMessage';

/** `POST /message/sendText/{instance}`: text to a person or a group. */
export const sendText = defineOperation({
	name: 'Send Text',
	value: 'sendText',
	action: 'Send a WhatsApp text message',
	description: 'Send a text message to a person or a group',
	request: { method: 'POST', path: '/message/sendText/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		messageText,
		optionsField(
			...optionFields.typed,
			...optionFields.mentions,
			...optionFields.messageId,
			linkPreviewOption,
			longTextOptions.splitLongText,
			longTextOptions.textFormat,
		),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: addresseeInput,
			text,
			options: collectionInput({ ...optionShapes.all, ...longTextShape, linkPreview: flag }),
		})
		.transform((given, context) => ({
			...given,
			...messageTexts(given.text, given.options, context),
		})),
	example: { recipient: '5511988887777', text: 'Hello!', options: { linkPreview: false } },
	needs: needsForChannel,
	body: ({ recipient: number, text: shown, options }) => ({
		number,
		text: shown,
		linkPreview: options?.linkPreview,
		...messageOptionsBody(options, shown),
	}),
	instead: ({ recipient: number, text: caption, picture, options }) =>
		picture === undefined
			? undefined
			: {
					path: '/message/sendMedia/{instance}',
					body: {
						number,
						mediatype: 'image',
						media: picture,
						caption: caption === '' ? undefined : caption,
						...messageOptionsBody(options, caption),
					},
				},
	messages: ({ recipient: number, parts, options }) =>
		parts?.map((part, index) => ({
			recipient: number,
			...part,
			options: optionsOfMessage(options, parts, index),
		})),
	plainer: ({ text: caption, picture, ...input }) =>
		picture === undefined
			? undefined
			: { ...input, text: pictureAsText({ text: caption, picture }) },
	content({ text: whole, picture, parts = [{ text: whole, picture }] }) {
		const [first = { text: whole }, ...rest] = parts;
		const following = rest.map(contentOf);
		return { ...contentOf(first), ...(rest.length > 0 ? { rest: following } : {}) };
	},
	simplify: simplifySent,
});

/** Where the server cannot have a picture, the chat has its address. */
function contentOf({ text: typed, picture }: TextPart): MessageContent {
	if (picture === undefined) return { kind: 'text', typed };
	return {
		kind: 'media',
		key: 'imageMessage',
		typed,
		identity: picture,
		or: { kind: 'text', typed: pictureAsText({ text: typed, picture }) },
	};
}
