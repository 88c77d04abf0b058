import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { deliveryReceiptOfSendAs } from '../../fields/deliveryReceipt';
import { textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { interactiveNotice } from '../../fields/interactive';
import { chosenList, listName, listSourceInput } from '../../fields/listData';
import {
	messageOptions,
	messageOptionsBody,
	optionShapes,
	typingAndReply,
} from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { recipient, recipientInput } from '../../fields/recipient';
import {
	checkPoll,
	plainContent,
	plainRequest,
	sendAs,
	sendAsInput,
	storedInstead,
	textInstead,
} from '../../fields/sendAs';
import { simplify } from '../../fields/simplify';
import { storedButton } from '../../fields/storedForms';
import {
	buttonData,
	buttonDataInput,
	buttonsField,
	buttonsInput,
	buttonSource,
} from './shared/buttonsField';
import { labelOf, plainButtons } from './shared/plainChoices';
import { simplifySentMessage } from './shared/sentMessage';

/** For buttons other than reply buttons. 2.4 refuses more; older servers send a message that no phone shows. */
const MOST_OTHERS = 2;

/** `POST /message/sendButtons/{instance}`: text with buttons to reply, copy, open, call or pay. */
export const sendButtons = defineOperation({
	name: 'Send Buttons',
	value: 'sendButtons',
	action: 'Send a WhatsApp message with buttons',
	description: 'Send a message with buttons to answer, copy a code, open a page, call or pay',
	request: { method: 'POST', path: '/message/sendButtons/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		interactiveNotice,
		recipient,
		sendAs,
		textField('Title', 'title', {
			placeholder: 'e.g. What can we do for you?',
			description: 'First line of the message, in bold. Not shown with a PIX button.',
		}),
		textField('Description', 'description', {
			typeOptions: { rows: 2 },
			placeholder: 'e.g. Press a button, or just write to us.',
			description: 'Text below the title. Not shown with a PIX button.',
		}),
		buttonSource,
		buttonsField,
		buttonData,
		optionsField(
			{
				...messageOptions.messageId,
				displayOptions: { hide: { '/sendAs': ['interactive'] } },
			},
			deliveryReceiptOfSendAs,
			textField('Footer', 'footer', {
				placeholder: 'e.g. Open 9 am – 6 pm',
				description: 'Small text at the end of the message. Not shown with a PIX button.',
			}),
			{ ...messageOptions.mentions, displayOptions: { show: { '/sendAs': ['numberedList'] } } },
			messageOptions.replyTo,
			textField('Thumbnail URL', 'thumbnailUrl', {
				displayOptions: { show: { '/sendAs': ['interactive'] } },
				placeholder: 'e.g. https://example.com/picture.jpg',
				description: 'Address of a picture above the text. Not shown with a PIX button.',
			}),
			messageOptions.typingIndicator,
		),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: recipientInput,
			sendAs: sendAsInput,
			title: optionalText,
			description: optionalText,
			listSource: listSourceInput,
			buttons: buttonsInput.optional(),
			listData: buttonDataInput.optional(),
			options: collectionInput({
				...optionShapes.all,
				footer: optionalText,
				thumbnailUrl: optionalText,
			}),
		})
		.transform(({ listData: data, buttons: fields, ...given }, context) => {
			const source = given.listSource;
			const buttons = chosenList({ source, fields, data, name: 'buttons' }, context);
			return { ...given, buttons };
		})
		.superRefine(({ sendAs: form, title, listSource, buttons: given }, context) => {
			const isPix = given.some(({ type }) => type === 'pix');
			if (title === undefined && !isPix) {
				reportProblem(
					context,
					'is empty',
					'Enter one: only a message with a PIX button needs none.',
					['title'],
				);
			}
			const replies = given.filter(({ type }) => type === 'reply');
			const others = given.length - replies.length;
			if (form === 'interactive' && others > MOST_OTHERS) {
				reportProblem(
					context,
					`has ${others} buttons that open, call or copy something, which are too many`,
					`WhatsApp allows ${MOST_OTHERS}. Remove the others, or send it as a numbered list.`,
					[listName(listSource, 'buttons')],
				);
			}
			if (form === 'poll') checkPoll(replies.map(labelOf), context);
		}),
	example: {
		recipient: '5511988887777',
		title: 'Is the date all right?',
		description: 'Tuesday, 9 h',
		buttons: {
			button: [
				{ type: 'reply', displayText: 'Yes', id: 'yes' },
				{ type: 'reply', displayText: 'No', id: 'no' },
			],
		},
	},
	instead: async (
		{ sendAs: form, recipient: number, title, description, buttons: given, options },
		askVersion,
	) => {
		const message = { title, description, footer: options?.footer, ...plainButtons(given) };
		return await plainRequest(form, message, { number, options }, askVersion);
	},
	textInstead: ({ recipient: number, buttons: given, options, ...message }) =>
		textInstead(number, { ...message, footer: options?.footer, ...plainButtons(given) }, options),
	body: ({ recipient: number, title, description, buttons: given, options }) => ({
		number,
		title,
		description,
		footer: options?.footer,
		thumbnailUrl: options?.thumbnailUrl,
		buttons: given,
		...messageOptionsBody(typingAndReply(options), [title, description].filter(Boolean).join('\n')),
	}),
	content({ sendAs: form, title, description, buttons: given, options = {} }) {
		const { footer, thumbnailUrl } = options;
		const message = { title, description, footer, ...plainButtons(given) };
		const nativeFlowMessage = { buttons: given.map(storedButton) };
		const isPix = given.some(({ type }) => type === 'pix');
		const text = [`*${title}*`, description].filter(Boolean).join('\n\n');
		const texts = isPix ? {} : { body: { text }, footer: { text: footer } };
		// For a Business instance, the store has only these texts.
		const conversation = [title, ...given.map((button) => `▶️ ${labelOf(button)}`)].join('\n');
		return (
			plainContent(form, message) ?? {
				kind: 'composed',
				typed: [title, description].filter((line) => line !== undefined).join('\n'),
				forms: [
					{ interactiveMessage: { ...texts, nativeFlowMessage } },
					{ conversation },
					...storedInstead(message),
				],
				identity: [given, thumbnailUrl],
			}
		);
	},
	simplify: simplifySentMessage,
});
