import { defineOperation } from '../../core/table/defineOperation';
import { textOrNull } from '../../core/values/answer';
import { instanceField } from '../../fields/instance';
import { inviteCode, inviteCodeInput } from './shared/inviteCode';

/** `GET /group/acceptInviteCode/{instance}`: a GET that joins the group, so it is never repeated. */
export const acceptInvite = defineOperation({
	name: 'Accept Invite',
	value: 'acceptInvite',
	action: 'Join a WhatsApp group by its invite',
	description: 'Join a group by its invite link or code',
	request: {
		method: 'GET',
		path: '/group/acceptInviteCode/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [instanceField, inviteCode],
	input: { inviteCode: inviteCodeInput },
	example: { inviteCode: 'https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY' },
	query: ({ inviteCode: code }) => ({ inviteCode: code }),
	output: ({ accepted, groupJid }) => ({
		accepted: accepted === true,
		groupJid: textOrNull(groupJid),
	}),
});
