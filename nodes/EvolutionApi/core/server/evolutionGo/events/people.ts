import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, senderKeys, addressOf } from '../../../values/addresses';
import {
	recordOf,
	firstText,
	listOf,
	numberOrNull,
	recordsIn,
	flagOrNull,
	textsOf,
} from '../../../values/answer';
import { plainNameOrNull } from '../../../values/text';
import {
	isoOf,
	numberFirst,
	chatOfSource,
	senderOfSource,
	timestampIn,
	type GoTold,
	type GoReader,
} from './reader';

/** Why a call is over, where that is a status of its own. Others, such as that another phone took it, are none. */
const ENDINGS = ['timeout', 'reject'];

const isVideo = ({ Media, Data }: IDataObject) =>
	Media === 'video' ||
	listOf(recordOf(Data).Content).some((node) => recordOf(node).Tag === 'video');

const call = (statusOf: (data: IDataObject) => string): GoReader => ({
	event: 'call',
	read(data) {
		const { From, CallCreator, CallCreatorAlt, GroupJID, Type } = data;
		const caller = numberFirst(CallCreator, CallCreatorAlt);
		const other = numberFirst(From);
		const group = numberFirst(GroupJID);
		const isFromCaller = other.every((jid) => caller.includes(jid));
		const chat = group.length > 0 ? group : isFromCaller ? caller : other;
		return {
			data,
			chat,
			facts: {
				timestamp: isoOf(data.Timestamp),
				callId: firstText(data.CallID),
				...chatKeysFor(chat),
				...senderKeys(...caller),
				status: statusOf(data),
				isVideo: isVideo(data),
				isGroupCall: group.length > 0 || Type === 'group',
			},
		};
	},
});

export const callReaders: Readonly<Record<string, GoReader>> = {
	CallOffer: call(() => 'offer'),
	CallOfferNotice: call(() => 'offer'),
	CallRelayLatency: call(() => 'ringing'),
	CallAccept: call(() => 'accept'),
	CallTerminate: call(({ Reason }) => ENDINGS.find((one) => one === Reason) ?? 'terminate'),
};

// People, chats and labels.

const contact = (data: IDataObject, addresses: readonly string[], name: string | null): GoTold => ({
	data,
	chat: addresses,
	facts: {
		...chatKeysFor(addresses),
		name: plainNameOrNull(name),
		profilePictureUrl: null,
		...timestampIn(data),
	},
});

const chat = (data: IDataObject, id: unknown, name: string | null = null): GoTold => {
	const addresses = numberFirst(id);
	const unreadCount = numberOrNull(data.unreadCount);
	return {
		data,
		chat: addresses,
		facts: {
			...chatKeysFor(addresses),
			name: plainNameOrNull(name),
			unreadCount,
			...timestampIn(data),
		},
	};
};

export const oldChat = (data: IDataObject): GoTold => chat(data, data.ID, firstText(data.name));

export const oldContact = (data: IDataObject): GoTold =>
	contact(data, numberFirst(data.ID), firstText(data.pushname));

export const peopleReaders: Readonly<Record<string, GoReader>> = {
	Contact: {
		event: 'contacts.upsert',
		read(data) {
			const { fullName, firstName, lidJID } = recordOf(data.Action);
			return contact(data, numberFirst(data.JID, lidJID), firstText(fullName, firstName));
		},
	},
	PushName: {
		event: 'contacts.update',
		read: (data) => contact(data, numberFirst(data.JID, data.JIDAlt), firstText(data.NewPushName)),
	},
	Picture: {
		event: 'contacts.update',
		read: (data) => contact(data, numberFirst(data.JID), null),
	},
	Archive: { event: 'chats.update', read: (data) => chat(data, data.JID) },
	NewsletterJoin: {
		event: 'chats.upsert',
		read(data) {
			const { name } = recordOf(data.thread_metadata);
			return chat(data, data.id, firstText(recordOf(name).text));
		},
	},
	NewsletterLeave: { event: 'chats.delete', read: (data) => chat(data, data.id) },
	LabelEdit: {
		event: 'labels.edit',
		read(data) {
			const { name, color, deleted } = recordOf(data.Action);
			return {
				data,
				facts: {
					labelId: firstText(data.LabelID),
					name: firstText(name),
					color: numberOrNull(color),
					isDeleted: deleted === true,
					...timestampIn(data),
				},
			};
		},
	},
	LabelAssociationChat: {
		event: 'labels.association',
		read(data) {
			const addresses = numberFirst(data.JID);
			const isLabelled = recordOf(data.Action).labeled === true;
			return {
				data,
				chat: addresses,
				facts: {
					...chatKeysFor(addresses),
					labelId: firstText(data.LabelID),
					action: isLabelled ? 'add' : 'remove',
					...timestampIn(data),
				},
			};
		},
	},
	Presence: {
		event: 'presence.update',
		read(data, { state }) {
			const person = numberFirst(data.From);
			const isAway = data.Unavailable === true || state === 'offline';
			const shown = isAway ? 'unavailable' : 'available';
			return presence({ data, chat: person, person, shown, lastSeenAt: isoOf(data.LastSeen) });
		},
	},
	ChatPresence: {
		event: 'presence.update',
		read(data) {
			const isRecording = data.State === 'composing' && data.Media === 'audio';
			const shown = isRecording ? 'recording' : firstText(data.State);
			const person = senderOfSource(data);
			return presence({ data, chat: chatOfSource(data), person, shown, lastSeenAt: null });
		},
	},
};

interface Shown {
	readonly data: IDataObject;
	readonly chat: readonly string[];
	readonly person: readonly string[];
	readonly shown: string | null;
	readonly lastSeenAt: string | null;
}

const presence = ({ data, chat: addresses, person, shown, lastSeenAt }: Shown): GoTold => ({
	data,
	chat: addresses,
	facts: [{ ...chatKeysFor(addresses), ...senderKeys(...person), presence: shown, lastSeenAt }],
});

/** What happened to members, by the key that lists them. */
const ACTIONS = { Join: 'add', Leave: 'remove', Promote: 'promote', Demote: 'demote' } as const;

type ListOfMembers = keyof typeof ACTIONS;

const LISTS = Object.keys(ACTIONS) as ListOfMembers[];

/** As a rule there is one. */
const listsIn = (data: IDataObject): ListOfMembers[] =>
	LISTS.filter((key) => textsOf(data[key]).length > 0);

const authorOf = ({ Sender, SenderPN }: IDataObject) => addressOf(...numberFirst(SenderPN, Sender));

function membersChanged(data: IDataObject, list: ListOfMembers): GoTold {
	const chat = numberFirst(data.JID);
	const author = authorOf(data);
	const participants = textsOf(data[list]).map((member) => {
		const { jid, phoneNumber, lid } = addressOf(member);
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
			...timestampIn(data),
		},
	};
}

/** What has not changed is null. */
function groupChanged(data: IDataObject): GoTold {
	const chat = numberFirst(data.JID);
	return {
		data,
		chat,
		facts: {
			...chatKeysFor(chat),
			name: firstText(recordOf(data.Name).Name),
			description: firstText(recordOf(data.Topic).Topic),
			owner: null,
			changedBy: authorOf(data).jid,
			createdAt: null,
			onlyAdminsWrite: flagOrNull(recordOf(data.Announce).IsAnnounce),
			onlyAdminsEdit: flagOrNull(recordOf(data.Locked).IsLocked),
			memberCount: null,
			participants: null,
			...timestampIn(data),
		},
	};
}

function memberOfGroup({ JID, PhoneNumber, LID, DisplayName, ...is }: IDataObject): IDataObject {
	const role = is.IsSuperAdmin === true ? 'superadmin' : is.IsAdmin === true ? 'admin' : 'member';
	const { jid, phoneNumber, lid } = addressOf(...numberFirst(PhoneNumber, JID, LID));
	return { jid, phoneNumber, lid, name: plainNameOrNull(firstText(DisplayName)), role };
}

function groupJoined(data: IDataObject): GoTold {
	const chat = numberFirst(data.JID);
	const participants = recordsIn(data.Participants).map(memberOfGroup);
	return {
		data,
		chat,
		facts: {
			...chatKeysFor(chat),
			name: firstText(data.Name),
			description: firstText(data.Topic),
			owner: addressOf(...numberFirst(data.OwnerPN, data.OwnerJID)).jid,
			changedBy: authorOf(data).jid,
			createdAt: isoOf(data.GroupCreated),
			onlyAdminsWrite: flagOrNull(data.IsAnnounce),
			onlyAdminsEdit: flagOrNull(data.IsLocked),
			memberCount: numberOrNull(data.ParticipantCount) ?? participants.length,
			participants,
		},
	};
}

export const groupReaders: Readonly<Record<string, GoReader>> = {
	GroupInfo: {
		event: (data) => (listsIn(data).length > 0 ? 'group-participants.update' : 'groups.update'),
		read(data) {
			const lists = listsIn(data);
			if (lists.length === 0) return groupChanged(data);
			return lists.map((list) => membersChanged(data, list));
		},
	},
	JoinedGroup: { event: 'groups.upsert', read: groupJoined },
};
