import { z } from 'zod';

import { reportNumber, reportProblem, mustBe, refuseInput } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { asJid, getChatType, isPhone, plainJid } from '../core/values/addresses';
import { countedDigits, GROUP_HINT, NUMBER_HINT, PHONE_DIGITS } from '../core/phones/otherForms';
import { MORE_THAN_ONE, readPhoneNumber } from '../core/phones/readPhoneNumber';
import { splitPeople } from '../core/phones/writtenNumber';
import { textBefore } from '../core/values/text';
import { locatorField, fromList, byHand, textField } from './fieldKinds';
import { optionalText, peopleList, textLike } from './inputs';

export const recipient = locatorField('Recipient', 'recipient', {
	default: { mode: 'number', value: '' },
	required: true,
	description: 'Number with country code, such as 5511988887777, or JID of a person or group',
	modes: [
		fromList('searchRecipients', 'Select a person or group…'),
		{
			displayName: 'Number or JID',
			name: 'number',
			type: 'string',
			placeholder: 'e.g. 5511988887777',
			hint: 'With country code, e.g. +55 11 98888-7777',
		},
	],
});

/** The locator of an existing chat. It is named as that of a recipient, so the choice stays when the operation changes. */
export const chatField = {
	...recipient,
	displayName: 'Chat',
	modes: [fromList('searchChats', 'Select a chat…'), recipient.modes[1]],
} as const satisfies Field;

/** Meta's ID for a person who hides their number, such as `US.1349…`; with `ENT`, for a group of businesses. */
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+$/;

/** @param problem a predicate */
const wrongNumber = (given: string, problem: string, hint = NUMBER_HINT, national?: string) => ({
	given,
	problem,
	hint,
	national,
});

type Checked = { readonly jid: string } | ReturnType<typeof wrongNumber>;

/** Programs that know several messengers write it in front of a JID; in front of a number it is read there. */
const CHANNEL_NAME = /^whatsapp:\s*(?=[\w.:-]+@)/i;

/** A channel (newsletter) by its JID. */
const CHANNEL = /^\d+@newsletter$/;

/**
 * A recipient in the form that the server understands without guessing: digits for a phone number, else a JID.
 * The server itself accepts everything, even an empty number, and answers 201. It takes too many digits for a group.
 */
export function checkRecipient(entered: string): Checked {
	const given = entered.trim().replace(CHANNEL_NAME, '');
	if (given === '') return wrongNumber(given, 'is empty');
	if (given.split('@').length > 2 && splitPeople(given).length > 1) {
		return wrongNumber(given.slice(0, 80), MORE_THAN_ONE.problem, MORE_THAN_ONE.hint);
	}
	if (BSUID.test(textBefore('@', given))) {
		return wrongNumber(
			given,
			'is an ID that Meta gives for a hidden number (BSUID), and Evolution API cannot send to it: it drops the letters',
			'Ask the person for their number.',
		);
	}
	return given.includes('@') ? checkJid(given) : checkNumber(given);
}

/** Addresses that no one can write to, by their server: what they are, and what to enter instead. */
const NO_CHATS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
	bot: ['is a bot inside WhatsApp, to which no server can write', 'Enter a person or a group.'],
	interop: [
		'is somebody on another messenger, to whom no server can write',
		'Enter a person or a group.',
	],
	newsletter: [
		'is a channel, and cannot be used here',
		'Enter a person or a group. Only texts, files, locations, contacts and polls can be sent to a channel.',
	],
	broadcast: [
		'is a broadcast list of somebody else, to which no one can write',
		'Enter the person who wrote, such as "senderJid" of the item.',
	],
};

function checkJid(given: string): Checked {
	const [user = '', server = '', ...rest] = given.split('@');
	if (getChatType(given) === 'system')
		return wrongNumber(
			given,
			"is WhatsApp's own account, to which no one can write",
			'Enter a person or a group.',
		);
	if (given === 'status@broadcast')
		return wrongNumber(given, 'is a status, not a chat', 'Use Status (Story) → Send instead.');
	const unknown = wrongNumber(given, 'is not a WhatsApp address');
	if (rest.length > 0) return unknown;
	switch (server) {
		case 's.whatsapp.net':
		case 'c.us':
			// ":12" is the device that a message came from.
			return /^\d+(:\d+)?$/.test(user) ? checkPhoneJid(user) : checkNumber(user);
		case 'hosted':
		case 'hosted.lid':
			return checkJid(plainJid(given));
		case 'lid':
			return /^\d+(:\d+)?$/.test(user) ? { jid: `${textBefore(':', user)}@lid` } : unknown;
		case 'g.us':
			return /^\d+(-\d+)?$/.test(user) ? { jid: given } : unknown;
	}
	const noChat = Object.hasOwn(NO_CHATS, server) ? NO_CHATS[server] : undefined;
	return noChat === undefined ? unknown : wrongNumber(given, ...noChat);
}

/** WhatsApp itself has written it, so it is not compared with what countries use. */
function checkPhoneJid(user: string): Checked {
	const digits = textBefore(':', user);
	if (digits.startsWith('0')) {
		return wrongNumber(digits, 'starts with 0 where the country code should be');
	}
	const { min, max } = PHONE_DIGITS;
	if (digits.length >= min && digits.length <= max) return { jid: digits };
	return wrongNumber(digits, countedDigits(digits), `${NUMBER_HINT} ${GROUP_HINT}`);
}

/** The old form of a group: who has made it, and when (s), which was after 2010. */
const OLD_GROUP = /^\d{7,15}-1[3-7]\d{8}$/;

function checkNumber(given: string): Checked {
	if (OLD_GROUP.test(given)) return { jid: `${given}@g.us` };
	const read = readPhoneNumber(given);
	return 'digits' in read
		? { jid: read.digits }
		: wrongNumber(given.slice(0, 80), read.problem, read.hint, read.national);
}

/** The JID for a transformation of zod. A problem is reported there, and an empty text returned. */
export function requireJid(
	checked: Checked,
	context: z.RefinementCtx,
	verb: 'contains' | 'is' = 'is',
	fieldPath: string[] = [],
): string {
	if ('jid' in checked) return checked.jid;
	const { given, problem } = checked;
	const whole = given === '' ? problem : `${verb} "${given}", which ${problem}`;
	reportNumber(context, whole, checked, fieldPath);
	return '';
}

/** {@link requireJid} for an entry of a list of people. */
export function requirePerson(entry: string, context: z.RefinementCtx): string {
	const jid = requireJid(checkRecipient(entry), context, 'contains');
	if (jid.endsWith('@g.us')) {
		const hint = 'Enter numbers or JIDs of people.';
		reportProblem(context, `contains "${entry}", which is a group`, hint);
	}
	return jid;
}

/** {@link requireJid} for what only a phone number will do for. @returns its digits */
export function requireNumber(entered: string, context: z.RefinementCtx, path: string[] = []) {
	const checked = checkRecipient(entered);
	if ('jid' in checked && isPhone(checked.jid)) return checked.jid;
	const refused = 'jid' in checked ? wrongNumber(entered, 'is not a phone number') : checked;
	return requireJid(refused, context, 'is', path);
}

/** A phone number that may be left empty, as its digits. */
export const optionalNumber = optionalText.transform((value, context) =>
	value === undefined ? undefined : requireNumber(value, context),
);

const FROM_LIST = 'To choose by name, switch to From list.';

/** {@link checkRecipient} for a locator, which also has a list of names. */
function checkChoice(entered: string): Checked {
	const checked = checkRecipient(entered);
	if ('jid' in checked || checked.hint !== NUMBER_HINT || !/\p{L}/u.test(entered)) return checked;
	return { ...checked, hint: `${NUMBER_HINT} ${FROM_LIST}` };
}

/** Input for the recipient's locator: {@link checkChoice}. */
export const recipientInput = textLike.transform((value, context) =>
	requireJid(checkChoice(value), context),
);

/** The address of a message: {@link checkRecipient}, or a channel. */
export const addresseeInput = textLike.transform((value, context) => {
	const jid = value.trim();
	return CHANNEL.test(jid) ? jid : requireJid(checkChoice(value), context);
});

/** Older servers send a message for a channel to the phone number with the same digits. */
export const needsForChannel = ({ recipient: jid }: { readonly recipient: string }) =>
	CHANNEL.test(jid) ? { since: '2.4.0', what: 'A message to a channel' } : undefined;

/** Like {@link recipientInput}, but always a JID, for the key of a message that is already there. */
export const chatInput = recipientInput.transform(asJid);

/** In the *Filters* of a list; its input is {@link optionalChat}. */
export const chatFilterField = (description: string) =>
	textField('Chat', 'chat', { placeholder: 'e.g. 5511988887777', description });

/** A chat to filter by, as a number or JID; may be left empty. */
export const optionalChat = textLike
	.transform((value, context) =>
		value.trim() === '' ? undefined : asJid(requireJid(checkRecipient(value), context)),
	)
	.optional();

export const groupField = locatorField('Group', 'group', {
	required: true,
	description: 'Group that the account is a member of',
	modes: [
		fromList('searchGroups', 'Select a group…'),
		byHand('By JID', 'jid', 'e.g. 120363020202020202@g.us'),
	],
});

const HINT = `The JID of a group ends with @g.us. ${FROM_LIST}`;

/** The digits of a group's JID; WhatsApp does not make shorter ones. */
const DIGITS = /^\d{18,20}$/;

/** A group by its JID, or by the digits before the "@". */
export const groupInput = textLike.transform((value, context) => {
	const entered = value.trim();
	const checked = checkRecipient(DIGITS.test(entered) ? `${entered}@g.us` : entered);
	if ('jid' in checked && checked.jid.endsWith('@g.us')) return checked.jid;
	return refuseInput(context, mustBe('a group', entered), HINT);
});

/** Most group routes expect the group in the query. */
export const groupQuery = ({ group: groupJid }: { group: string }) => ({ groupJid });

/** People: one from the list, or several as a text or list. */
export const participants = locatorField('Participants', 'participants', {
	default: { mode: 'numbers', value: '' },
	required: true,
	description: 'A contact, or the numbers (with country code) or JIDs of several people',
	modes: [
		fromList('searchContacts', 'Select a contact…'),
		{
			displayName: 'Number or JID',
			name: 'numbers',
			type: 'string',
			placeholder: 'e.g. 5511988887777, 5511977776666',
			hint: 'With country code, separated by commas or line breaks, or an array from an expression',
		},
	],
});

/** The locator of those who get an invite. */
export const invitees = {
	...participants,
	displayName: 'People to Invite',
	name: 'invitees',
} as const satisfies Field;

/** The group routes refuse shorter numbers. As a JID, a short number is long enough. */
const SHORTEST = 10;

/** People by number or JID, each once: digits for a phone number, else a JID. */
export const peopleInput = peopleList.transform((entries, context) => {
	if (entries.length === 0) reportProblem(context, 'is empty', 'Enter at least one number.');
	const people = entries.map((entry) => requirePerson(entry, context));
	return [...new Set(people.map((jid) => (jid.length < SHORTEST ? asJid(jid) : jid)))];
});

/** People as full JIDs, each once; the list may be empty. */
export const listedPeople = peopleList.transform((entries, context) => [
	...new Set(entries.map((entry) => asJid(requirePerson(entry, context)))),
]);

export const channelField = locatorField('Channel', 'channel', {
	required: true,
	description: 'Channel (newsletter). The list has those that the account follows or owns.',
	modes: [
		fromList('searchChannels', 'Select a channel…'),
		byHand('By JID', 'jid', 'e.g. 120363025246125486@newsletter'),
	],
});

/** The digits before the "@" are enough. */
const CHANNEL_ID = /^(\d{10,25})(@newsletter)?$/;

/** A channel by its JID. */
export const channelInput = textLike.transform((value, context) => {
	const entered = value.trim();
	const digits = CHANNEL_ID.exec(entered)?.[1];
	if (digits !== undefined) return `${digits}@newsletter`;
	const hint = `The JID of a channel ends with @newsletter. ${FROM_LIST}`;
	return refuseInput(context, mustBe('a channel', entered), hint);
});

/** A chat to ignore, in the form that the server compares: a JID, or the end of one for all chats of a kind. */
export function checkIgnored(entered: string): ReturnType<typeof checkRecipient> {
	const given = entered.trim();
	if (given === '@g.us' || given === '@s.whatsapp.net') return { jid: given };
	const checked = checkRecipient(given);
	return 'jid' in checked ? { jid: asJid(checked.jid) } : checked;
}

export const ignoredChats = peopleList.transform((entries, context) =>
	entries.map((entry) => requireJid(checkIgnored(entry), context, 'contains')),
);
