import { randomInt } from 'node:crypto';
import type { Json } from '../core/data';
import { compact } from '../core/values';
import type { Group, Instance, Participant } from '../state/instance';
import type { State } from '../state/state';
import { groupPicture } from './pictures';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const newInviteCode = () =>
	Array.from({ length: 22 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

export const newGroupId = () => `1203630${randomInt(10 ** 10, 10 ** 11)}@g.us`;

/** Returns the group, or throws WhatsApp's error if the account isn't in it. */
export function groupOf(instance: Instance, jid: string): Group {
	const group = instance.groups.get(jid);
	if (!group) throw new Error('item-not-found');
	return group;
}

export function asAdmin(instance: Instance, { participants }: Group): void {
	const own = participants.find(({ id }) => id === instance.ownerJid);
	if (!own?.admin) throw new Error('forbidden');
}

export function asEditor(instance: Instance, group: Group): void {
	if (group.restrict) asAdmin(instance, group);
}

const common = (group: Group): Json => ({
	...(group.linkedParent ? { linkedParent: group.linkedParent } : {}),
	id: group.id,
	subject: group.subject,
	subjectOwner: group.subjectOwner ?? group.owner,
	subjectTime: group.subjectTime ?? group.creation,
	size: group.participants.length,
	creation: group.creation,
	owner: group.owner,
	desc: group.desc,
	descId: group.descId,
	restrict: group.restrict ?? false,
	announce: group.announce ?? false,
	isCommunity: group.isCommunity ?? false,
	isCommunityAnnounce: group.isCommunityAnnounce ?? false,
});

export const metadataOf = (group: Group): Json =>
	compact({
		...common(group),
		addressingMode: 'pn',
		joinApprovalMode: group.joinApproval ?? false,
		memberAddMode: group.memberAddMode ?? true,
		ephemeralDuration: group.ephemeral || undefined,
		participants: group.participants,
	});

export const groupView = (group: Group, withParticipants: boolean): Json =>
	compact({
		...common(group),
		pictureUrl: groupPicture(group),
		participants: withParticipants ? group.participants : undefined,
	});

/** Reports an event to all instances in the group. They share one `Group` object. */
export function tellMembers(
	state: State,
	group: Group,
	event: string,
	data: (instance: Instance) => unknown,
): void {
	for (const instance of state.instances.values()) {
		if (instance.groups.get(group.id) !== group) continue;
		state.emit({ instance, event, data: data(instance) });
		state.changed({ type: 'update', instance: instance.name, chat: group.id });
	}
}

export function tellGroupChange(state: State, author: Instance, group: Group, changes: Json): void {
	tellMembers(state, group, 'groups.update', () => [
		{ id: group.id, ...changes, author: author.ownerJid },
	]);
}

export function tellNewGroup(state: State, instance: Instance, group: Group): void {
	const { id, subject, owner, creation, participants } = group;
	const data = [{ id, subject, owner, creation, participants }];
	state.emit({ instance, event: 'groups.upsert', data });
	state.changed({ type: 'update', instance: instance.name, chat: id });
}

export const member = (id: string, admin: Participant['admin'] = null): Participant => ({
	id,
	admin,
});
