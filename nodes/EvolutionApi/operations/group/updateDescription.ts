import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { clearableText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { updated } from './shared/groupAnswers';

/** `POST /group/updateGroupDescription/{instance}` */
export const updateDescription = defineOperation({
	name: 'Update Description',
	value: 'updateDescription',
	action: 'Update the description of a WhatsApp group',
	description: 'Change the description of a group',
	request: { method: 'POST', path: '/group/updateGroupDescription/{instance}', retry: 'always' },
	fields: [
		instanceField,
		groupField,
		textField('Description', 'description', {
			typeOptions: { rows: 4 },
			placeholder: 'e.g. Questions and news about order 4711',
			description: 'Description of the group. Leave empty to remove it.',
		}),
	],
	input: { group: groupInput, description: clearableText },
	example: { group: '120363020202020202@g.us', description: 'Everything about your order' },
	query: groupQuery,
	body: ({ description = '' }) =>
		// The server refuses an empty text, unless the body has a key that it does not know.
		description.trim() === '' ? { description: '', remove: true } : { description },
	output: updated,
});
