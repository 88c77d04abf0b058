import { created } from '../../core/answers';
import { asNumber } from '../../core/values';
import { asEditor, groupOf, tellMembers } from '../../whatsapp/groups';
import { groupRoute, groupSchema } from './groupRoute';

/** Allowed times in seconds until messages disappear: never, a day, a week, 90 days. */
const EXPIRATIONS = [0, 86_400, 604_800, 7_776_000];

export const toggleEphemeral = groupRoute({
	method: 'POST',
	name: 'toggleEphemeral',
	schema: groupSchema({ expiration: { type: 'number', enum: EXPIRATIONS } }),
	client: 'groupToggleEphemeral',
	failure: [400, 'Error updating setting'],
	run({ state, instance, body }, jid) {
		const group = groupOf(instance, jid);
		asEditor(instance, group);
		group.ephemeral = asNumber(body.expiration);
		tellMembers(state, group, 'chats.update', ({ id }) => [{ remoteJid: jid, instanceId: id }]);
		return created({ success: true });
	},
});
