import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, senderKeys } from '../../../values/addresses';
import { recordOf } from '../../../values/answer';
import { firstText, numberOrNull } from '../../../values/loose';
import { plainNameOrNull } from '../../../values/plainName';
import { chatOfSource, isoOf, numberFirst, senderOfSource } from '../goMessage';
import type { GoReader, GoTold } from './goTold';

// People, chats and labels.

/** For the time of an event that has one of its own. */
export const timestampIn = ({ Timestamp }: IDataObject): IDataObject => {
	const timestamp = isoOf(Timestamp);
	return timestamp === null ? {} : { timestamp };
};

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
