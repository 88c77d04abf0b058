import { defineOperation } from '../../core/table/defineOperation';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { updated } from './shared/groupAnswers';
import { subject } from './shared/subject';

/** `POST /group/updateGroupSubject/{instance}` */
export const updateSubject = defineOperation({
	name: 'Update Subject',
	value: 'updateSubject',
	action: 'Update the subject of a WhatsApp group',
	description: 'Change the name of a group',
	request: { method: 'POST', path: '/group/updateGroupSubject/{instance}', retry: 'always' },
	fields: [instanceField, groupField, subject],
	input: { group: groupInput, subject: text },
	example: { group: '120363020202020202@g.us', subject: 'Order 4711, delivered' },
	query: groupQuery,
	body: ({ subject: given }) => ({ subject: given }),
	output: updated,
});
