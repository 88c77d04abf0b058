import { z } from 'zod';

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
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { pacing } from '../../fields/pacing';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { sendExpressions } from '../../fields/sendExpressions';
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
			...optionFields.all,
			longTextOptions.format,
			linkPreviewOption,
			sendExpressions,
			longTextOptions.split,
			longTextOptions.splitLength,
		),
		pacing,
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
		...messageOptionsBody(options),
	}),
	messages: ({ recipient: number, texts, options }) =>
		texts?.map((part, index) => ({
			recipient: number,
			text: part,
			options: optionsOfMessage(options, texts, index),
		})),
	content({ text: whole, texts = [whole] }) {
		const [typed = '', ...rest] = texts;
		const following = rest.map((part) => ({ kind: 'text' as const, typed: part }));
		return { kind: 'text', typed, ...(rest.length > 0 ? { rest: following } : {}) };
	},
	simplify: simplifySent,
});
