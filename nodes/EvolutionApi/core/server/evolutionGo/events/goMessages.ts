import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor } from '../../../values/addresses';
import { recordOf, recordsIn } from '../../../values/answer';
import { firstText, textsOf } from '../../../values/loose';
import { isoOfSeconds } from '../../../values/timestamps';
import {
	changeIn,
	chatOfSource,
	goMessageIn,
	numberFirst,
	participantOfSource,
} from '../goMessage';
import { oldChat, oldContact, timestampIn } from './goPeople';
import type { GoReader, GoTold } from './goTold';

// Messages, what became of them, and the old ones that a phone hands over.

const message = (data: IDataObject, isSent: boolean): GoTold => ({
	data,
	chat: chatOfSource(recordOf(data.Info)),
	message: goMessageIn(data, isSent),
});

const sent: GoReader = { event: 'send.message', read: (data) => message(data, true) };

/** `state` of a tick, as the other server has it. Of the first tick, and that a voice note was heard, Go tells nothing. */
const TICKS: Readonly<Record<string, { readonly status: string; readonly text: string }>> = {
	Delivered: { status: 'DELIVERY_ACK', text: 'delivered' },
	Read: { status: 'READ', text: 'read' },
	/** The account itself has read what others wrote, on the phone. */
	ReadSelf: { status: 'READ', text: 'read' },
};

const READ_OURSELVES = 'ReadSelf';

/** One tick for each of the messages. */
function ticks(data: IDataObject, state: string | null): GoTold[] {
	const { status, text } = TICKS[state ?? ''] ?? { status: state, text: state?.toLowerCase() };
	const chat = chatOfSource(data);
	const { chat: jid, ...chatDetails } = chatKeysFor(chat);
	const participant = participantOfSource(data);
	return textsOf(data.MessageIDs).map((messageId) => ({
		data: { ...data, MessageIDs: [messageId] },
		chat,
		facts: {
			statusText: text ?? null,
			chat: jid,
			status,
			messageId,
			fromMe: state !== READ_OURSELVES,
			...chatDetails,
			...(participant === null ? {} : { participant }),
			pollResults: [],
			...timestampIn(data),
		},
	}));
}

const conversationsIn = (data: IDataObject) => recordsIn(recordOf(data.Data).conversations);

const oldMessagesIn = (data: IDataObject): GoTold[] =>
	conversationsIn(data).flatMap((conversation) =>
		recordsIn(conversation.messages).map((one) => {
			const record = recordOf(one.message);
			return message(asIncoming(record, firstText(conversation.ID)), false);
		}),
	);

/** A message of the phone's history, in the form of one that comes in. */
function asIncoming(record: IDataObject, conversation: string | null): IDataObject {
	const { key, participant, pushName, message: Message, messageTimestamp } = record;
	const { remoteJID, fromMe, ID, participant: author } = recordOf(key);
	const chat = firstText(remoteJID, conversation) ?? '';
	const IsFromMe = fromMe === true;
	const other = IsFromMe ? null : chat;
	const Timestamp = isoOfSeconds(messageTimestamp);
	const Sender = firstText(author, participant, other) ?? '';
	return { Info: { Chat: chat, Sender, IsFromMe, ID, PushName: pushName, Timestamp }, Message };
}

const pushNamesIn = (data: IDataObject) => recordsIn(recordOf(data.Data).pushnames);

export const messageReaders: Readonly<Record<string, GoReader>> = {
	Message: {
		event: (data) => changeIn(data)?.event ?? 'messages.upsert',
		read: (data) => message(data, false),
	},
	SendMessage: sent,
	SendStatus: sent,
	Receipt: {
		event: 'messages.update',
		read: (data, { state }) => ticks(data, state),
	},
	/** One of these has messages, the next one only names. */
	HistorySync: {
		event(data) {
			const conversations = conversationsIn(data);
			if (conversations.some(({ messages }) => recordsIn(messages).length > 0)) {
				return 'messages.set';
			}
			return conversations.length > 0 ? 'chats.set' : 'contacts.set';
		},
		read(data) {
			const messages = oldMessagesIn(data);
			if (messages.length > 0) return messages;
			const chats = conversationsIn(data).map(oldChat);
			return chats.length > 0 ? chats : pushNamesIn(data).map(oldContact);
		},
	},
};

/** The messages that a tick is for, whose it is, and what it says. */
export const tickParts = (data: IDataObject, state: string | null): unknown[] => {
	const ids = textsOf(data.MessageIDs);
	const [sender = ''] = numberFirst(data.Sender);
	return [ids.length === 1 ? ids[0] : ids, chatOfSource(data)[0] ?? '', state, sender];
};
