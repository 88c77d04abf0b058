import { defineOperation } from '../../core/table/defineOperation';
import { textOrNull } from '../../core/values/answer';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { instanceField } from '../../fields/instance';
import { inviteLink } from './shared/inviteCode';

/** `POST /group/revokeInviteCode/{instance}`: it makes a new code each time, so it is not repeated. */
export const revokeInviteCode = defineOperation({
	name: 'Revoke Invite Code',
	value: 'revokeInviteCode',
	action: 'Revoke the invite link of a WhatsApp group',
	description: 'Revoke the invite link of a group and get the new one. Requires admin rights.',
	request: {
		method: 'POST',
		path: '/group/revokeInviteCode/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [instanceField, groupField],
	input: { group: groupInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: (answer, { group: groupJid }) => {
		const code = textOrNull(answer.inviteCode);
		return {
			revoked: answer.revoked === true,
			groupJid,
			inviteCode: code,
			inviteUrl: code === null ? null : inviteLink(code),
		};
	},
});
