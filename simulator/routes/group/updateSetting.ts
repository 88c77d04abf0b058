import { created } from '../../core/answers';
import type { Group } from '../../state/instance';
import { asAdmin, groupOf, tellGroupChange } from '../../whatsapp/groups';
import { groupRoute, groupSchema } from './groupRoute';

const SETTINGS: Record<string, Pick<Group, 'announce' | 'restrict'>> = {
	announcement: { announce: true },
	not_announcement: { announce: false },
	locked: { restrict: true },
	unlocked: { restrict: false },
};

export const updateSetting = groupRoute({
	method: 'POST',
	name: 'updateSetting',
	schema: groupSchema({ action: { type: 'string', enum: Object.keys(SETTINGS) } }),
	client: 'groupSettingUpdate',
	failure: [400, 'Error updating setting'],
	run({ state, instance, body }, jid) {
		const group = groupOf(instance, jid);
		asAdmin(instance, group);
		const changes = SETTINGS[String(body.action)];
		Object.assign(group, changes);
		tellGroupChange(state, instance, group, changes);
		return created({});
	},
});
