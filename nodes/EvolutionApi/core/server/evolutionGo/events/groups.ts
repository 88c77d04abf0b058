import type { IDataObject } from 'n8n-workflow';

import { addressOf, chatKeysFor } from '../../../values/addresses';
import { recordOf, recordsIn } from '../../../values/answer';
import { firstText, flagOrNull, numberOrNull, textsOf } from '../../../values/loose';
import { plainNameOrNull } from '../../../values/text';
import { isoOf, numberFirst, timestampIn, type GoTold, type GoReader } from './reader';

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
