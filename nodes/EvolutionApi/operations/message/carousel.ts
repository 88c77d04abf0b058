import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import { joinParagraphs } from '../../core/values/text';
import { bulkSending } from '../../fields/bulkSending';
import { BUTTON_FORM, buttonCollection, buttonFields, cardButton } from '../../fields/buttons';
import {
	collectionInput,
	optionsField,
	fieldGroup,
	groupsField,
	textField,
} from '../../fields/fieldKinds';
import {
	deliveryReceiptForChoices,
	messageOptions,
	messageOptionsBody,
	optionShapes,
} from '../../fields/messageOptions';
import { optionalAddress, optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { interactiveNotice, sendInForm, storedPlainForms, storedCard } from '../../fields/sendAs';
import {
	chosenList,
	dataList,
	listData,
	listSource,
	listSourceInput,
	shownIfDefined,
} from '../../fields/listData';
import { recipient, recipientInput } from '../../fields/recipient';
import { plainButtons } from './buttons';
import { simplifySentMessage } from '../../server/ask/messages';

const MOST_CARDS = 10;

const MOST_BUTTONS = 3;

const cardShape = {
	title: optionalText,
	body: text,
	footer: optionalText,
	imageUrl: optionalAddress,
};

type Button = z.output<typeof cardButton>;

type Card = z.output<z.ZodObject<typeof cardShape>> & { readonly buttons: readonly Button[] };

function checkButtons(buttons: readonly Button[], context: z.RefinementCtx): void {
	if (buttons.length === 0) {
		reportProblem(context, 'is empty', 'Add at least one.');
	} else if (buttons.length > MOST_BUTTONS) {
		const problem = `has ${buttons.length} buttons, which are too many`;
		reportProblem(context, problem, `A card can have ${MOST_BUTTONS}.`);
	}
}

function checkCards(cards: readonly Card[], context: z.RefinementCtx): void {
	if (cards.length === 0) {
		reportProblem(context, 'is empty', 'Add at least one.');
	} else if (cards.length > MOST_CARDS) {
		const problem = `has ${cards.length} cards, which are too many`;
		reportProblem(context, problem, `A carousel can have ${MOST_CARDS}.`);
	}
}

const buttonsInput = z
	.object({ button: z.array(cardButton).optional() })
	.optional()
	.transform((group) => group?.button ?? [])
	.superRefine(checkButtons);

const cardsInput = z
	.object({ card: z.array(z.object({ ...cardShape, buttons: buttonsInput })).optional() })
	.transform(({ card: entries = [] }) => entries)
	.superRefine(checkCards);

/** A missing list of buttons counts as the empty list, which has its own error. */
const buttonDataInput = z
	.unknown()
	.transform((value) => value ?? [])
	.pipe(dataList(cardButton, BUTTON_FORM).superRefine(checkButtons));

const cardDataInput = dataList(z.object({ ...cardShape, buttons: buttonDataInput }), {
	properties: [...Object.keys(cardShape), 'buttons'],
}).superRefine(checkCards);

/** Moves texts that the server ignores into the body: a card's title, and the text above a single card without a picture. */
function prepareCards(text: string, cards: readonly Card[]): Array<Omit<Card, 'title'>> {
	const above = isPlain(cards) ? text : undefined;
	return cards.map(({ title, body, ...rest }) => ({
		...rest,
		body: joinParagraphs(above, title === undefined ? undefined : `*${title}*`, body),
	}));
}

/** Tells whether the carousel is a single card without a picture, which the server sends as a message with buttons. */
const isPlain = (cards: readonly Card[]) => cards.length === 1 && cards[0]?.imageUrl === undefined;

const plainCards = ({ text: above, cards }: { text: string; cards: readonly Card[] }) => ({
	description: above,
	labels: [],
	lines: cards
		.map(({ title, body, footer, buttons }) => {
			const heading = title === undefined ? undefined : `*${title}*`;
			return joinParagraphs(
				[heading, body].filter(Boolean).join('\n'),
				plainButtons(buttons).lines,
				footer,
			);
		})
		.join('\n\n'),
});

export const sendCarousel = defineOperation({
	name: 'Send Carousel',
	value: 'sendCarousel',
	action: 'Send a carousel of cards by WhatsApp',
	description: 'Send cards to swipe through, each with a picture and buttons',
	since: '2.4.0',
	request: { method: 'POST', path: '/message/sendCarousel/{instance}', idempotent: false },
	fields: [
		instanceField,
		interactiveNotice,
		recipient,
		textField('Text', 'text', {
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. Our offers of this week',
			description: 'Text above the cards',
		}),
		{ ...listSource, displayName: 'Card Source' },
		groupsField('Cards', 'cards', {
			displayOptions: shownIfDefined,
			typeOptions: { multipleValues: true },
			default: { card: [{}] },
			required: true,
			placeholder: 'Add Card',
			options: [
				fieldGroup('Card', 'card', [
					textField('Body', 'body', {
						typeOptions: { rows: 2 },
						required: true,
						placeholder: 'e.g. Only until Sunday',
						description: 'Text of the card',
					}),
					buttonCollection(
						buttonFields.action,
						buttonFields.displayText,
						buttonFields.copyCode,
						buttonFields.id,
						buttonFields.phoneNumber,
						buttonFields.url,
					),
					textField('Footer', 'footer', {
						mayBeEmpty: true,
						description: 'Small text at the end of the card',
					}),
					textField('Image URL', 'imageUrl', {
						mayBeEmpty: true,
						placeholder: 'e.g. https://example.com/picture.jpg',
						description: 'Picture at the top of the card',
					}),
					textField('Title', 'title', {
						mayBeEmpty: true,
						placeholder: 'e.g. Blue lamp',
						description: 'Heading of the card: the first line of its text, in bold',
					}),
				]),
			],
		}),
		{
			...listData,
			displayName: 'Cards',
			description:
				'An array of cards, e.g. [{"title": "Hat", "body": "Straw", "footer": "20 €", "imageUrl": "https://example.com/hat.jpg", "buttons": [{"title": "Look", "URL": "https://example.com/hat"}]}]. Every card needs a body and a button.',
		},
		optionsField(deliveryReceiptForChoices, messageOptions.replyTo, messageOptions.typingIndicator),
		bulkSending,
	],
	input: z
		.object({
			recipient: recipientInput,
			text,
			listSource: listSourceInput,
			cards: cardsInput.optional(),
			listData: cardDataInput.optional(),
			options: collectionInput(optionShapes.typingAndReply),
		})
		.transform(({ listSource: source, listData: data, cards: fields, ...input }, context) => {
			const cards = chosenList({ source, fields, data, name: 'cards' }, context);
			return { ...input, cards };
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
	body: ({ recipient: number, text: body, cards, options }) => ({
		number,
		body,
		cards: prepareCards(body, cards),
		...messageOptionsBody(options, body),
	}),
	run: async ({ recipient: number, options, ...message }, call) =>
		await sendInForm(call, plainCards(message), { form: 'interactive', number, options }),
	content({ text, cards: entries }) {
		const cards = prepareCards(text, entries).map(storedCard);
		const carousel = { body: { text }, carouselMessage: { cards } };
		const interactiveMessage = isPlain(entries) ? cards[0] : carousel;
		const forms = [
			{ interactiveMessage },
			...storedPlainForms(plainCards({ text, cards: entries })),
		];
		return { kind: 'composed', typedText: text, forms, identity: entries };
	},
	output: simplifySentMessage,
});
