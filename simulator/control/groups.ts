import { created, ok, simError } from '../core/answers';
import { asList, optionalString } from '../core/values';
import type { Group, Instance } from '../state/instance';
import { member, metadataOf, newInviteCode, tellNewGroup } from '../whatsapp/groups';
import { toJid } from '../whatsapp/numbers';
import { groupPicture } from '../whatsapp/pictures';
import { nameOf } from '../whatsapp/view';
import { findInstance } from './find';
import type { ControlRoute } from './types';

const view = (instance: Instance, group: Group) => ({
	...metadataOf(group),
	pictureUrl: groupPicture(group),
	inviteCode: group.inviteCode ?? null,
	participants: group.participants.map(({ id, admin }) => ({
		jid: id,
		name: nameOf(instance, id),
		admin,
	})),
});

export const groupRoutes: ControlRoute[] = [
	{
		method: 'GET',
		path: '/_sim/instances/:name/groups',
		handler(call) {
			const instance = findInstance(call);
			return ok([...instance.groups.values()].map((group) => view(instance, group)));
		},
	},
	{
		method: 'GET',
		path: '/_sim/instances/:name/groups/:jid',
		handler(call) {
			const instance = findInstance(call);
			const group = instance.groups.get(call.params.jid);
			if (!group) throw simError(404, `There is no group "${call.params.jid}"`);
			return ok(view(instance, group));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/groups',
		handler(call) {
			const { id, subject, owner, participants, inviteCode } = call.body;
			if (typeof id !== 'string') throw simError(400, '"id" must be a text');
			const instance = findInstance(call);
			const own = instance.ownerJid ?? '';
			const first = typeof owner === 'string' ? toJid(owner) : own;
			const others = asList(participants).map((number) => toJid(String(number)));
			const jids = [...new Set([own, ...others])].filter((jid) => jid !== first);
			const group: Group = {
				id: toJid(id),
				subject: optionalString(subject) ?? 'Group',
				owner: first,
				creation: Math.floor(Date.now() / 1000),
				participants: [member(first, 'superadmin'), ...jids.map((jid) => member(jid))],
				inviteCode: optionalString(inviteCode) ?? newInviteCode(),
			};
			instance.groups.set(group.id, group);
			tellNewGroup(call.state, instance, group);
			return created(group);
		},
	},
];
