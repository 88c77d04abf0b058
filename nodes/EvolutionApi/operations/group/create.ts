import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { textField } from '../../fields/fieldKinds';
import { flag, optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { participants, peopleInput } from '../../fields/people';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';
import { simplifyGroup } from './shared/groupAnswers';
import { subject } from './shared/subject';

/**
 * `POST /group/create/{instance}`. The server leaves out numbers that are not on WhatsApp. It accepts a `profilePicture`
 * but ignores it, so there is no field for it: see *Update Picture*.
 */
export const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp group',
	description:
		'Create a group. Numbers that are not on WhatsApp are skipped (Evolution Go returns which).',
	request: { method: 'POST', path: '/group/create/{instance}', retry: 'neverAfterSent' },
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
	body: ({ subject: given, participants: people, options }) => ({
		subject: given,
		participants: people,
		...options,
	}),
	simplify: (group) => ({
		...simplifyGroup(group),
		...(Array.isArray(group.refused) ? { refused: group.refused } : {}),
	}),
});
