import type { Group, Instance } from '../state/instance';
import type { State } from '../state/state';
import { asAdmin, groupOf, newInviteCode } from './groups';

export const inviteUrl = (code: string) => `https://chat.whatsapp.com/${code}`;

export function inviteCodeOf(instance: Instance, jid: string): string {
	const group = groupOf(instance, jid);
	asAdmin(instance, group);
	group.inviteCode ??= newInviteCode();
	return group.inviteCode;
}

export function groupByCode(state: State, code: string): Group | undefined {
	for (const instance of state.instances.values()) {
		for (const group of instance.groups.values()) if (group.inviteCode === code) return group;
	}
	return undefined;
}
