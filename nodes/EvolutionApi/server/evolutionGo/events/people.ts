import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, senderKeys, parseAddress, plainJid } from '../../../core/values/addresses';
import {
	asRecord,
	firstText,
	asList,
	numberOrNull,
	asRecords,
	flagOrNull,
	asTexts,
	isRecord,
	withoutNulls,
} from '../../../core/values/answer';
import { plainNameOrNull } from '../../../core/values/text';
import {
	readIsoTime,
	sortNumberFirst,
	readChat,
	readSender,
	readTimestamp,
	type GoTold,
	type GoReader,
} from './reader';

/** Reasons that become the status of an ended call. With any other reason, the status is `terminate`. */
const ENDINGS = ['timeout', 'reject'];

const isVideo = ({ Media, Data }: IDataObject) =>
	Media === 'video' ||
	asList(asRecord(Data).Content).some((node) => asRecord(node).Tag === 'video');

const readAs = (statusOf: (data: IDataObject) => string): GoReader => ({
	event: 'call',
	read(data) {
		const { From, CallCreator, CallCreatorAlt, GroupJID, Type } = data;
		const caller = sortNumberFirst(CallCreator, CallCreatorAlt);
		const other = sortNumberFirst(From);
		const group = sortNumberFirst(GroupJID);
		const isFromCaller = other.every((jid) => caller.includes(jid));
		const chat = group.length > 0 ? group : isFromCaller ? caller : other;
		return {
			data,
			chat,
			facts: {
				timestamp: readIsoTime(data.Timestamp),
				callId: firstText(data.CallID),
				...chatKeysFor(chat),
				...senderKeys(...caller),
				status: statusOf(data),
				isVideo: isVideo(data),
				isGroupCall: group.length > 0 || Type === 'group',
				isOffline: null,
			},
		};
	},
});

export const callReaders: Readonly<Record<string, GoReader>> = {
	CallOffer: readAs(() => 'offer'),
	CallOfferNotice: readAs(() => 'offer'),
	CallRelayLatency: readAs(() => 'ringing'),
	CallAccept: readAs(() => 'accept'),
	CallTerminate: readAs(({ Reason }) => ENDINGS.find((end) => end === Reason) ?? 'terminate'),
};

const contact = (data: IDataObject, addresses: readonly string[], name: string | null): GoTold => ({
	data,
	chat: addresses,
	facts: {
		...chatKeysFor(addresses),
		name: plainNameOrNull(name),
		profilePictureUrl: null,
		...readTimestamp(data),
	},
});

const chatEvent = (data: IDataObject, id: unknown, name: string | null = null): GoTold => {
	const addresses = sortNumberFirst(id);
	const unreadCount = numberOrNull(data.unreadCount);
	return {
		data,
		chat: addresses,
		facts: {
			...chatKeysFor(addresses),
			name: plainNameOrNull(name),
			unreadCount,
			...readTimestamp(data),
		},
	};
};

export const oldChat = (data: IDataObject): GoTold =>
	chatEvent(data, data.ID, firstText(data.name));

export const oldContact = (data: IDataObject): GoTold =>
	contact(data, sortNumberFirst(data.ID), firstText(data.pushname));

export const peopleReaders: Readonly<Record<string, GoReader>> = {
	Contact: {
		event: 'contacts.upsert',
		read(data) {
			const { fullName, firstName, lidJID } = asRecord(data.Action);
			return contact(data, sortNumberFirst(data.JID, lidJID), firstText(fullName, firstName));
		},
	},
	PushName: {
		event: 'contacts.update',
		read: (data) =>
			contact(data, sortNumberFirst(data.JID, data.JIDAlt), firstText(data.NewPushName)),
	},
	Picture: {
		event: 'contacts.update',
		read: (data) => contact(data, sortNumberFirst(data.JID), null),
	},
	UserAbout: {
		event: 'contacts.update',
		read(data) {
			const { facts, ...event } = contact(data, sortNumberFirst(data.JID), null);
			return { ...event, facts: { ...asRecord(facts), about: firstText(data.Status) ?? '' } };
		},
	},
	Archive: { event: 'chats.update', read: (data) => chatEvent(data, data.JID) },
	NewsletterJoin: {
		event: 'chats.upsert',
		read(data) {
			const { name } = asRecord(data.thread_metadata);
			return chatEvent(data, data.id, firstText(asRecord(name).text));
		},
	},
	NewsletterLeave: { event: 'chats.delete', read: (data) => chatEvent(data, data.id) },
	LabelEdit: {
		event: 'labels.edit',
		read(data) {
			const { name, color, deleted } = asRecord(data.Action);
			return {
				data,
				facts: {
					labelId: firstText(data.LabelID),
					name: firstText(name),
					color: numberOrNull(color),
					isDeleted: deleted === true,
					...readTimestamp(data),
				},
			};
		},
	},
	LabelAssociationChat: {
		event: 'labels.association',
		read(data) {
			const addresses = sortNumberFirst(data.JID);
			const isLabelled = asRecord(data.Action).labeled === true;
			return {
				data,
				chat: addresses,
				facts: {
					...chatKeysFor(addresses),
					labelId: firstText(data.LabelID),
					action: isLabelled ? 'add' : 'remove',
					...readTimestamp(data),
				},
			};
		},
	},
	Presence: {
		event: 'presence.update',
		read(data, { state }) {
			const person = sortNumberFirst(data.From);
			const isAway = data.Unavailable === true || state === 'offline';
			const presenceWord = isAway ? 'unavailable' : 'available';
			return presence({
				data,
				chat: person,
				person,
				word: presenceWord,
				lastSeenAt: readIsoTime(data.LastSeen),
			});
		},
	},
	ChatPresence: {
		event: 'presence.update',
		read(data) {
			const isRecording = data.State === 'composing' && data.Media === 'audio';
			const presenceWord = isRecording ? 'recording' : firstText(data.State);
			const person = readSender(data);
			return presence({ data, chat: readChat(data), person, word: presenceWord, lastSeenAt: null });
		},
	},
};

interface PersonPresence {
	readonly data: IDataObject;
	readonly chat: readonly string[];
	readonly person: readonly string[];
	readonly word: string | null;
	readonly lastSeenAt: string | null;
}

const presence = ({ data, chat: addresses, person, word, lastSeenAt }: PersonPresence): GoTold => ({
	data,
	chat: addresses,
	facts: [{ ...chatKeysFor(addresses), ...senderKeys(...person), presence: word, lastSeenAt }],
});

const ACTIONS = { Join: 'add', Leave: 'remove', Promote: 'promote', Demote: 'demote' } as const;

type ListOfMembers = keyof typeof ACTIONS;

const LISTS = Object.keys(ACTIONS) as ListOfMembers[];

const readMemberLists = (data: IDataObject): ListOfMembers[] =>
	LISTS.filter((key) => asTexts(data[key]).length > 0);

const readAuthor = ({ Sender, SenderPN }: IDataObject) =>
	parseAddress(...sortNumberFirst(SenderPN, Sender));

function membersChanged(data: IDataObject, list: ListOfMembers): GoTold {
	const chat = sortNumberFirst(data.JID);
	const author = readAuthor(data);
	const participants = asTexts(data[list]).map((member) => {
		// A person who joins or leaves on their own is the event's author, whose number the event contains.
		const isAuthor = [author.jid, author.lid].includes(plainJid(member));
		const { jid, phoneNumber, lid } = parseAddress(
			member,
			...(isAuthor ? [author.phoneNumber] : []),
		);
		return { jid, phoneNumber, lid, name: null };
	});
	return {
		data,
		chat,
		facts: {
			...chatKeysFor(chat),
			action: ACTIONS[list],
			author: author.jid,
			authorPhone: author.phoneNumber,
			participants,
			...withoutNulls({ joinReason: list === 'Join' ? firstText(data.JoinReason) : null }),
			...readTimestamp(data),
		},
	};
}

/** Returns the facts of a changed group, where null means unchanged. */
function groupChanged(data: IDataObject): GoTold {
	const chat = sortNumberFirst(data.JID);
	const author = readAuthor(data);
	const { Name, Topic, Announce, Locked, Ephemeral, MembershipApprovalMode, NewInviteLink } = data;
	const topic = asRecord(Topic);
	const isRemoved = isRecord(Topic) && (topic.TopicDeleted === true || topic.Topic === '');
	const { IsEphemeral, DisappearingTimer } = asRecord(Ephemeral);
	const seconds = IsEphemeral === false ? 0 : numberOrNull(DisappearingTimer);
	const changes = {
		name: isRecord(Name),
		description: isRecord(Topic),
		onlyAdminsWrite: isRecord(Announce),
		onlyAdminsEdit: isRecord(Locked),
		disappearingSeconds: isRecord(Ephemeral),
		joinApproval: isRecord(MembershipApprovalMode),
		inviteCode: firstText(NewInviteLink) !== null,
	};
	return {
		data,
		chat,
		facts: {
			...chatKeysFor(chat),
			name: firstText(asRecord(Name).Name),
			description: isRemoved ? '' : firstText(topic.Topic),
			owner: null,
			changedBy: author.jid,
			changedByPhone: author.phoneNumber,
			createdAt: null,
			onlyAdminsWrite: flagOrNull(asRecord(Announce).IsAnnounce),
			onlyAdminsEdit: flagOrNull(asRecord(Locked).IsLocked),
			disappearingSeconds: isRecord(Ephemeral) ? seconds : null,
			membersCanAdd: null,
			joinApproval: flagOrNull(asRecord(MembershipApprovalMode).IsJoinApprovalRequired),
			inviteCode: firstText(NewInviteLink)?.split('/').at(-1) ?? null,
			memberCount: null,
			participants: null,
			changed: Object.entries(changes).flatMap(([key, isTold]) => (isTold ? key : [])),
			...readTimestamp(data),
		},
	};
}

function memberOfGroup({ JID, PhoneNumber, LID, DisplayName, ...is }: IDataObject): IDataObject {
	const role = is.IsSuperAdmin === true ? 'superadmin' : is.IsAdmin === true ? 'admin' : 'member';
	const { jid, phoneNumber, lid } = parseAddress(...sortNumberFirst(PhoneNumber, JID, LID));
	return { jid, phoneNumber, lid, name: plainNameOrNull(firstText(DisplayName)), role };
}

function groupJoined(data: IDataObject): GoTold {
	const chat = sortNumberFirst(data.JID);
	const participants = asRecords(data.Participants).map(memberOfGroup);
	return {
		data,
		chat,
		facts: {
			...chatKeysFor(chat),
			name: firstText(data.Name),
			description: firstText(data.Topic),
			owner: parseAddress(...sortNumberFirst(data.OwnerPN, data.OwnerJID)).jid,
			changedBy: readAuthor(data).jid,
			changedByPhone: readAuthor(data).phoneNumber,
			createdAt: readIsoTime(data.GroupCreated),
			onlyAdminsWrite: flagOrNull(data.IsAnnounce),
			onlyAdminsEdit: flagOrNull(data.IsLocked),
			disappearingSeconds: numberOrNull(data.DisappearingTimer),
			membersCanAdd: null,
			joinApproval: flagOrNull(data.IsJoinApprovalRequired),
			inviteCode: null,
			memberCount: numberOrNull(data.ParticipantCount) ?? participants.length,
			participants,
		},
	};
}

export const groupReaders: Readonly<Record<string, GoReader>> = {
	GroupInfo: {
		event: (data) =>
			readMemberLists(data).length > 0 ? 'group-participants.update' : 'groups.update',
		read(data) {
			const lists = readMemberLists(data);
			if (lists.length === 0) return groupChanged(data);
			return lists.map((list) => membersChanged(data, list));
		},
	},
	JoinedGroup: { event: 'groups.upsert', read: groupJoined },
};
