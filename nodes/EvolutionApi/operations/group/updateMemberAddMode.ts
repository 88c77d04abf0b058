import { defineOperation } from '../../core/table/defineOperation';
import { choiceField } from '../../fields/fieldKinds';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { choice } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { updated } from './shared/groupAnswers';

/** `POST /group/updateMemberAddMode/{instance}` */
export const updateMemberAddMode = defineOperation({
	name: 'Update Member Add Mode',
	value: 'updateMemberAddMode',
	action: 'Update who can add members to a WhatsApp group',
	description: 'Choose who can add members to a group',
	since: '2.4.0',
	request: { method: 'POST', path: '/group/updateMemberAddMode/{instance}', retry: 'always' },
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
	output: updated,
});
