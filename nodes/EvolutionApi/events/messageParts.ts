import { type IDataObject, jsonParse } from 'n8n-workflow';

import type { Said } from '../core/server/delivery';
import {
	asRecord,
	asRecords,
	isRecord,
	firstText,
	numberOrNull,
	flagOrNull,
	withoutNulls,
	asList,
	asTexts,
} from '../core/values/answer';
import { sanitize } from '../core/values/sanitize';
import { isoFromSeconds } from '../core/values/time';
import type { MessageKind } from './messageKinds';

/** `location: { latitude, longitude, name, address, accuracy (m), speed (m/s) }` */
const locationDetails = (part: IDataObject): IDataObject => ({ location: readLocation(part) });

const readLocation = (part: IDataObject): IDataObject => ({
	latitude: numberOrNull(part.degreesLatitude),
	longitude: numberOrNull(part.degreesLongitude),
	name: firstText(part.name),
	address: firstText(part.address),
	accuracy: numberOrNull(part.accuracyInMeters),
	speed: numberOrNull(part.speedInMps),
});

/** The same of something that need not have a place; null if it has none. */
function readPlace(part: IDataObject): IDataObject | null {
	const location = readLocation(part);
	return Object.values(location).some((value) => value !== null) ? location : null;
}

/** The numbers of a vCard; for those on WhatsApp, `waid` is the number. */
function readPhones(vcard: string): string[] {
	const lines = vcard.split(/\r?\n/).filter((line) => /^(?:item\d+\.)?TEL/i.test(line));
	const phones = lines.map((line) => {
		const waid = /waid=(\d+)/i.exec(line)?.[1];
		return waid ?? line.slice(line.indexOf(':') + 1).replace(/[^\d+]/g, '');
	});
	return [...new Set(phones.filter((phone) => phone !== ''))];
}

function readCard(card: IDataObject): IDataObject {
	const vcard = firstText(card.vcard);
	return {
		name: firstText(card.displayName),
		phoneNumbers: vcard === null ? [] : readPhones(vcard),
		vcard,
	};
}

/** `contacts: [{ name, phoneNumbers, vcard }]` */
const contactDetails = (part: IDataObject): IDataObject => ({ contacts: [readCard(part)] });

const contactsDetails = (part: IDataObject): IDataObject => ({
	contacts: asRecords(asRecord(part).contacts).map(readCard),
});

// Orders, products, invitations and appointments.

/** WhatsApp counts money in thousandths. */
const readAmount = (thousandths: unknown) => {
	const amount = numberOrNull(thousandths);
	return amount === null ? null : amount / 1000;
};

/** `order: { id, title, itemCount, total, currency }` */
const orderDetails = (part: IDataObject): IDataObject => ({
	order: {
		id: firstText(part.orderId),
		title: firstText(part.orderTitle),
		itemCount: numberOrNull(part.itemCount),
		total: readAmount(part.totalAmount1000),
		currency: firstText(part.totalCurrencyCode),
	},
});

/** `product: { id, title, description, price, currency, url, retailerId }` */
function productDetails(part: IDataObject): IDataObject {
	const product = asRecord(part.product);
	return {
		product: {
			id: firstText(product.productId),
			title: firstText(product.title),
			description: firstText(product.description),
			price: readAmount(product.priceAmount1000),
			currency: firstText(product.currencyCode),
			url: firstText(product.url),
			retailerId: firstText(product.retailerId),
		},
	};
}

/** `groupInvite: { group, name, code, expiresAt }` */
const inviteDetails = (part: IDataObject): IDataObject => ({
	groupInvite: {
		group: firstText(part.groupJid),
		name: firstText(part.groupName),
		code: firstText(part.inviteCode),
		expiresAt: isoFromSeconds(part.inviteExpiration),
	},
});

/** `calendarEvent: { description, startsAt, endsAt, isCanceled, joinUrl, location }`; the name is the text. */
const eventDetails = (part: IDataObject): IDataObject => ({
	calendarEvent: {
		description: firstText(part.description),
		startsAt: isoFromSeconds(part.startTime),
		endsAt: isoFromSeconds(part.endTime),
		isCanceled: flagOrNull(part.isCanceled) ?? false,
		joinUrl: firstText(part.joinLink),
		location: readPlace(asRecord(part.location)),
	},
});

/** Only the ID of the message that it is about; the part has the message's key as `part[key]`. */
const targetOnly =
	(key: string) =>
	(part: IDataObject): IDataObject => ({ targetMessageId: firstText(asRecord(part[key]).id) });

/** `adReferral`: the advertisement from which the person wrote (`externalAdReply`), if there is one. */
export function readAdReferral(context: IDataObject): IDataObject {
	const ad = asRecord(context.externalAdReply);
	const isAd = ad.sourceId != null || ad.ctwaClid != null || ad.sourceType === 'ad';
	if (!isAd) return {};
	const adReferral = withoutNulls({
		title: firstText(ad.title),
		body: firstText(ad.body),
		sourceId: firstText(ad.sourceId),
		sourceType: firstText(ad.sourceType),
		sourceUrl: firstText(ad.sourceUrl),
		clickId: firstText(ad.ctwaClid),
		conversionSource: firstText(context.conversionSource),
	});
	return { adReferral };
}

// Polls, reactions, and what people choose in buttons and lists.

/** `poll: { options, selectableCount }`; the question is the text. */
const pollDetails = (part: IDataObject): IDataObject => ({
	poll: {
		options: asList(part.options).flatMap((option) => firstText(asRecord(option).optionName) ?? []),
		selectableCount: numberOrNull(part.selectableOptionsCount),
	},
});

/**
 * What was voted for; none: the vote was taken back. Null if the server does not tell. Options that it could not decrypt
 * are bytes, which are left out.
 */
function readVotedOptions({ vote }: IDataObject): string[] | null {
	const { selectedOptions } = asRecord(vote);
	return selectedOptions === null ? null : asTexts(selectedOptions);
}

/** `selectedOptions`, `targetMessageId` (the poll), `pollResults` */
const pollVote = (part: IDataObject, { votes = [] }: Pick<Said, 'votes'>): IDataObject => ({
	targetMessageId: firstText(asRecord(part.pollCreationMessageKey).id),
	selectedOptions: readVotedOptions(part),
	pollResults: votes,
});

/** `targetMessageId`, `reaction: { emoji, isRemoved }` */
function reactionDetails(part: IDataObject): IDataObject {
	const emoji = firstText(part.text);
	return {
		targetMessageId: firstText(asRecord(part.key).id),
		reaction: { emoji, isRemoved: emoji === null },
	};
}

const buttonAnswer = (part: IDataObject): IDataObject => ({
	buttonId: firstText(part.selectedButtonId),
});

const templateAnswer = (part: IDataObject): IDataObject => ({
	buttonId: firstText(part.selectedId),
});

const listAnswer = (part: IDataObject): IDataObject => ({
	rowId: firstText(asRecord(part.singleSelectReply).selectedRowId),
});

/** In characters; longer than any form that a person can fill in. */
const LONGEST_FORM = 100_000;

/** `buttonId`, and `answer: { name, parameters }`: what was chosen or filled in, as WhatsApp sends it */
function interactiveAnswer(part: IDataObject): IDataObject {
	const flow = asRecord(part.nativeFlowResponseMessage);
	const json = firstText(flow.paramsJson) ?? '';
	const filled =
		json === '' || json.length > LONGEST_FORM
			? null
			: jsonParse<unknown>(json, { fallbackValue: null });
	const parameters = isRecord(filled) ? (sanitize(filled) as IDataObject) : {};
	return {
		buttonId: firstText(parameters.id),
		answer: { name: firstText(flow.name), parameters },
	};
}

/** How to read the part under one key of a message: `{ imageMessage: part }`. */
interface PartReader {
	readonly kind: MessageKind | ((part: IDataObject) => MessageKind);
	/** What a person reads in it. */
	readonly text?: (part: IDataObject) => unknown;
	/** Further keys of the item. */
	readonly details?: (part: IDataObject, said: Said) => IDataObject;
	/** Whether it comes with a file. */
	readonly isMedia?: true;
}

const caption = (part: IDataObject) => part.caption;
const name = (part: IDataObject) => part.name;
const displayText = (part: IDataObject) => part.selectedDisplayText;

const poll: PartReader = { kind: 'poll', text: name, details: pollDetails };

/** What a template shows, in any of its layouts. */
function templateText(part: IDataObject): unknown {
	const { hydratedTemplate, hydratedFourRowTemplate, interactiveMessageTemplate } = part;
	const filled = asRecord(hydratedTemplate ?? hydratedFourRowTemplate);
	return firstText(
		filled.hydratedContentText,
		asRecord(asRecord(interactiveMessageTemplate).body).text,
		// Business instances.
		part.text,
	);
}

const PARTS: Record<string, PartReader> = {
	extendedTextMessage: { kind: 'text', text: ({ text }) => text },
	imageMessage: { kind: 'image', text: caption, isMedia: true },
	videoMessage: { kind: 'video', text: caption, isMedia: true },
	ptvMessage: { kind: 'videoNote', text: caption, isMedia: true },
	audioMessage: { kind: ({ ptt }) => (ptt === true ? 'voice' : 'audio'), isMedia: true },
	documentMessage: { kind: 'document', text: caption, isMedia: true },
	stickerMessage: { kind: 'sticker', isMedia: true },
	locationMessage: { kind: 'location', text: ({ comment }) => comment, details: locationDetails },
	liveLocationMessage: { kind: 'liveLocation', text: caption, details: locationDetails },
	contactMessage: { kind: 'contact', details: contactDetails },
	contactsArrayMessage: { kind: 'contacts', details: contactsDetails },
	pollCreationMessage: poll,
	pollCreationMessageV2: poll,
	pollCreationMessageV3: poll,
	pollCreationMessageV5: poll,
	pollUpdateMessage: {
		kind: 'pollVote',
		text: (part) => readVotedOptions(part)?.join(', '),
		details: pollVote,
	},
	reactionMessage: { kind: 'reaction', text: ({ text }) => text, details: reactionDetails },
	encReactionMessage: { kind: 'reaction', details: targetOnly('targetMessageKey') },
	buttonsResponseMessage: { kind: 'buttonAnswer', text: displayText, details: buttonAnswer },
	templateButtonReplyMessage: {
		kind: 'templateAnswer',
		text: displayText,
		details: templateAnswer,
	},
	listResponseMessage: { kind: 'listAnswer', text: ({ title }) => title, details: listAnswer },
	interactiveResponseMessage: {
		kind: 'interactiveAnswer',
		text: ({ body }) => asRecord(body).text,
		details: interactiveAnswer,
	},
	buttonsMessage: { kind: 'buttons', text: ({ contentText }) => contentText },
	interactiveMessage: { kind: 'buttons', text: ({ body }) => asRecord(body).text },
	listMessage: {
		kind: 'list',
		text: ({ description, title }) => firstText(description, title),
	},
	templateMessage: { kind: 'template', text: templateText },
	orderMessage: { kind: 'order', text: ({ message }) => message, details: orderDetails },
	productMessage: { kind: 'product', text: ({ body }) => body, details: productDetails },
	groupInviteMessage: { kind: 'groupInvite', text: caption, details: inviteDetails },
	eventMessage: { kind: 'event', text: name, details: eventDetails },
	albumMessage: { kind: 'album' },
	// What is left of a call in the chat.
	call: { kind: 'call' },
	callLogMesssage: { kind: 'call' },
	bcallMessage: { kind: 'call' },
	pinInChatMessage: { kind: 'pin', details: targetOnly('key') },
};

const readers = new Map(Object.entries(PARTS));

export interface MessagePart {
	readonly reader: PartReader;
	readonly content: IDataObject;
}

/** The part that says what kind of message it is; undefined if none is known. */
export function findMessagePart(message: IDataObject, type: unknown): MessagePart | undefined {
	// The EVOLUTION channel keeps only the address of a file: then the type says what it is.
	for (const key of [...Object.keys(message), firstText(type) ?? '']) {
		const reader = readers.get(key);
		if (reader !== undefined) return { reader, content: asRecord(message[key]) };
	}
	return undefined;
}
