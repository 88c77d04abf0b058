import { created } from '../../core/answers';
import { asAdmin, groupOf, tellGroupChange } from '../../whatsapp/groups';
import { groupRoute, groupSchema } from './groupRoute';

export const updateMemberAddMode = groupRoute({
	method: 'POST',
	name: 'updateMemberAddMode',
	since: '2.4.0',
	schema: groupSchema({ mode: { type: 'string', enum: ['admin_add', 'all_member_add'] } }),
	client: 'groupMemberAddMode',
	failure: [400, 'Error updating member add mode'],
	run({ state, instance, body }, jid) {
		const group = groupOf(instance, jid);
		asAdmin(instance, group);
		group.memberAddMode = body.mode === 'all_member_add';
		tellGroupChange(state, instance, group, { memberAddMode: group.memberAddMode });
		return created({ update: 'success', mode: body.mode });
	},
});
