import { ok } from '../../core/answers';
import { asString } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { groupByCode } from '../../whatsapp/invites';
import { changeParticipants } from '../../whatsapp/participants';
import { inviteRoute } from './inviteRoute';

/** A second request fails, because the account is already in the group. */
export const acceptInviteCode = inviteRoute('acceptInviteCode', ({ state, instance }, code) =>
	wrapped(404, 'Accept invite error', () => {
		useClient(instance, 'groupAcceptInvite');
		const group = groupByCode(state, code);
		if (!group) throw new Error('not-acceptable');
		const own = asString(instance.ownerJid);
		const [{ status }] = changeParticipants(state, instance, group, { action: 'add', jids: [own] });
		if (status !== '200') throw new Error('conflict');
		return ok({ accepted: true, groupJid: group.id });
	}),
);
