import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { RequestFailure } from '../errors/failure';
import { fetchUrl } from '../core/http/fetchUrl';
import { refuseInput } from '../core/input/inputProblem';
import { isHiddenCustomer } from '../server/words/chatAddresses';
import { makeChatKey, readKeys, readName, readPicture } from '../server/words/keys';
import { NUMBERS_AT_ONCE, NUMBERS_ROUTE, numbersInOrder } from '../server/ask/numbers';
import { sharePeople } from '../server/ask/people';
import { STORE_ROUTE } from '../server/words/messageStore';
import { wholeAnswer } from '../server/paging';
import { defineOperation, type OutputFile, type Resource } from '../table/operation';
import { parseAddress, makePersonId, asJid } from '../core/values/addresses';
import { asRecord, asRecords } from '../core/values/answer';
import type { Field } from '../core/values/field';
import { isFound, plainNameOrNull } from '../core/values/text';
import {
	collectionInput,
	listFilters,
	choiceField,
	textField,
	fromList,
	toggle,
} from '../fields/fieldKinds';
import {
	readOptions,
	readOptionsInput,
	requestDelayOptions,
	listFields,
	outputBinaryPropertyName,
	simplify,
} from '../fields/reads';
import { choice, flag } from '../core/input/checks';
import { splitPeople } from '../core/phones/writtenNumber';
import { optionalText, refuseLongList } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { checkRecipient, optionalChat, recipient, recipientInput } from '../fields/recipient';

/** An invalid number. The output lists invalid numbers together with the valid ones, in the order of the input. */
interface WrongEntry {
	readonly number: string;
	readonly reason: string;
}

function checkEntry(entry: string): string | WrongEntry {
	const recipient = checkRecipient(entry);
	return 'jid' in recipient
		? recipient.jid
		: { number: entry, reason: `The number ${recipient.problem}` };
}

const writeEntry = (value: unknown) =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

const numbersInput = z
	.unknown()
	.superRefine(refuseLongList)
	.transform((input) => {
		const entries = [input].flat().flatMap((value) => splitPeople(writeEntry(value)));
		return entries.length === 0 ? [checkEntry('')] : entries.map(checkEntry);
	});

/** `POST /chat/whatsappNumbers/{instance}`: checks all items' numbers, 50 per request and one request at a time. */
const checkNumbers = defineOperation({
	name: 'Check Numbers',
	value: 'checkNumbers',
	action: 'Check which numbers are on WhatsApp',
	description:
		'Check which phone numbers are on WhatsApp and get their JIDs. Looks up 50 numbers at a time, with a delay, because WhatsApp bans numbers that look up many quickly.',
	request: { method: 'POST', path: NUMBERS_ROUTE, reads: true },
	fields: [
		instanceField,
		textField('Numbers', 'numbers', {
			mayBeEmpty: true,
			required: true,
			placeholder: 'e.g. 5511988887777, 5511977776666',
			description:
				'Numbers with country code, separated by commas or line breaks. Invalid entries are returned with the reason.',
		}),
		requestDelayOptions,
	],
	input: { numbers: numbersInput, options: readOptionsInput },
	example: { numbers: '5511988887777' },
	bulk: {
		size: NUMBERS_AT_ONCE,
		units: ({ numbers }) => numbers.filter((entry) => typeof entry === 'string'),
		body: (numbers) => ({ numbers }),
		results: numbersInOrder,
	},
	output({ data }, { numbers }) {
		const results = asRecords(data).values();
		return numbers.map((entry) => {
			if (typeof entry === 'string') return results.next().value ?? {};
			return { number: entry.number, exists: false, jid: null, name: null, reason: entry.reason };
		});
	},
});

const isGroup = (contact: IDataObject) => String(readKeys(contact).chat).endsWith('@g.us');

function matchesFilters(
	contact: IDataObject,
	{ filters }: { filters?: { contactType?: 'all' | 'groups' | 'people'; nameContains?: string } },
): boolean {
	const { contactType = 'all', nameContains = '' } = filters ?? {};
	const isPerson = /@(s\.whatsapp\.net|lid)$/.test(String(readKeys(contact).chat));
	return (
		(contactType === 'all' || (contactType === 'groups' ? isGroup(contact) : isPerson)) &&
		isFound(String(readName(contact) ?? ''), nameContains)
	);
}

const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp contacts',
	description: 'Get the people and groups that the instance knows',
	request: { method: 'POST', path: '/chat/findContacts/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			choiceField('Contact Type', 'contactType', {
				options: [
					{ name: 'All', value: 'all' },
					{ name: 'Groups', value: 'groups' },
					{ name: 'People', value: 'people' },
				],
				default: 'people',
			}),
			textField('Name Contains', 'nameContains', {
				placeholder: 'e.g. ana',
				description: 'Part of the name. Case-insensitive.',
			}),
			textField('Number or JID', 'number', {
				placeholder: 'e.g. 5511988887777',
				description: 'Only the contact with this number or JID',
			}),
		),
		simplify,
	],
	input: {
		filters: collectionInput({
			contactType: choice('all', 'groups', 'people'),
			nameContains: optionalText,
			number: optionalChat,
		}),
	},
	example: { filters: { contactType: 'people' } },
	body: ({ filters }) => ({ where: makeChatKey(filters?.number) }),
	paging: {
		size: 100,
		// The server's `offset` is the size of a page, and `page` without `offset` breaks the server's query.
		ask: (page, size) => ({ page, offset: size }),
		records: wholeAnswer,
		keep: (contact, input) =>
			!isHiddenCustomer(readKeys(contact).chat) && matchesFilters(contact, input),
	},
	simplify: (contact) => ({
		jid: readKeys(contact).chat as string,
		name: plainNameOrNull(readName(contact)),
		isGroup: isGroup(contact),
		isSaved: contact.isSaved === true,
		profilePictureUrl: (readPicture(contact) as string | undefined) ?? null,
		createdAt: contact.createdAt ?? null,
		updatedAt: contact.updatedAt ?? null,
	}),
});

const person = {
	...recipient,
	displayName: 'Contact',
	description: 'Contact to use',
	modes: [fromList('searchContacts', 'Select a contact…'), recipient.modes[1]],
} as const satisfies Field;

const personInput = recipientInput.transform((jid, context) => {
	if (!jid.endsWith('@g.us')) return jid;
	return refuseInput(
		context,
		`is "${jid}", which is a group`,
		'Enter the number or JID of a person.',
	);
});

/** `POST /chat/findMessages/{instance}`: searches messages, and then group members, for a person's number or LID. */
const findAddress = defineOperation({
	name: 'Find Address',
	value: 'findAddress',
	action: 'Find the number or LID of a WhatsApp contact',
	description:
		'Get the phone number of a person from the LID, or the LID from the phone number, if the server knows it',
	request: { method: 'POST', path: STORE_ROUTE, reads: true, supportedBy: { evolutionGo: true } },
	fields: [instanceField, person, readOptions],
	input: { recipient: personInput, options: readOptionsInput },
	example: { recipient: '123456789012345@lid' },
	async run({ recipient: address }, call) {
		const other = await sharePeople(call).findOther(address);
		const addresses = [address, other?.address];
		const { phoneNumber, lid } = parseAddress(...addresses);
		return {
			personId: makePersonId(...addresses),
			number: phoneNumber,
			jid: phoneNumber === null ? null : asJid(phoneNumber),
			lid,
			isComplete: other !== undefined,
			foundIn: other?.foundIn ?? null,
		};
	},
});

/** `POST /chat/fetchProfile/{instance}`: fails for a number that is not on WhatsApp. */
const getProfile = defineOperation({
	name: 'Get Profile',
	value: 'getProfile',
	action: 'Get the profile of a WhatsApp contact',
	description: 'Get the name, picture and status text of a person, and the details of a business',
	request: { method: 'POST', path: '/chat/fetchProfile/{instance}', reads: true },
	fields: [instanceField, person, readOptions, simplify],
	input: { recipient: personInput, options: readOptionsInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number }),
	simplify: ({ wuid, name, picture, status, isBusiness, email, description, website }) => {
		const about = asRecord(status);
		return {
			jid: wuid,
			name: plainNameOrNull(name),
			pictureUrl: picture ?? null,
			statusText: about.status ?? null,
			statusSetAt: about.setAt ?? null,
			isBusiness: isBusiness === true,
			email: email ?? null,
			description: description ?? null,
			website: website ?? null,
		};
	},
});

/** `POST /chat/fetchProfilePictureUrl/{instance}`: returns `null` for people who have no picture or hide it. */
const getProfilePicture = defineOperation({
	name: 'Get Profile Picture',
	value: 'getProfilePicture',
	action: 'Get the profile picture of a WhatsApp contact or group',
	description: 'Get the URL of a profile picture, or the picture itself',
	request: { method: 'POST', path: '/chat/fetchProfilePictureUrl/{instance}', reads: true },
	fields: [
		instanceField,
		{
			...recipient,
			displayName: 'Contact or Group',
			description: 'Person or group whose picture to get',
		},
		toggle('Download', 'download', 'Whether to also download the picture into a binary field'),
		{ ...outputBinaryPropertyName, displayOptions: { show: { download: [true] } } },
		readOptions,
	],
	input: { recipient: recipientInput, download: flag, options: readOptionsInput },
	example: { recipient: '5511988887777', download: false },
	body: ({ recipient: number }) => ({ number }),
	output: ({ wuid, profilePictureUrl }) => ({ jid: wuid, profilePictureUrl }),
	file: async (
		{ profilePictureUrl: url },
		{ recipient: jid, download: isWanted },
		_instance,
		context,
	) =>
		isWanted && typeof url === 'string' && url !== ''
			? await download(context, url, `${jid.split('@')[0]}.jpg`)
			: undefined,
});

/**
 * Downloads a file from a public address that the server returned, such as a profile picture. The API key isn't sent.
 * @throws {RequestFailure} if the download fails
 */
async function download(
	context: IExecuteFunctions,
	url: string,
	fileName: string,
): Promise<OutputFile> {
	const answer = await fetchUrl(context, url).catch(() => undefined);
	if (answer?.statusCode !== 200) {
		throw new RequestFailure({
			message: 'The file could not be downloaded from WhatsApp',
			description:
				'Its address is valid for a short time only: run the operation again. If that does not help, check that n8n can reach the internet.',
			httpCode: answer?.statusCode,
		});
	}
	return { data: answer.data, fileName, mimeType: answer.mimeType };
}

/** `POST /chat/fetchBusinessProfile/{instance}`: for a person without a business, the server returns `isBusiness: false`. */
const getBusinessProfile = defineOperation({
	name: 'Get Business Profile',
	value: 'getBusinessProfile',
	action: 'Get the business profile of a WhatsApp contact',
	description: 'Get the address, category, websites and opening hours of a business',
	request: { method: 'POST', path: '/chat/fetchBusinessProfile/{instance}', reads: true },
	fields: [instanceField, person, readOptions, simplify],
	input: { recipient: personInput, options: readOptionsInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number }),
	simplify: ({ business_hours: businessHours, ...profile }) => {
		const hours = asRecord(businessHours);
		return {
			jid: profile.wid ?? profile.jid ?? null,
			isBusiness: profile.isBusiness === true,
			category: profile.category ?? null,
			description: profile.description ?? null,
			address: profile.address ?? null,
			email: profile.email ?? null,
			websites: Array.isArray(profile.website) ? profile.website : [],
			timeZone: hours.timezone ?? null,
			openingHours: Array.isArray(hours.config) ? hours.config : [],
		};
	},
});

const block = defineOperation({
	name: 'Block',
	value: 'block',
	action: 'Block a WhatsApp contact',
	description: 'Block the messages and calls of a person',
	request: { method: 'POST', path: '/chat/updateBlockStatus/{instance}', idempotent: true },
	fields: [instanceField, person],
	input: { recipient: personInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number, status: 'block' }),
	output: (_answer, { recipient: number }) => ({ blocked: true, number }),
});

const unblock = defineOperation({
	name: 'Unblock',
	value: 'unblock',
	action: 'Unblock a WhatsApp contact',
	description: 'Unblock a person, who can then write and call again',
	request: { method: 'POST', path: '/chat/updateBlockStatus/{instance}', idempotent: true },
	fields: [instanceField, person],
	input: { recipient: personInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number, status: 'unblock' }),
	output: (_answer, { recipient: number }) => ({ blocked: false, number }),
});

export const contactResource: Resource = {
	name: 'Contact',
	value: 'contact',
	description: 'Look up, check and block people',
	operations: [
		checkNumbers,
		findAddress,
		getMany,
		getProfile,
		getProfilePicture,
		getBusinessProfile,
		block,
		unblock,
	],
};
