import { defineOperation } from '../../core/table/defineOperation';
import { choiceField } from '../../fields/fieldKinds';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { choice } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { updated } from './shared/groupAnswers';

/** `POST /group/updateSetting/{instance}`; only for admins of the group. */
export const updateSettings = defineOperation({
	name: 'Update Settings',
	value: 'updateSettings',
	action: 'Update the settings of a WhatsApp group',
	description:
		'Choose who can send messages to a group and who can edit it. Requires admin rights.',
	request: { method: 'POST', path: '/group/updateSetting/{instance}', retry: 'always' },
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
	output: updated,
});
