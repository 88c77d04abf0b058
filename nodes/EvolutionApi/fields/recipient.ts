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

/** The name is also `recipient`, so the value stays when the user changes the operation. */
export const chatField = {
	...recipient,
	displayName: 'Chat',
	modes: [fromList('searchChats', 'Select a chat…'), recipient.modes[1]],
} as const satisfies Field;

/** Matches Meta's ID for a person who hides their number, such as `US.1349…`. With `ENT`, several businesses share the ID. */
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+$/;

/** @param problem a predicate, such as "is empty" */
const wrongNumber = (entry: string, problem: string, hint = NUMBER_HINT, national?: string) => ({
	entry,
	problem,
	hint,
	national,
});

type RecipientCheck = { readonly jid: string } | ReturnType<typeof wrongNumber>;

/** Matches the prefix that programs for several messengers write before a JID. `writtenNumber.ts` removes it from a number. */
const CHANNEL_NAME = /^whatsapp:\s*(?=[\w.:-]+@)/i;

const CHANNEL = /^\d+@newsletter$/;

/**
 * Returns a recipient in a form that the server understands without guessing: digits for a phone number, or else a JID. The
 * server itself accepts everything, even an empty number, and answers 201. It mistakes an overlong number for a group.
 */
export function checkRecipient(input: string): RecipientCheck {
	const text = input.trim().replace(CHANNEL_NAME, '');
	if (text === '') return wrongNumber(text, 'is empty');
	if (text.split('@').length > 2 && splitPeople(text).length > 1) {
		return wrongNumber(text.slice(0, 80), MORE_THAN_ONE.problem, MORE_THAN_ONE.hint);
	}
	if (BSUID.test(textBefore('@', text))) {
		return wrongNumber(
			text,
			'is an ID that Meta gives for a hidden number (BSUID), and Evolution API cannot send to it: it drops the letters',
			'Ask the person for their number.',
		);
	}
	return text.includes('@') ? checkJid(text) : checkNumber(text);
}

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

function checkJid(jid: string): RecipientCheck {
	const [user = '', server = '', ...rest] = jid.split('@');
	if (getChatType(jid) === 'system')
		return wrongNumber(
			jid,
			"is WhatsApp's own account, to which no one can write",
			'Enter a person or a group.',
		);
	if (jid === 'status@broadcast')
		return wrongNumber(jid, 'is a status, not a chat', 'Use Status (Story) → Send instead.');
	const refusal = wrongNumber(jid, 'is not a WhatsApp address');
	if (rest.length > 0) return refusal;
	switch (server) {
		case 's.whatsapp.net':
		case 'c.us':
			// A suffix such as `:12` is the sender's device.
			return /^\d+(:\d+)?$/.test(user) ? checkPhoneJid(user) : checkNumber(user);
		case 'hosted':
		case 'hosted.lid':
			return checkJid(plainJid(jid));
		case 'lid':
			return /^\d+(:\d+)?$/.test(user) ? { jid: `${textBefore(':', user)}@lid` } : refusal;
		case 'g.us':
			return /^\d+(-\d+)?$/.test(user) ? { jid: jid } : refusal;
	}
	const noChat = Object.hasOwn(NO_CHATS, server) ? NO_CHATS[server] : undefined;
	return noChat === undefined ? refusal : wrongNumber(jid, ...noChat);
}

/** The number comes from WhatsApp, so this doesn't check whether it's valid in its country. */
function checkPhoneJid(user: string): RecipientCheck {
	const digits = textBefore(':', user);
	if (digits.startsWith('0')) {
		return wrongNumber(digits, 'starts with 0 where the country code should be');
	}
	const { min, max } = PHONE_DIGITS;
	if (digits.length >= min && digits.length <= max) return { jid: digits };
	return wrongNumber(digits, countedDigits(digits), `${NUMBER_HINT} ${GROUP_HINT}`);
}

/** Matches the old form of a group's ID: its creator's number, and the time of creation after 2010, Unix seconds. */
const OLD_GROUP = /^\d{7,15}-1[3-7]\d{8}$/;

function checkNumber(text: string): RecipientCheck {
	if (OLD_GROUP.test(text)) return { jid: `${text}@g.us` };
	const reading = readPhoneNumber(text);
	return 'digits' in reading
		? { jid: reading.digits }
		: wrongNumber(text.slice(0, 80), reading.problem, reading.hint, reading.national);
}

/** If the check found a problem, reports it to zod and returns an empty text. */
export function requireJid(
	check: RecipientCheck,
	context: z.RefinementCtx,
	verb: 'contains' | 'is' = 'is',
	fieldPath: string[] = [],
): string {
	if ('jid' in check) return check.jid;
	const { entry, problem } = check;
	const sentence = entry === '' ? problem : `${verb} "${entry}", which ${problem}`;
	reportNumber(context, sentence, check, fieldPath);
	return '';
}

export function requirePerson(entry: string, context: z.RefinementCtx): string {
	const jid = requireJid(checkRecipient(entry), context, 'contains');
	if (jid.endsWith('@g.us')) {
		const hint = 'Enter numbers or JIDs of people.';
		reportProblem(context, `contains "${entry}", which is a group`, hint);
	}
	return jid;
}

/** @returns the number's digits */
export function requireNumber(input: string, context: z.RefinementCtx, path: string[] = []) {
	const check = checkRecipient(input);
	if ('jid' in check && isPhone(check.jid)) return check.jid;
	const refusal = 'jid' in check ? wrongNumber(input, 'is not a phone number') : check;
	return requireJid(refusal, context, 'is', path);
}

export const optionalNumber = optionalText.transform((value, context) =>
	value === undefined ? undefined : requireNumber(value, context),
);

const FROM_LIST = 'To choose by name, switch to From list.';

function checkChoice(input: string): RecipientCheck {
	const check = checkRecipient(input);
	if ('jid' in check || check.hint !== NUMBER_HINT || !/\p{L}/u.test(input)) return check;
	return { ...check, hint: `${NUMBER_HINT} ${FROM_LIST}` };
}

export const recipientInput = textLike.transform((value, context) =>
	requireJid(checkChoice(value), context),
);

export const addresseeInput = textLike.transform((value, context) => {
	const jid = value.trim();
	return CHANNEL.test(jid) ? jid : requireJid(checkChoice(value), context);
});

/** Servers before 2.4.0 send a channel's message to the phone number that has the same digits as the channel. */
export const needsForChannel = ({ recipient: jid }: { readonly recipient: string }) =>
	CHANNEL.test(jid) ? { since: '2.4.0', what: 'A message to a channel' } : undefined;

export const chatInput = recipientInput.transform(asJid);

export const chatFilterField = (description: string) =>
	textField('Chat', 'chat', { placeholder: 'e.g. 5511988887777', description });

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

/** Matches the digits of a group's JID. WhatsApp doesn't make shorter ones. */
const DIGITS = /^\d{18,20}$/;

export const groupInput = textLike.transform((value, context) => {
	const input = value.trim();
	const check = checkRecipient(DIGITS.test(input) ? `${input}@g.us` : input);
	if ('jid' in check && check.jid.endsWith('@g.us')) return check.jid;
	return refuseInput(context, mustBe('a group', input), HINT);
});

export const groupQuery = ({ group: groupJid }: { group: string }) => ({ groupJid });

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

export const invitees = {
	...participants,
	displayName: 'People to Invite',
	name: 'invitees',
} as const satisfies Field;

/** Minimum characters of a participant in the group routes. A shorter phone number is sent with `@s.whatsapp.net`. */
const SHORTEST = 10;

/** The result has digits for a phone number, or else a JID. */
export const peopleInput = peopleList.transform((entries, context) => {
	if (entries.length === 0) reportProblem(context, 'is empty', 'Enter at least one number.');
	const people = entries.map((entry) => requirePerson(entry, context));
	return [...new Set(people.map((jid) => (jid.length < SHORTEST ? asJid(jid) : jid)))];
});

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

const CHANNEL_ID = /^(\d{10,25})(@newsletter)?$/;

export const channelInput = textLike.transform((value, context) => {
	const input = value.trim();
	const digits = CHANNEL_ID.exec(input)?.[1];
	if (digits !== undefined) return `${digits}@newsletter`;
	const hint = `The JID of a channel ends with @newsletter. ${FROM_LIST}`;
	return refuseInput(context, mustBe('a channel', input), hint);
});

export function checkIgnored(input: string): ReturnType<typeof checkRecipient> {
	const text = input.trim();
	if (text === '@g.us' || text === '@s.whatsapp.net') return { jid: text };
	const check = checkRecipient(text);
	return 'jid' in check ? { jid: asJid(check.jid) } : check;
}

export const ignoredChats = peopleList.transform((entries, context) =>
	entries.map((entry) => requireJid(checkIgnored(entry), context, 'contains')),
);
