import { defineOperation } from '../../core/table/defineOperation';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { instanceField } from '../../fields/instance';

/** `GET /group/inviteCode/{instance}`; only for admins of the group. */
export const getInviteCode = defineOperation({
	name: 'Get Invite Code',
	value: 'getInviteCode',
	action: 'Get the invite link of a WhatsApp group',
	description: 'Get the invite code and link of a group. Requires admin rights.',
	request: { method: 'GET', path: '/group/inviteCode/{instance}', reads: true },
	fields: [instanceField, groupField, readOptions],
	input: { group: groupInput, options: readOptionsInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: ({ inviteCode, inviteUrl }, { group: groupJid }) => ({ groupJid, inviteCode, inviteUrl }),
});
