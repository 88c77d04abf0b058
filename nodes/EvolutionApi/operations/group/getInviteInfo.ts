import { defineOperation } from '../../core/table/defineOperation';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { simplifyGroup } from './shared/groupAnswers';
import { inviteCode, inviteCodeInput } from './shared/inviteCode';

/** `GET /group/inviteInfo/{instance}`: the group that an invite leads to, without joining it. */
export const getInviteInfo = defineOperation({
	name: 'Get Invite Info',
	value: 'getInviteInfo',
	action: 'Get a WhatsApp group by invite',
	description: 'Get the group that an invite leads to, without joining it',
	request: { method: 'GET', path: '/group/inviteInfo/{instance}', reads: true },
	fields: [instanceField, inviteCode, readOptions, simplify],
	input: { inviteCode: inviteCodeInput, options: readOptionsInput },
	example: { inviteCode: 'https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY' },
	query: ({ inviteCode: code }) => ({ inviteCode: code }),
	simplify: simplifyGroup,
});
