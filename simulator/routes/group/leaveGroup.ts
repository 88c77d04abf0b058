import { ok } from '../../core/answers';
import { asString } from '../../core/values';
import { groupOf } from '../../whatsapp/groups';
import { changeParticipants } from '../../whatsapp/participants';
import { groupRoute } from './groupRoute';

/** The group's chat stays, but the list of groups no longer has it. */
export const leaveGroup = groupRoute({
	method: 'DELETE',
	name: 'leaveGroup',
	schema: {},
	client: 'groupLeave',
	failure: [400, 'Unable to leave the group'],
	run({ state, instance }, jid) {
		const group = groupOf(instance, jid);
		changeParticipants(state, instance, group, {
			action: 'remove',
			jids: [asString(instance.ownerJid)],
		});
		instance.groups.delete(jid);
		return ok({ groupJid: jid, leave: true });
	},
});
