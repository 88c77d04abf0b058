import { defineOperation } from '../../core/table/defineOperation';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { instanceField } from '../../fields/instance';

/** `DELETE /group/leaveGroup/{instance}` */
export const leave = defineOperation({
	name: 'Leave',
	value: 'leave',
	action: 'Leave a WhatsApp group',
	description: 'Leave a group. The chat and its messages are kept.',
	request: { method: 'DELETE', path: '/group/leaveGroup/{instance}', retry: 'neverAfterSent' },
	fields: [instanceField, groupField],
	input: { group: groupInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: (_answer, { group: groupJid }) => ({ left: true, groupJid }),
});
