import { ok, refused } from '../../core/answers';
import { metadataOf } from '../../whatsapp/groups';
import { groupByCode } from '../../whatsapp/invites';
import { inviteRoute } from './inviteRoute';

/** Without a connection, the server returns the same error as for an unknown code. */
export const inviteInfo = inviteRoute('inviteInfo', ({ state, instance }, code) => {
	const group = instance.state === 'open' ? groupByCode(state, code) : undefined;
	if (!group) throw refused(404, 'No invite info', code);
	return ok(metadataOf(group));
});
