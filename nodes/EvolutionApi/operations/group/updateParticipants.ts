import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { choiceField } from '../../fields/fieldKinds';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { choice } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { participants, peopleInput } from '../../fields/people';
import { explainStatus, resultsFor } from './shared/participantResults';

/** Enough for the people of many items, but not so many that WhatsApp takes them for spam. */
const LARGEST_REQUEST = 50;

/** `POST /group/updateParticipant/{instance}`: all items of the same group and action in one request. */
export const updateParticipants = defineOperation({
	name: 'Update Participants',
	value: 'updateParticipants',
	action: 'Update the participants of a WhatsApp group',
	description:
		'Add, remove, promote or demote members of a group. Returns the result for each person.',
	request: {
		method: 'POST',
		path: '/group/updateParticipant/{instance}',
		retry: 'neverAfterSent',
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
		size: LARGEST_REQUEST,
		units: ({ participants: people }) => people,
		target: ({ group: groupJid, participantAction }) => `${participantAction} ${groupJid}`,
		body: (units, { participantAction: action }) => ({ action, participants: units }),
		results: resultsFor,
	},
	output: ({ data }, { group: groupJid, participantAction: action }) =>
		recordsIn(data).map(({ participant, jid, status }) => ({
			groupJid,
			action,
			participant,
			jid,
			success: status === 200,
			status,
			result: explainStatus(action, typeof status === 'number' ? status : null),
		})),
});
