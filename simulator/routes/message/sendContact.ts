import type { Schema } from 'jsonschema';
import { notEmpty, numberSchema, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, asString } from '../../core/values';
import { sendBusiness } from '../../whatsapp/business';
import { toJid } from '../../whatsapp/numbers';
import { MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';

const contactSchema: Schema = {
	type: 'object',
	properties: {
		fullName: textSchema,
		wuid: {
			type: 'string',
			minLength: 10,
			pattern: '\\d+',
			description: '"wuid" must be a numeric string',
		},
		phoneNumber: { type: 'string', minLength: 10 },
		organization: textSchema,
		email: textSchema,
		url: textSchema,
	},
	required: ['fullName', 'phoneNumber'],
	...notEmpty('fullName'),
};

/** If `wuid` is missing, `waid` contains a whole JID instead of a number. */
function cardOf(entry: unknown): Json {
	const { fullName, wuid, phoneNumber, organization, email, url } = asObject(entry);
	const phone = asString(phoneNumber);
	const lines = [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`N:${asString(fullName)}`,
		`FN:${asString(fullName)}`,
		organization ? `ORG:${asString(organization)};` : '',
		email ? `EMAIL:${asString(email)}` : '',
		url ? `URL:${asString(url)}` : '',
		`item1.TEL;waid=${wuid ? asString(wuid) : toJid(phone)}:${phone}`,
		'item1.X-ABLabel:Celular',
		'END:VCARD',
	];
	return { displayName: fullName, vcard: lines.filter(Boolean).join('\n') };
}

function contentOf({ body }: InstanceCall, contextInfo?: Json) {
	const cards = asList(body.contact).map(cardOf);
	const context = contextInfo && { contextInfo };
	if (cards.length === 1) {
		const message = { contactMessage: { ...cards[0], ...context } };
		return { messageType: 'contactMessage', message, contextInfo };
	}
	const displayName = `${cards.length} contacts`;
	return {
		messageType: 'contactsArrayMessage',
		message: { contactsArrayMessage: { contacts: cards, displayName, ...context } },
		contextInfo,
	};
}

/** Returns the content on the Business channel, where a single card is stored as another kind of message. */
function businessContent(call: InstanceCall) {
	const { messageType, message } = contentOf(call);
	const { contactMessage } = message as Json;
	if (!contactMessage) return { messageType, message };
	return { messageType: 'conversation', message: { contact: contactMessage } };
}

export const sendContact: InstanceRoute = {
	method: 'POST',
	path: '/message/sendContact/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			number: numberSchema,
			contact: { type: 'array', items: contactSchema, minItems: 1, uniqueItems: true },
		},
		required: ['number', 'contact'],
	},
	handler: perChannel({
		baileys: (call) =>
			sendBaileys(call, (context) => contentOf(call, context), [
				...MENTIONS,
				'delay',
				'messageId',
				'quoted',
			]),
		business: (call) => sendBusiness(call, businessContent(call)),
	}),
};
