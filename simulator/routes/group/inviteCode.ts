import { ok } from '../../core/answers';
import { inviteCodeOf, inviteUrl } from '../../whatsapp/invites';
import { groupJidSchema, groupRoute } from './groupRoute';

export const inviteCode = groupRoute({
	method: 'GET',
	name: 'inviteCode',
	schema: groupJidSchema,
	client: 'groupInviteCode',
	failure: [404, 'No invite code'],
	run({ instance }, jid) {
		const code = inviteCodeOf(instance, jid);
		return ok({ inviteUrl: inviteUrl(code), inviteCode: code });
	},
});
