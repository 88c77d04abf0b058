import { z } from 'zod';

import { mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { asJid } from '../../core/values/jid';
import { collectionInput, optionsField } from '../../fields/collections';
import { deliveryReceipt } from '../../fields/deliveryReceipt';
import { fieldGroup, groupsField, textField } from '../../fields/fieldKinds';
import { isPhoneNumber, optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	chosenList,
	listData,
	dataList,
	listSource,
	listSourceInput,
	shownIfDefined,
} from '../../fields/listData';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { contactName, contactNumber } from './shared/contactFields';
import { simplifySentMessage } from './shared/sentMessage';

/** The server refuses shorter ones. */
const SHORTEST_NUMBER = 10;

const card = z.object({
	fullName: text,
	phoneNumber: text.superRefine((value, context) => {
		if (value.length < SHORTEST_NUMBER || !isPhoneNumber(value)) {
			reportProblem(
				context,
				mustBe('a phone number', value),
				`Enter it with country code, at least ${SHORTEST_NUMBER} characters, e.g. +55 11 98888-7777.`,
			);
		}
	}),
	organization: optionalText,
	email: optionalText,
	url: optionalText,
});

function checkCards(contacts: readonly unknown[], context: z.RefinementCtx): void {
	if (contacts.length === 0) reportProblem(context, 'is empty', 'Add at least one.');
}

const cards = z
	.object({ contact: z.array(card).optional() })
	.transform(({ contact = [] }) => contact)
	.superRefine(checkCards);

const CARD_FORM = {
	properties: Object.keys(card.shape),
	names: { name: 'fullName', number: 'phoneNumber' },
};

const cardsFromData = dataList(card, CARD_FORM).superRefine(checkCards);

/** `POST /message/sendContact/{instance}`: one or more contact cards. */
export const sendContact = defineOperation({
	name: 'Send Contact',
	value: 'sendContact',
	action: 'Send WhatsApp contact cards',
	description: 'Send one or more contact cards',
	request: { method: 'POST', path: '/message/sendContact/{instance}', retry: 'neverAfterSent' },
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
						placeholder: 'e.g. name@email.com',
						description: 'The email address on the card',
					}),
					textField('Organization', 'organization', {
						placeholder: 'e.g. Example Shop',
						description: 'The company on the card',
					}),
					textField('Website', 'url', {
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
		simplify,
	],
	input: z
		.object({
			recipient: addresseeInput,
			listSource: listSourceInput,
			contacts: cards.optional(),
			listData: cardsFromData.optional(),
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
		contact: contacts.map((contact) => ({ ...contact, wuid: whatsAppId(contact.phoneNumber) })),
	}),
	content: ({ contacts }) => {
		const cards = contacts.map(stored);
		const isOne = cards.length === 1;
		const form = isOne
			? { contactMessage: cards[0] }
			: { contactsArrayMessage: { contacts: cards } };
		return { kind: 'composed', typed: '', forms: [form] };
	},
	simplify: simplifySentMessage,
});

const digitsOf = (phoneNumber: string) => phoneNumber.replace(/\D/g, '');

/** The card as the server writes it. */
function stored({ fullName, phoneNumber, organization, email, url }: z.output<typeof card>) {
	const vcard = [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`N:${fullName}`,
		`FN:${fullName}`,
		organization && `ORG:${organization};`,
		email && `EMAIL:${email}`,
		url && `URL:${url}`,
		`item1.TEL;waid=${whatsAppId(phoneNumber) ?? asJid(digitsOf(phoneNumber))}:${phoneNumber}`,
		'item1.X-ABLabel:Celular',
		'END:VCARD',
	];
	return { displayName: fullName, vcard: vcard.filter(Boolean).join('\n') };
}

/** The number that *Message* on the card opens a chat with. Where it is missing, the server makes one. */
function whatsAppId(phoneNumber: string): string | undefined {
	const digits = digitsOf(phoneNumber);
	return digits.length < SHORTEST_NUMBER ? undefined : digits;
}
