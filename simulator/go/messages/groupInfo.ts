import type { Json } from '../../core/data';
import type { Group, Participant } from '../../state/instance';
import { ZERO_TIME } from '../core/answers';
import { lidOf } from '../../whatsapp/lid';
import { goSeconds } from '../core/time';

const participantView = ({ id, admin }: Participant): Json => ({
	JID: lidOf(id),
	PhoneNumber: id,
	LID: lidOf(id),
	IsAdmin: admin !== null,
	IsSuperAdmin: admin === 'superadmin',
	DisplayName: '',
	Error: 0,
	AddRequest: null,
});

const secondsOf = (seconds: number | undefined) =>
	seconds === undefined ? ZERO_TIME : goSeconds(seconds * 1000);

const topicOf = ({ desc = '', descId = '' }: Group): Json => ({
	Topic: desc,
	TopicID: descId,
	TopicSetAt: ZERO_TIME,
	TopicSetBy: '',
	TopicSetByPN: '',
	TopicDeleted: false,
});

export function groupInfoOf(group: Group): Json {
	const { owner, subjectOwner = owner } = group;
	return {
		JID: group.id,
		OwnerJID: lidOf(owner),
		OwnerPN: owner,
		Name: group.subject,
		NameSetAt: secondsOf(group.subjectTime ?? group.creation),
		NameSetBy: lidOf(subjectOwner),
		NameSetByPN: '',
		...topicOf(group),
		IsLocked: group.restrict ?? false,
		IsAnnounce: group.announce ?? false,
		AnnounceVersionID: '',
		IsEphemeral: group.ephemeral !== undefined && group.ephemeral > 0,
		DisappearingTimer: group.ephemeral ?? 0,
		IsIncognito: false,
		IsParent: group.isCommunity ?? false,
		DefaultMembershipApprovalMode: '',
		LinkedParentJID: group.linkedParent ?? '',
		IsDefaultSubGroup: group.isCommunityAnnounce ?? false,
		IsJoinApprovalRequired: group.joinApproval ?? false,
		AddressingMode: 'lid',
		GroupCreated: secondsOf(group.creation),
		CreatorCountryCode: 'BR',
		ParticipantVersionID: String(group.creation * 1000),
		Participants: group.participants.map(participantView),
		ParticipantCount: group.participants.length,
		MemberAddMode: group.memberAddMode === false ? 'admin_add' : 'all_member_add',
		Suspended: false,
	};
}
