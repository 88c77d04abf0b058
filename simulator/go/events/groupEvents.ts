import type { Json } from '../../core/data';
import { asList, asObject, asString } from '../../core/values';
import type { Instance } from '../../state/instance';
import { lidOf } from '../../whatsapp/lid';
import { ZERO_TIME } from '../core/answers';
import { goSeconds } from '../core/time';
import { groupInfoOf } from '../messages/groupInfo';
import type { GoEvent } from './goEvent';

let version = 1;

function groupEvent(group: string, author: string, changes: Json): GoEvent {
	version += 1;
	const data = {
		JID: group,
		Notify: '',
		Sender: author && lidOf(author),
		SenderPN: author,
		Timestamp: goSeconds(Date.now()),
		Name: null,
		Topic: null,
		Locked: null,
		Announce: null,
		Ephemeral: null,
		MembershipApprovalMode: null,
		Delete: null,
		Link: null,
		Unlink: null,
		NewInviteLink: null,
		PrevParticipantVersionID: String(version - 1),
		ParticipantVersionID: String(version),
		JoinReason: '',
		Join: null,
		Leave: null,
		Promote: null,
		Demote: null,
		Suspended: false,
		Unsuspended: false,
		UnknownChanges: null,
		...changes,
	};
	return { event: 'GroupInfo', data, chat: group };
}

const CHANGES: Record<string, (value: unknown, author: string) => Json> = {
	subject: (value, author) => ({
		Name: {
			Name: value,
			NameSetAt: goSeconds(Date.now()),
			NameSetBy: lidOf(author),
			NameSetByPN: author,
		},
	}),
	desc: (value, author) => ({
		Topic: {
			Topic: value ?? '',
			TopicID: '1',
			TopicSetAt: goSeconds(Date.now()),
			TopicSetBy: lidOf(author),
			TopicSetByPN: author,
			TopicDeleted: !value,
		},
	}),
	announce: (value) => ({ Announce: { IsAnnounce: value, AnnounceVersionID: '' } }),
	restrict: (value) => ({ Locked: { IsLocked: value } }),
	joinApproval: (value) => ({ MembershipApprovalMode: { IsJoinApprovalRequired: value } }),
	// WhatsApp's library doesn't know this change, and passes on WhatsApp's original XML element.
	memberAddMode: (value) => ({
		UnknownChanges: [
			{
				Tag: 'member_add_mode',
				Attrs: {},
				Content: Buffer.from(value === false ? 'admin_add' : 'all_member_add').toString('base64'),
			},
		],
	}),
	inviteCode: (value) => ({ NewInviteLink: `https://chat.whatsapp.com/${asString(value)}` }),
};

export function changeEvents(data: unknown): GoEvent[] {
	return asList(data)
		.map(asObject)
		.flatMap((change) => {
			const author = asString(change.author);
			return Object.keys(change)
				.filter((key) => Object.hasOwn(CHANGES, key))
				.map((key) => groupEvent(asString(change.id), author, CHANGES[key](change[key], author)));
		});
}

const MEMBERS: Record<string, string> = {
	add: 'Join',
	remove: 'Leave',
	promote: 'Promote',
	demote: 'Demote',
};

/** The event contains the members' LIDs, but not their numbers. */
export function memberEvent(data: Json): GoEvent {
	const lids = asList(data.participants).map((jid) => lidOf(String(jid)));
	const changes = { [MEMBERS[asString(data.action)]]: lids };
	return groupEvent(asString(data.id), asString(data.author), changes);
}

/** The events contain the group's details next to the reason for joining. */
export function joinedEvents(instance: Instance, data: unknown): GoEvent[] {
	return asList(data)
		.map((one) => instance.groups.get(asString(asObject(one).id)))
		.filter((group) => group !== undefined)
		.map((group) => ({
			event: 'JoinedGroup',
			data: {
				Reason: '',
				Type: 'new',
				CreateKey: '',
				Sender: lidOf(group.owner),
				SenderPN: group.owner,
				Notify: '',
				...groupInfoOf(group),
				TopicSetAt: ZERO_TIME,
			},
			chat: group.id,
		}));
}
