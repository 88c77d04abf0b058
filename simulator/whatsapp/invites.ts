import type { Group, Instance } from '../state/instance';
import type { State } from '../state/state';
import { asAdmin, groupOf, newInviteCode } from './groups';

export const inviteUrl = (code: string) => `https://chat.whatsapp.com/${code}`;

/** Returns the invite code of one of the account's groups. Only the group's admins may see it. */
export function inviteCodeOf(instance: Instance, jid: string): string {
	const group = groupOf(instance, jid);
	asAdmin(instance, group);
	group.inviteCode ??= newInviteCode();
	return group.inviteCode;
}

/** Returns the group of an invite code, if any instance of this simulator has such a group. */
export function groupByCode(state: State, code: string): Group | undefined {
	for (const instance of state.instances.values()) {
		for (const group of instance.groups.values()) if (group.inviteCode === code) return group;
	}
	return undefined;
}
