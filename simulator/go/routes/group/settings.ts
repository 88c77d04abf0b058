import type { Json } from '../../../core/data';
import { tellGroupChange } from '../../../whatsapp/groups';
import { failed, success } from '../../core/answers';
import { checkNumber } from '../../core/numberChecks';
import { parseJid } from '../../core/jids';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp, useClient } from '../../life/useClient';
import { groupAt, needAdmin } from './groupRoute';

const struct = {
	name: 'UpdateGroupSettingsStruct',
	fields: { groupJid: 'string', action: 'string' },
} as const;

const ACTIONS: Record<string, Json> = {
	announcement: { announce: true },
	not_announcement: { announce: false },
	locked: { restrict: true },
	unlocked: { restrict: false },
	approval_on: { joinApproval: true },
	approval_off: { joinApproval: false },
	admin_add: { memberAddMode: false },
	all_member_add: { memberAddMode: true },
};

export const groupSettings: InstanceGoRoute = {
	method: 'POST',
	path: '/group/settings',
	key: 'instance',
	since: 'groupSettings',
	numbers: checkNumber,
	async run(call) {
		const { groupJid, action } = bodyOf(call, struct, [
			['groupJid', 'groupJid is required'],
			['action', 'action is required'],
		]);
		await useClient(call);
		if (!parseJid(groupJid)) throw failed('invalid group jid');
		if (!Object.hasOwn(ACTIONS, action)) {
			throw failed(`invalid action. Valid actions: ${Object.keys(ACTIONS).join(', ')}`);
		}
		await askWhatsApp(call);
		const group = groupAt(call, groupJid);
		needAdmin(call, group);
		Object.assign(group, ACTIONS[action]);
		tellGroupChange(call.state, call.instance, group, ACTIONS[action]);
		return success();
	},
};
