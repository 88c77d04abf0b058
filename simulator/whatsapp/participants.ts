import type { Group, Instance } from '../state/instance';
import type { State } from '../state/state';
import { member, tellMembers, tellNewGroup } from './groups';
import { digitsOf, isOnWhatsApp } from './numbers';

export type Action = 'add' | 'remove' | 'promote' | 'demote';

type Status = '200' | '404' | '409';

function statusOf(state: State, group: Group, action: Action, jid: string): Status {
	const isIn = group.participants.some(({ id }) => id === jid);
	if (action !== 'add') return isIn ? '200' : '404';
	if (isIn) return '409';
	return isOnWhatsApp(state.config, jid) ? '200' : '404';
}

function apply(group: Group, action: Action, jids: string[]): void {
	if (action === 'add') group.participants.push(...jids.map((jid) => member(jid)));
	else if (action === 'remove') {
		group.participants = group.participants.filter(({ id }) => !jids.includes(id));
	} else {
		for (const participant of group.participants) {
			// The group's creator stays its first admin.
			if (!jids.includes(participant.id) || participant.admin === 'superadmin') continue;
			participant.admin = action === 'promote' ? 'admin' : null;
		}
	}
}

/** Adds the group to this simulator's instances whose phones are now in it, and removes it from the others. */
export function follow(state: State, group: Group): void {
	for (const instance of state.instances.values()) {
		if (!instance.ownerJid) continue;
		const isIn = group.participants.some(({ id }) => id === instance.ownerJid);
		const has = instance.groups.get(group.id) === group;
		if (isIn && !has) {
			instance.groups.set(group.id, group);
			tellNewGroup(state, instance, group);
		} else if (!isIn && has) instance.groups.delete(group.id);
	}
}

export function changeParticipants(
	state: State,
	author: Instance,
	group: Group,
	{ action, jids }: { action: Action; jids: string[] },
): Array<{ jid: string; status: Status }> {
	const results = [...new Set(jids)].map((jid) => ({
		jid,
		status: statusOf(state, group, action, jid),
	}));
	const changed = results.filter(({ status }) => status === '200').map(({ jid }) => jid);
	if (changed.length === 0) return results;
	apply(group, action, changed);
	if (action === 'add') follow(state, group);
	tellMembers(state, group, 'group-participants.update', () => ({
		id: group.id,
		author: author.ownerJid,
		participants: changed,
		action,
		participantsData: changed.map((jid) => ({ jid, phoneNumber: digitsOf(jid) })),
	}));
	if (action === 'remove') follow(state, group);
	return results;
}
