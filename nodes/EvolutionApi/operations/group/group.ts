import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { defineOperation } from '../../table/operation';
import { isRecord, asRecords, textOrNull } from '../../core/values/answer';
import { asJid, spellings } from '../../core/values/addresses';
import { plainNameOrNull } from '../../core/values/text';
import { collectionInput, optionsField, textField, toggle } from '../../fields/fieldKinds';
import { readOptions, readOptionsInput, listFields, simplify } from '../../fields/reads';
import {
	groupField,
	groupInput,
	groupQuery,
	participants,
	peopleInput,
} from '../../fields/recipient';
import { flag } from '../../core/input/checks';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';

export const getGroup = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp group',
	description: 'Get the subject, description, settings and members of a group',
	request: { method: 'GET', path: '/group/findGroupInfos/{instance}', reads: true },
	fields: [instanceField, groupField, readOptions, simplify],
	input: { group: groupInput, options: readOptionsInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	simplify: simplifyGroup,
});

/** `GET /group/fetchAllGroups/{instance}`: returns all groups at once, because the route has no pages. */
export const getManyGroups = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp groups',
	description: 'Get the groups that the account is a member of',
	request: { method: 'GET', path: '/group/fetchAllGroups/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		optionsField(
			toggle(
				'Include Participants',
				'includeParticipants',
				'Whether to also list the members of each group',
			),
		),
		simplify,
	],
	input: { options: z.object({ includeParticipants: flag.optional() }).optional() },
	query: ({ options }) => ({ getParticipants: options?.includeParticipants === true }),
	simplify: simplifyGroup,
});

/** `GET /group/participants/{instance}`. Only members who are contacts have a name. */
export const getParticipants = defineOperation({
	name: 'Get Participants',
	value: 'getParticipants',
	action: 'Get the participants of a WhatsApp group',
	description: 'Get the members of a group with their role and, if they are contacts, their name',
	request: { method: 'GET', path: '/group/participants/{instance}', reads: true },
	fields: [instanceField, groupField, ...listFields, readOptions, simplify],
	input: { group: groupInput, options: readOptionsInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: ({ participants }) => asRecords(participants),
	simplify: (participant) => ({
		...simplifyMember(participant),
		name: plainNameOrNull(participant.name),
		pictureUrl: textOrNull(participant.imgUrl),
	}),
});

export const subject = textField('Subject', 'subject', {
	required: true,
	placeholder: 'e.g. Order 4711',
	description: 'The name of the group',
});

/**
 * `POST /group/create/{instance}`. The server skips numbers that aren't on WhatsApp. This operation has no field for a picture,
 * because the server ignores `profilePicture`.
 */
export const createGroup = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp group',
	description:
		'Create a group. Returns everyone who could not be added: not on WhatsApp, or their settings prevent it.',
	request: { method: 'POST', path: '/group/create/{instance}', idempotent: false },
	fields: [
		instanceField,
		subject,
		participants,
		optionsField(
			textField('Description', 'description', {
				typeOptions: { rows: 4 },
				placeholder: 'e.g. Questions and news about order 4711',
				description: 'Description of the group',
			}),
			toggle(
				'Make Participants Admins',
				'promoteParticipants',
				'Whether to make all participants admins of the group',
			),
		),
		simplify,
	],
	input: {
		subject: text,
		participants: peopleInput,
		options: collectionInput({ description: optionalText, promoteParticipants: flag }),
	},
	example: {
		subject: 'Order 4711',
		participants: '5511988887777, 5511977776666',
		options: { description: 'Everything about your order' },
	},
	body: ({ subject: name, participants: people, options }) => ({
		subject: name,
		participants: people,
		...options,
	}),
	output: (group, { participants: people }) => ({
		missing: findMissing(group, people),
		// On Evolution Go, `group` has its own `missing`, which must win: the server itself reports who couldn't be added.
		...group,
	}),
	simplify: (group) => ({ ...simplifyGroup(group), missing: group.missing }),
});

/**
 * Finds the people whom the server didn't add, since the server doesn't report them.
 * @returns null if the group hides too many numbers to tell
 */
function findMissing(group: IDataObject, people: readonly string[]): string[] | null {
	const members = asRecords(group.participants).map(simplifyMember);
	const numbers = members.flatMap(({ jid, phoneNumber }) => [
		String(jid),
		asJid(String(phoneNumber)),
	]);
	const isMember = (person: string) => spellings(person).some((jid) => numbers.includes(jid));
	const candidates = people.filter((person) => !isMember(person));
	const hiddenCount = members.filter(({ phoneNumber }) => phoneNumber === null).length;
	if (hiddenCount === 0) return candidates;
	// One of the members with a hidden number may be the account itself.
	const missing = people.length - (members.length - 1);
	if (missing <= 0) return [];
	return missing === candidates.length ? candidates : null;
}

export const leave = defineOperation({
	name: 'Leave',
	value: 'leave',
	action: 'Leave a WhatsApp group',
	description: 'Leave a group. The chat and its messages are kept.',
	request: { method: 'DELETE', path: '/group/leaveGroup/{instance}', idempotent: false },
	fields: [instanceField, groupField],
	input: { group: groupInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: (_answer, { group: groupJid }) => ({ left: true, groupJid }),
});

/** `participants` is missing if the answer has no such list. */
export function simplifyGroup(item: IDataObject): IDataObject {
	const { creation, participants } = item;
	return {
		groupJid: textOrNull(item.id),
		subject: textOrNull(item.subject),
		description: textOrNull(item.desc),
		owner: textOrNull(item.owner),
		size: typeof item.size === 'number' ? item.size : null,
		createdAt: typeof creation === 'number' ? new Date(creation * 1000).toISOString() : null,
		onlyAdminsSend: item.announce === true,
		onlyAdminsEdit: item.restrict === true,
		isCommunity: item.isCommunity === true,
		isCommunityAnnounce: item.isCommunityAnnounce === true,
		communityJid: textOrNull(item.linkedParent),
		pictureUrl: textOrNull(item.pictureUrl),
		...(Array.isArray(participants)
			? { participants: participants.filter(isRecord).map(simplifyMember) }
			: {}),
	};
}

/** `phoneNumber` is null if the group hides it behind a LID. */
function simplifyMember(participant: IDataObject): IDataObject {
	const jid = textOrNull(participant.id);
	const phone = [jid, participant.phoneNumber, participant.jid]
		.map(String)
		.find((candidate) => candidate.endsWith('@s.whatsapp.net'));
	return {
		jid,
		phoneNumber: phone?.split(/[:@]/)[0] ?? null,
		role: textOrNull(participant.admin) ?? 'member',
	};
}

export const confirmUpdate = (_answer: unknown, { group }: { group: string }): IDataObject => ({
	updated: true,
	groupJid: group,
});
