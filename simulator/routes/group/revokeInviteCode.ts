import { created } from '../../core/answers';
import { asAdmin, groupOf, newInviteCode, tellGroupChange } from '../../whatsapp/groups';
import { groupJidSchema, groupRoute } from './groupRoute';

export const revokeInviteCode = groupRoute({
	method: 'POST',
	name: 'revokeInviteCode',
	schema: groupJidSchema,
	client: 'groupRevokeInvite',
	failure: [404, 'Revoke error'],
	run({ state, instance }, jid) {
		const group = groupOf(instance, jid);
		asAdmin(instance, group);
		group.inviteCode = newInviteCode();
		tellGroupChange(state, instance, group, { inviteCode: group.inviteCode });
		return created({ revoked: true, inviteCode: group.inviteCode });
	},
});
