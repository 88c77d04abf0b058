import { inviteUrl } from '../../../whatsapp/invites';
import { newInviteCode, tellGroupChange } from '../../../whatsapp/groups';
import { failed, successWith } from '../../core/answers';
import type { InstanceGoRoute } from '../../core/route';
import { askWhatsApp } from '../../life/useClient';
import { groupInfoOf } from '../../messages/groupInfo';
import { groupRoute, NO_GROUP } from './groupRoute';

export const listGroups: InstanceGoRoute = {
	method: 'GET',
	path: '/group/list',
	key: 'instance',
	async run(call) {
		await askWhatsApp(call);
		return successWith([...call.instance.groups.values()].map(groupInfoOf));
	},
};

/** Should list the account's own groups. The server compares two kinds of addresses, so it never finds any. */
export const myGroups: InstanceGoRoute = {
	method: 'GET',
	path: '/group/myall',
	key: 'instance',
	async run(call) {
		await askWhatsApp(call);
		return successWith(null);
	},
};

export const groupInfo = groupRoute({
	path: '/group/info',
	struct: { name: 'GetGroupInfoStruct', fields: { groupJid: 'string' } } as const,
	missing: NO_GROUP,
	run: (_call, group) => successWith(groupInfoOf(group)),
});

export const inviteLink = groupRoute({
	path: '/group/invitelink',
	struct: {
		name: 'GetGroupInviteLinkStruct',
		fields: { groupJid: 'string', reset: 'bool' },
	} as const,
	missing: NO_GROUP,
	run(call, group, { reset }) {
		const own = group.participants.find(({ id }) => id === call.instance.ownerJid);
		if (!own?.admin) throw failed("you don't have the permission to get the group's invite link");
		if (reset || group.inviteCode === undefined) group.inviteCode = newInviteCode();
		const { inviteCode } = group;
		if (reset) tellGroupChange(call.state, call.instance, group, { inviteCode });
		return successWith(inviteUrl(inviteCode));
	},
});
