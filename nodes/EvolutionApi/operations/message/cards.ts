import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import { serverSpelling } from '../../core/values/addresses';
import { bulkSending } from '../../fields/bulkSending';
import {
	collectionInput,
	optionsField,
	fieldGroup,
	groupsField,
	jsonField,
	numberField,
	textField,
} from '../../fields/fieldKinds';
import {
	deliveryReceipt,
	messageOptionsBody,
	optionFields,
	optionShapes,
} from '../../fields/messageOptions';
import { decimal } from '../../core/input/checks';
import { jsonList, optionalAddress, optionalText, text, trimmedText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	chosenList,
	dataList,
	listData,
	listSource,
	listSourceInput,
	shownIfDefined,
} from '../../fields/listData';
import {
	addresseeInput,
	needsForChannel,
	recipient,
	recipientInput,
	requireNumber,
} from '../../fields/recipient';
import {
	language,
	templateName,
	chosenComponents,
	templateValues,
	templateValuesInput,
} from '../../fields/template';
import { simplifySentMessage } from '../../server/ask/messages';

export const contactName = textField('Contact Name', 'fullName', {
	required: true,
	placeholder: 'e.g. Ana Souza',
	description: 'The name on the card',
});

export const contactNumber = textField('Contact Number', 'phoneNumber', {
	required: true,
	placeholder: 'e.g. +55 11 98888-7777',
	description: 'Number with country code, shown as it is written here',
});

/** Minimum length of a number with its separators; the server refuses shorter ones. */
const SHORTEST_NUMBER = 10;

/** Puts a value on one line of the card: a line break would start another field, and a semicolon would split a name. */
const onOneLine = (value: string) =>
	value.replace(/^[\s;]+|[\s;]+$/g, '').replace(/[\s;]*[\n\r\u2028\u2029;][\s;]*/g, ', ');

const optionalLine = optionalText.transform((value) => value && onOneLine(value));

const cardInput = z
	.object({
		fullName: text.transform(onOneLine),
		phoneNumber: text,
		organization: optionalLine,
		email: optionalLine,
		url: optionalText.transform((value) => value?.replace(/\s+/g, '')),
	})
	.transform(({ phoneNumber, ...card }, context) => {
		const digits = requireNumber(phoneNumber, context, ['phoneNumber']);
		const isPlain = /^[+\d\s().-]+$/.test(phoneNumber);
		const spelling = isPlain ? phoneNumber.trim().replace(/\s+/g, ' ') : `+${digits}`;
		const isReadable = spelling.length >= SHORTEST_NUMBER && spelling.replace(/\D/g, '') === digits;
		return {
			...card,
			phoneNumber: isReadable ? spelling : `+${digits}`,
			wuid: serverSpelling(digits),
		};
	});

function checkCards(contacts: readonly unknown[], context: z.RefinementCtx): void {
	if (contacts.length === 0) reportProblem(context, 'is empty', 'Add at least one.');
}

const cardsInput = z
	.object({ contact: z.array(cardInput).optional() })
	.transform(({ contact = [] }) => contact)
	.superRefine(checkCards);

const CARD_FORM = {
	properties: Object.keys(cardInput.innerType().shape),
	names: { name: 'fullName', number: 'phoneNumber' },
};

const cardDataInput = dataList(cardInput, CARD_FORM).superRefine(checkCards);

export const sendContact = defineOperation({
	name: 'Send Contact',
	value: 'sendContact',
	action: 'Send WhatsApp contact cards',
	description: 'Send one or more contact cards',
	request: { method: 'POST', path: '/message/sendContact/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		{ ...listSource, displayName: 'Contact Source' },
		groupsField('Contacts', 'contacts', {
			displayOptions: shownIfDefined,
			typeOptions: { multipleValues: true },
			default: { contact: [{}] },
			required: true,
			placeholder: 'Add Contact',
			options: [
				fieldGroup('Contact', 'contact', [
					contactName,
					contactNumber,
					textField('Email', 'email', {
						mayBeEmpty: true,
						placeholder: 'e.g. name@email.com',
						description: 'The email address on the card',
					}),
					textField('Organization', 'organization', {
						mayBeEmpty: true,
						placeholder: 'e.g. Example Shop',
						description: 'The company on the card',
					}),
					textField('Website', 'url', {
						mayBeEmpty: true,
						placeholder: 'e.g. https://example.com',
						description: 'The web address on the card',
					}),
				]),
			],
		}),
		{
			...listData,
			displayName: 'Contacts',
			description:
				'An array of contacts, e.g. [{"name": "Ana Souza", "number": "+55 11 98888-7777", "email": "ana@example.com", "organization": "Example Shop", "URL": "https://example.com"}]. Only name and number are needed.',
		},
		optionsField(deliveryReceipt),
		bulkSending,
	],
	input: z
		.object({
			recipient: addresseeInput,
			listSource: listSourceInput,
			contacts: cardsInput.optional(),
			listData: cardDataInput.optional(),
			options: collectionInput({}),
		})
		.transform(({ recipient: number, listSource: source, listData: data, contacts }, context) => ({
			recipient: number,
			contacts: chosenList({ source, fields: contacts, data, name: 'contacts' }, context),
		})),
	example: {
		recipient: '5511988887777',
		contacts: { contact: [{ fullName: 'Ana Souza', phoneNumber: '+55 11 98888-7777' }] },
	},
	needs: needsForChannel,
	body: ({ recipient: number, contacts }) => ({
		number,
		contact: contacts,
	}),
	content: ({ contacts }) => {
		const cards = contacts.map(toStoredCard);
		const isOne = cards.length === 1;
		const form = isOne
			? { contactMessage: cards[0] }
			: { contactsArrayMessage: { contacts: cards } };
		return { kind: 'composed', typedText: '', forms: [form] };
	},
	output: simplifySentMessage,
});

function toStoredCard({
	fullName,
	phoneNumber,
	organization,
	email,
	url,
	wuid,
}: z.output<typeof cardInput>) {
	const vcard = [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`N:${fullName}`,
		`FN:${fullName}`,
		organization && `ORG:${organization};`,
		email && `EMAIL:${email}`,
		url && `URL:${url}`,
		`item1.TEL;waid=${wuid}:${phoneNumber}`,
		'item1.X-ABLabel:Celular',
		'END:VCARD',
	];
	return { displayName: fullName, vcard: vcard.filter(Boolean).join('\n') };
}

export const latitude = numberField('Latitude', 'latitude', {
	typeOptions: { minValue: -90, maxValue: 90 },
	required: true,
	description: 'Degrees north of the equator. Negative for south.',
});

export const longitude = numberField('Longitude', 'longitude', {
	typeOptions: { minValue: -180, maxValue: 180 },
	required: true,
	description: 'Degrees east of Greenwich. Negative for west.',
});

export const placeName = textField('Place Name', 'placeName', {
	mayBeEmpty: true,
	placeholder: 'e.g. Our shop',
	description: 'Name to show with the map',
});

export const address = textField('Address', 'address', {
	mayBeEmpty: true,
	placeholder: 'e.g. Av. Paulista 1000, São Paulo',
	description: 'Address to show below the name',
});

export const sendLocation = defineOperation({
	name: 'Send Location',
	value: 'sendLocation',
	action: 'Send a location by WhatsApp',
	description: 'Send a point on the map',
	request: { method: 'POST', path: '/message/sendLocation/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		latitude,
		longitude,
		placeName,
		address,
		optionsField(...optionFields.attachment, ...optionFields.mentions),
		bulkSending,
	],
	input: z
		.object({
			recipient: addresseeInput,
			latitude: decimal(-90, 90),
			longitude: decimal(-180, 180),
			placeName: optionalText,
			address: optionalText,
			options: collectionInput({ ...optionShapes.typingAndReply, ...optionShapes.mentions }),
		})
		.superRefine(({ latitude, longitude }, context) => {
			if (latitude === 0 && longitude === 0) {
				const hint = 'Enter the latitude and longitude of the place.';
				reportProblem(context, 'and "Longitude" are both 0, which is a point in the ocean', hint, [
					'latitude',
				]);
			}
		}),
	example: {
		recipient: '5511988887777',
		latitude: -23.5614,
		longitude: -46.6559,
		placeName: 'Our shop',
		address: 'Av. Paulista 1000, São Paulo',
	},
	needs: needsForChannel,
	// The server requires `name` and `address`, but accepts empty texts.
	body: ({ recipient: number, placeName: name = '', address = '', options, ...place }) => ({
		number,
		name,
		...place,
		address,
		...messageOptionsBody(options),
	}),
	content: ({ latitude, longitude, placeName: name, address }) => ({
		kind: 'composed',
		typedText: '',
		forms: [
			{
				locationMessage: { degreesLatitude: latitude, degreesLongitude: longitude, name, address },
			},
		],
	}),
	output: simplifySentMessage,
});

/** `POST /message/sendTemplate/{instance}`: WHATSAPP-BUSINESS instances only. */
export const sendTemplate = defineOperation({
	name: 'Send Template',
	value: 'sendTemplate',
	action: 'Send a WhatsApp template message',
	description: 'Send a template that Meta has approved. Needs a WHATSAPP-BUSINESS instance.',
	request: { method: 'POST', path: '/message/sendTemplate/{instance}', idempotent: false },
	limitedByMeta: true,
	fields: [
		instanceField,
		recipient,
		templateName,
		language,
		templateValues,
		jsonField('Components (JSON)', 'components', {
			typeOptions: { rows: 6 },
			default: '[]',
			description:
				'Header, body and buttons in the form of the WhatsApp Business Cloud API, e.g. [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]',
		}),
		optionsField(
			deliveryReceipt,
			textField('Webhook URL', 'webhookUrl', {
				placeholder: 'e.g. https://example.com/hook',
				description: 'Where the server also reports the status of this message',
			}),
		),
		bulkSending,
	],
	input: z
		.object({
			recipient: recipientInput,
			templateName: trimmedText,
			language: trimmedText,
			templateValues: templateValuesInput.optional(),
			components: jsonList,
			options: collectionInput({ webhookUrl: optionalAddress }),
		})
		.transform(({ templateValues: values = [], components: json, ...input }, context) => {
			const components = chosenComponents(json, values, context);
			return { ...input, components };
		}),
	example: {
		recipient: '5511988887777',
		templateName: 'order_shipped',
		language: 'en_US',
		components: '[{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]',
	},
	body: ({ recipient: number, templateName: name, language: code, components, options }) => ({
		number,
		name,
		language: code,
		components,
		webhookUrl: options?.webhookUrl,
	}),
	// The server stores the template's name without its filled-in values. `identity` contains the values, to compare messages.
	content: ({ templateName: name, language: code, components }) => ({
		kind: 'composed',
		typedText: '',
		forms: [{ conversation: `▶️${name}◀️` }],
		identity: [code, components],
	}),
	output: simplifySentMessage,
});
