import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { deliveryReceiptOfSendAs } from '../../fields/deliveryReceipt';
import { textField } from '../../fields/fieldKinds';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { interactiveNotice } from '../../fields/interactive';
import { chosenList, listSourceInput } from '../../fields/listData';
import { messageOptions, messageOptionsBody, optionShapes } from '../../fields/messageOptions';
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
import { plainSections } from './shared/plainChoices';
import { rowData, rowDataInput } from './shared/rowData';
import { rowSource, sectionsField, sectionsInput } from './shared/sectionsField';
import { simplifySentMessage } from './shared/sentMessage';

/** A poll has no mentions. */
const mentionsShown = { displayOptions: { hide: { '/sendAs': ['poll'] } } } as const;
const NOT_IN_NEW_LISTS = 'Lists of Evolution API 2.4 or newer have none.';

/** `POST /message/sendList/{instance}`: a button that opens a list to choose from. */
export const sendList = defineOperation({
	name: 'Send List',
	value: 'sendList',
	action: 'Send a list to choose from by WhatsApp',
	description: 'Send a message with a button that opens a list to choose from',
	request: { method: 'POST', path: '/message/sendList/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		interactiveNotice,
		recipient,
		sendAs,
		textField('Title', 'title', {
			required: true,
			placeholder: 'e.g. What can we do for you?',
			description: 'Heading of the message, as plain text',
		}),
		textField('Description', 'description', {
			typeOptions: { rows: 2 },
			placeholder: 'e.g. Choose one of our services.',
			description: 'Text below the title',
		}),
		textField('Button Text', 'buttonText', {
			required: true,
			placeholder: 'e.g. Choose',
			description: 'Text of the button that opens the list',
		}),
		textField('Footer', 'footer', {
			placeholder: 'e.g. Open 9 am – 6 pm',
			description:
				'Small text at the end of the message. Required for a WHATSAPP-BUSINESS instance.',
		}),
		rowSource,
		sectionsField,
		rowData,
		optionsField(
			{
				...messageOptions.messageId,
				displayOptions: { hide: { '/sendAs': ['interactive'] } },
			},
			deliveryReceiptOfSendAs,
			{
				...messageOptions.mentions,
				...mentionsShown,
				description: `${messageOptions.mentions.description}. ${NOT_IN_NEW_LISTS}`,
			},
			messageOptions.replyTo,
			messageOptions.typingIndicator,
		),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: recipientInput,
			sendAs: sendAsInput,
			title: text,
			description: optionalText,
			buttonText: text,
			footer: optionalText,
			listSource: listSourceInput,
			sections: sectionsInput.optional(),
			listData: rowDataInput.optional(),
			options: collectionInput(optionShapes.all),
		})
		.transform(({ listSource: source, listData: data, sections: fields, ...given }, context) => {
			const chosen = chosenList({ source, fields, data, name: 'sections' }, context);
			// The heading of a section is required. This one is as short as a heading must be.
			const sections = chosen.map(({ title, rows }) => ({
				title: title || given.buttonText,
				rows,
			}));
			return { ...given, sections };
		})
		.superRefine(({ sendAs: form, sections: given }, context) => {
			if (form === 'poll') checkPoll(plainSections(given).labels, context);
		}),
	example: {
		recipient: '5511988887777',
		title: 'What can we do for you?',
		description: 'Choose one',
		buttonText: 'Choose',
		footer: 'Open 9 am – 6 pm',
		sections: {
			section: [
				{
					title: 'Orders',
					rows: {
						row: [
							{ title: 'Where is my order?', rowId: 'track' },
							{ title: 'Return', rowId: 'return' },
						],
					},
				},
			],
		},
	},
	instead: async (
		{ sendAs: form, recipient: number, sections: given, options, ...message },
		askVersion,
	) =>
		await plainRequest(
			form,
			{ ...message, ...plainSections(given) },
			{ number, options },
			askVersion,
		),
	textInstead: ({ recipient: number, sections: given, options, ...message }) =>
		textInstead(number, { ...message, ...plainSections(given) }, options),
	// The server insists on a footer, but accepts an empty one.
	body: ({ recipient: number, footer: footerText = '', options, ...list }) => ({
		number,
		footerText,
		title: list.title,
		description: list.description,
		buttonText: list.buttonText,
		sections: list.sections,
		...messageOptionsBody({ ...options, messageId: undefined }, list.title),
	}),
	content({ sendAs: form, title, description, buttonText, footer, sections }) {
		const message = { title, description, footer, ...plainSections(sections) };
		const listMessage = { title, description, buttonText, footerText: footer, sections };
		// For a Business instance, the store has only these texts.
		const lines = sections.flatMap((section) => [section, ...section.rows]);
		const conversation = [title, ...lines.map((line) => line.title)].join('\n');
		return (
			plainContent(form, message) ?? {
				kind: 'composed',
				typed: title,
				forms: [{ listMessage }, { conversation }, ...storedInstead(message)],
				identity: sections,
			}
		);
	},
	simplify: simplifySentMessage,
});
