import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import { asRecord, asRecords, textOrNull } from '../../core/values/answer';
import { textBefore } from '../../core/values/text';
import { choiceField, textField, toggle } from '../../fields/fieldKinds';
import {
	groupField,
	groupInput,
	groupQuery,
	participants,
	peopleInput,
} from '../../fields/recipient';
import { choice, flag, integer, listChoices } from '../../core/input/checks';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mediaFields, mediaShape, readMedia, textOf } from '../../fields/media';
import { confirmUpdate, subject } from './group';

/** Large enough to combine many items, but small enough not to look like spam to WhatsApp. */
const PARTICIPANTS_PER_REQUEST = 50;

/** `POST /group/updateParticipant/{instance}`: one request covers all items with the same group and action. */
export const updateParticipants = defineOperation({
	name: 'Update Participants',
	value: 'updateParticipants',
	action: 'Update the participants of a WhatsApp group',
	description:
		'Add, remove, promote or demote members of a group. Returns the result for each person.',
	request: {
		method: 'POST',
		path: '/group/updateParticipant/{instance}',
		idempotent: false,
	},
	fields: [
		instanceField,
		groupField,
		choiceField('Action', 'participantAction', {
			options: [
				{ name: 'Add', value: 'add' },
				{ name: 'Demote', value: 'demote', description: 'Remove admin rights' },
				{ name: 'Promote', value: 'promote', description: 'Grant admin rights' },
				{ name: 'Remove', value: 'remove' },
			],
			default: 'add',
		}),
		participants,
	],
	input: {
		group: groupInput,
		participantAction: choice('add', 'demote', 'promote', 'remove'),
		participants: peopleInput,
	},
	example: {
		group: '120363020202020202@g.us',
		participantAction: 'add',
		participants: '4915112345678, 5511988887777',
	},
	query: groupQuery,
	bulk: {
		size: PARTICIPANTS_PER_REQUEST,
		units: ({ participants: people }) => people,
		body: (units, { participantAction: action }) => ({ action, participants: units }),
		results: readParticipantResults,
	},
	output: ({ data }, { group: groupJid, participantAction: action }) =>
		asRecords(data).map(({ participant, jid, status }) => ({
			groupJid,
			action,
			participant,
			jid,
			// Null if the server returns nothing about a person, and reading the group's members afterwards failed.
			success: status === null && jid === null ? null : status === 200,
			status,
			result: explainParticipantStatus(action, typeof status === 'number' ? status : null),
		})),
});

export const updateSubject = defineOperation({
	name: 'Update Subject',
	value: 'updateSubject',
	action: 'Update the subject of a WhatsApp group',
	description: 'Change the name of a group',
	request: { method: 'POST', path: '/group/updateGroupSubject/{instance}', idempotent: true },
	fields: [instanceField, groupField, subject],
	input: { group: groupInput, subject: text },
	example: { group: '120363020202020202@g.us', subject: 'Order 4711, delivered' },
	query: groupQuery,
	body: ({ subject: name }) => ({ subject: name }),
	output: confirmUpdate,
});

export const updateDescription = defineOperation({
	name: 'Update Description',
	value: 'updateDescription',
	action: 'Update the description of a WhatsApp group',
	description: 'Change the description of a group',
	request: { method: 'POST', path: '/group/updateGroupDescription/{instance}', idempotent: true },
	fields: [
		instanceField,
		groupField,
		toggle(
			'Remove Description',
			'removeDescription',
			'Whether to leave the group without a description',
		),
		textField('Description', 'description', {
			displayOptions: { show: { removeDescription: [false] } },
			required: true,
			typeOptions: { rows: 4 },
			placeholder: 'e.g. Questions and news about order 4711',
			description: 'Description of the group',
		}),
	],
	input: z
		.object({
			group: groupInput,
			removeDescription: flag.default(false),
			description: optionalText,
		})
		.superRefine(({ removeDescription, description }, context) => {
			if (removeDescription || description !== undefined) return;
			const hint = 'Fill it in, or switch Remove Description on.';
			reportProblem(context, 'is empty', hint, ['description']);
		}),
	example: { group: '120363020202020202@g.us', description: 'Everything about your order' },
	query: groupQuery,
	body: ({ removeDescription, description }) =>
		// The server refuses an empty description, unless the body also contains an unknown key.
		removeDescription ? { description: '', remove: true } : { description },
	output: confirmUpdate,
});

/** `POST /group/updateGroupPicture/{instance}`. The route doesn't accept multipart forms. */
export const updatePicture = defineOperation({
	name: 'Update Picture',
	value: 'updatePicture',
	action: 'Update the picture of a WhatsApp group',
	description: 'Change the picture of a group',
	request: { method: 'POST', path: '/group/updateGroupPicture/{instance}', idempotent: true },
	fields: [instanceField, groupField, ...mediaFields],
	input: { group: groupInput, ...mediaShape },
	example: {
		group: '120363020202020202@g.us',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/picture.jpg',
	},
	query: groupQuery,
	body: async (input, item) => {
		return { image: await textOf(await readMedia(item, input, 'image')) };
	},
	output: confirmUpdate,
});

/** `POST /group/updateSetting/{instance}`; only for admins of the group. */
export const updateGroupSettings = defineOperation({
	name: 'Update Settings',
	value: 'updateSettings',
	action: 'Update the settings of a WhatsApp group',
	description:
		'Choose who can send messages to a group and who can edit it. Requires admin rights.',
	request: { method: 'POST', path: '/group/updateSetting/{instance}', idempotent: true },
	fields: [
		instanceField,
		groupField,
		choiceField('Setting', 'groupSetting', {
			options: [
				{ name: 'All Members Can Change Subject, Picture and Description', value: 'unlocked' },
				{ name: 'All Members Can Send Messages', value: 'not_announcement' },
				{ name: 'Only Admins Can Change Subject, Picture and Description', value: 'locked' },
				{ name: 'Only Admins Can Send Messages', value: 'announcement' },
			],
			default: 'announcement',
		}),
	],
	input: {
		group: groupInput,
		groupSetting: choice('announcement', 'locked', 'not_announcement', 'unlocked'),
	},
	example: { group: '120363020202020202@g.us', groupSetting: 'announcement' },
	query: groupQuery,
	body: ({ groupSetting: action }) => ({ action }),
	output: confirmUpdate,
});

export const updateMemberAddMode = defineOperation({
	name: 'Update Member Add Mode',
	value: 'updateMemberAddMode',
	action: 'Update who can add members to a WhatsApp group',
	description: 'Choose who can add members to a group',
	since: '2.4.0',
	request: { method: 'POST', path: '/group/updateMemberAddMode/{instance}', idempotent: true },
	fields: [
		instanceField,
		groupField,
		choiceField('Who Can Add Members', 'memberAddMode', {
			options: [
				{ name: 'All Members', value: 'all_member_add' },
				{ name: 'Only Admins', value: 'admin_add' },
			],
			default: 'admin_add',
		}),
	],
	input: { group: groupInput, memberAddMode: choice('admin_add', 'all_member_add') },
	example: { group: '120363020202020202@g.us', memberAddMode: 'admin_add' },
	query: groupQuery,
	body: ({ memberAddMode: mode }) => ({ mode }),
	output: confirmUpdate,
});

/** Times after which messages may disappear in WhatsApp, in seconds; 0 for never. */
const EXPIRATIONS = [0, 86_400, 604_800, 7_776_000];

const expirationInput = integer(0, 7_776_000).superRefine((value, context) => {
	if (EXPIRATIONS.includes(value)) return;
	reportProblem(context, mustBe(listChoices(EXPIRATIONS.map(String)), value));
});

export const setDisappearingMessages = defineOperation({
	name: 'Set Disappearing Messages',
	value: 'setDisappearingMessages',
	action: 'Set disappearing messages in a WhatsApp group',
	description: 'Turn disappearing messages of a group on or off',
	request: { method: 'POST', path: '/group/toggleEphemeral/{instance}', idempotent: true },
	fields: [
		instanceField,
		groupField,
		choiceField('Disappear After', 'expiration', {
			options: [
				{ name: '24 Hours', value: 86_400 },
				{ name: '7 Days', value: 604_800 },
				{ name: '90 Days', value: 7_776_000 },
				{ name: 'Never', value: 0 },
			],
			default: 604_800,
		}),
	],
	input: { group: groupInput, expiration: expirationInput },
	example: { group: '120363020202020202@g.us', expiration: 604_800 },
	query: groupQuery,
	body: ({ expiration: seconds }) => ({ expiration: seconds }),
	output: confirmUpdate,
});

type ParticipantAction = 'add' | 'demote' | 'promote' | 'remove';

const ADD_STATUSES: Record<number, string> = {
	401: 'This person has blocked the account',
	403: 'Their privacy settings do not allow it: send them the invite link instead',
	404: 'Not on WhatsApp',
	408: 'They left the group only recently: send them the invite link instead',
	409: 'Already a member of the group',
	417: 'Not a member of the community that the group belongs to',
	419: 'The group is full',
};

const CHANGE_STATUSES: Record<number, string> = {
	403: 'WhatsApp does not allow it',
	404: 'Not a member of the group',
	408: 'WhatsApp did not do it in time',
	409: 'Nothing to change',
};

export function explainParticipantStatus(action: ParticipantAction, status: number | null): string {
	if (status === 200) return 'Done';
	if (status === null) return 'WhatsApp did not say';
	const words = (action === 'add' ? ADD_STATUSES : CHANGE_STATUSES)[status];
	return words ?? `WhatsApp refused with code ${status}`;
}

/** Reads the result for each person: `{ participant, jid, status }`. */
export function readParticipantResults(answer: unknown, people: readonly unknown[]): IDataObject[] {
	const entries = asRecords(asRecord(answer).updateParticipants);
	const matches = people.map((person) => entries.find((entry) => isAbout(entry, String(person))));
	// In a group that hides numbers, `entries` contains LIDs instead of numbers, in the order of `people`.
	const rest = entries.filter((entry) => !matches.includes(entry));
	const isComplete = rest.length === matches.filter((entry) => entry === undefined).length;
	return people.map((person, index) => {
		const entry = matches[index] ?? (isComplete ? rest.shift() : undefined);
		const status = Number(entry?.status);
		return {
			participant: String(person),
			jid: textOrNull(entry?.jid),
			status: entry !== undefined && Number.isInteger(status) ? status : null,
		};
	});
}

function isAbout({ jid, content }: IDataObject, person: string): boolean {
	const attributes = asRecord(asRecord(content).attrs);
	return [jid, attributes.phone_number].some((address) => isSamePerson(String(address), person));
}

const readUser = (jid: string) => textBefore(':', textBefore('@', jid));

/** Compares numbers, ignoring a digit that the server may add or drop: the fifth in Brazil, the third in Mexico and Argentina. */
function isSamePerson(reply: string, person: string): boolean {
	const a = readUser(reply);
	const b = readUser(person);
	const longer = a.length > b.length ? a : b;
	const shorter = longer === a ? b : a;
	return a === b || [2, 4].some((at) => longer.slice(0, at) + longer.slice(at + 1) === shorter);
}
