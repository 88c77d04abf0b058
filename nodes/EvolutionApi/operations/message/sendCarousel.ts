import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { buttonFields, cardButton } from '../../fields/buttons';
import { optionsField } from '../../fields/collections';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { interactiveNotice } from '../../fields/interactive';
import {
	delayAndQuoteShape,
	messageOptions,
	messageOptionsBody,
} from '../../fields/messageOptions';
import { pacing } from '../../fields/pacing';
import { recipient, recipientInput } from '../../fields/recipient';
import { paragraphs } from '../../fields/sendAs';
import { simplify } from '../../fields/simplify';
import { storedCard } from '../../fields/storedForms';
import { simplifySentMessage } from './shared/sentMessage';

const MOST_CARDS = 10;
const MOST_BUTTONS = 3;

const card = z
	.object({
		title: optionalText,
		body: text,
		footer: optionalText,
		imageUrl: optionalText,
		buttons: z.object({ button: z.array(cardButton).optional() }).optional(),
	})
	.transform(({ buttons, ...rest }) => ({ ...rest, buttons: buttons?.button ?? [] }))
	.superRefine(({ buttons }, context) => {
		if (buttons.length === 0) {
			reportProblem(context, 'the card has no button', 'Add at least one.', ['buttons']);
		} else if (buttons.length > MOST_BUTTONS) {
			const problem = `${buttons.length} buttons are too many`;
			reportProblem(context, problem, `A card can have ${MOST_BUTTONS}.`, ['buttons']);
		}
	});

const cards = z
	.object({ card: z.array(card).optional() })
	.transform(({ card: given = [] }) => given)
	.superRefine((given, context) => {
		if (given.length === 0) {
			reportProblem(context, 'no card is given', 'Add at least one.');
		} else if (given.length > MOST_CARDS) {
			const problem = `${given.length} cards are too many`;
			reportProblem(context, problem, `A carousel can have ${MOST_CARDS}.`);
		}
	});

type Card = z.output<typeof card>;

/** The server ignores the title of a card. If there is only one card, without a picture, it ignores the text above it, too. */
function sentCards(text: string, given: readonly Card[]): Array<Omit<Card, 'title'>> {
	const above = isPlain(given) ? text : undefined;
	return given.map(({ title, body, ...rest }) => ({
		...rest,
		body: paragraphs(above, title === undefined ? undefined : `*${title}*`, body),
	}));
}

/** The server sends such a carousel as a message with buttons. */
const isPlain = (given: readonly Card[]) => given.length === 1 && given[0]?.imageUrl === undefined;

/** `POST /message/sendCarousel/{instance}`: cards to swipe through, each with buttons. */
export const sendCarousel = defineOperation({
	name: 'Send Carousel',
	value: 'sendCarousel',
	action: 'Send a carousel of cards',
	description: 'Send cards to swipe through, each with a picture and buttons',
	since: '2.4.0',
	request: { method: 'POST', path: '/message/sendCarousel/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		interactiveNotice,
		recipient,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. Our offers of this week',
			description: 'Text above the cards',
		},
		{
			displayName: 'Cards',
			name: 'cards',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			required: true,
			placeholder: 'Add Card',
			options: [
				{
					displayName: 'Card',
					name: 'card',
					values: [
						{
							displayName: 'Body',
							name: 'body',
							type: 'string',
							typeOptions: { rows: 2 },
							default: '',
							required: true,
							placeholder: 'e.g. Only until Sunday',
							description: 'Text of the card',
						},
						{
							displayName: 'Buttons',
							name: 'buttons',
							type: 'fixedCollection',
							typeOptions: { multipleValues: true },
							default: {},
							placeholder: 'Add Button',
							options: [
								{
									displayName: 'Button',
									name: 'button',
									values: [
										{
											displayName: 'Action',
											name: 'type',
											type: 'options',
											options: [
												{ name: 'Call', value: 'call', description: 'Calls a number' },
												{ name: 'Copy', value: 'copy', description: 'Copies a code' },
												{ name: 'Reply', value: 'reply', description: 'Sends an answer' },
												{ name: 'URL', value: 'url', description: 'Opens a page' },
											],
											default: 'reply',
										},
										buttonFields.displayText,
										buttonFields.copyCode,
										buttonFields.id,
										buttonFields.phoneNumber,
										buttonFields.url,
									],
								},
							],
						},
						{
							displayName: 'Footer',
							name: 'footer',
							type: 'string',
							default: '',
							description: 'Small text at the end of the card',
						},
						{
							displayName: 'Image URL',
							name: 'imageUrl',
							type: 'string',
							default: '',
							placeholder: 'e.g. https://example.com/picture.jpg',
							description: 'Picture at the top of the card',
						},
						{
							displayName: 'Title',
							name: 'title',
							type: 'string',
							default: '',
							placeholder: 'e.g. Blue lamp',
							description: 'Heading of the card: the first line of its text, in bold',
						},
					],
				},
			],
		},
		optionsField(
			messageOptions.delay,
			messageOptions.quotedMessage,
			messageOptions.quotedMessageId,
		),
		pacing,
		simplify,
	],
	input: z.object({
		recipient: recipientInput,
		text,
		cards,
		options: z.object(delayAndQuoteShape).optional(),
	}),
	example: {
		recipient: '5511988887777',
		text: 'New this week',
		cards: {
			card: [
				{
					title: 'Summer hat',
					body: 'Straw, three sizes',
					imageUrl: 'https://example.com/hat.jpg',
					buttons: {
						button: [{ type: 'url', displayText: 'Look', url: 'https://example.com/hat' }],
					},
				},
			],
		},
	},
	body: ({ recipient: number, text: body, cards: given, options }) => ({
		number,
		body,
		cards: sentCards(body, given),
		...messageOptionsBody(options),
	}),
	content({ text: typed, cards: given }) {
		const cards = sentCards(typed, given).map(storedCard);
		const carousel = { body: { text: typed }, carouselMessage: { cards } };
		const interactiveMessage = isPlain(given) ? cards[0] : carousel;
		return { kind: 'composed', typed, forms: [{ interactiveMessage }], identity: given };
	},
	simplify: simplifySentMessage,
});
