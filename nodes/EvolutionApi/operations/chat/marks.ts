import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { refuseUnknownMessage } from '../../server/ask/unknownMessage';
import { InputProblem, reportProblem } from '../../core/input/inputProblem';
import { makeKey, makeSentAt, readKeys, readSentAt, whereChat } from '../../server/words/keys';
import { STORE_ROUTE } from '../../server/words/messageStore';
import type { Target } from '../../server/adapter';
import { defineOperation, type Bulk } from '../../table/operation';
import { asRecord, asRecords } from '../../core/values/answer';
import type { Field } from '../../core/values/field';
import { isLid, asJid } from '../../core/values/addresses';
import {
	collectionInput,
	collectionField,
	numberField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import { decimal, flag } from '../../core/input/checks';
import { instanceField } from '../../fields/instance';
import { fromMe, messageIdList, optionalMessageId } from '../../fields/messageKey';
import { presenceField, presenceInput } from '../../fields/instanceSettings';
import { chatField, chatInput, optionalChat, recipientInput } from '../../fields/recipient';

/** Maximum messages in one request, whose body is then about 50 KB. The server itself has no known limit. */
const RECEIPTS_PER_REQUEST = 500;

const receivedMessagesFields = [
	chatField,
	textField('Message IDs', 'messageIds', {
		required: true,
		placeholder: 'e.g. 3EB0A1B2C3D4E5F60718, 3EB0…',
		description:
			'IDs of messages that were received in this chat, separated by commas or line breaks. One request marks the messages of all items.',
	}),
] as const satisfies readonly Field[];

interface ReceivedMessages {
	readonly recipient: string;
	readonly messageIds: string[];
}

const receivedMessagesInput = z.object({
	recipient: chatInput,
	messageIds: messageIdList.superRefine((ids, context) => {
		if (ids.length === 0) reportProblem(context, 'is empty', 'Enter at least one ID.');
	}),
});

async function refuseUnknown(input: ReceivedMessages, target: Target): Promise<ReceivedMessages> {
	const { recipient, messageIds } = input;
	for (const messageId of messageIds)
		await refuseUnknownMessage(target, { recipient, messageId }, ['messageIds']);
	return input;
}

function sendReceipts(list: string): Bulk<ReceivedMessages> {
	return {
		size: RECEIPTS_PER_REQUEST,
		units: ({ recipient: chat, messageIds }) =>
			messageIds.map((id) => makeKey({ id, chat, fromMe: false })),
		body: (keys) => ({ [list]: keys }),
		results: (_answer, keys) =>
			keys.map((key): IDataObject => {
				const { id, chat } = readKeys(key as IDataObject);
				return { messageId: id as string, chat: chat as string };
			}),
	};
}

const listMessages =
	(mark: string) =>
	({ data }: IDataObject): IDataObject[] =>
		asRecords(data).map((message) => ({ [mark]: true, ...message }));

/** `POST /chat/markMessageAsRead/{instance}`: shows the sender the blue ticks. */
export const markAsRead = defineOperation({
	name: 'Mark as Read',
	value: 'markAsRead',
	action: 'Mark WhatsApp messages as read',
	description: 'Mark messages as read, which the sender sees, and clear them from the unread count',
	request: { method: 'POST', path: '/chat/markMessageAsRead/{instance}', idempotent: true },
	fields: [instanceField, ...receivedMessagesFields],
	input: receivedMessagesInput,
	example: { recipient: '5511988887777', messageIds: '3EB0A1B2C3D4E5F60718' },
	// In a chat whose address is a LID, older servers mark nothing and still report success.
	needs: ({ recipient }) =>
		isLid(recipient)
			? {
					since: '2.4.0',
					what: 'Marking messages of a LID as read',
					hint: 'Enter the phone number of the chat instead.',
				}
			: undefined,
	complete: refuseUnknown,
	bulk: sendReceipts('readMessages'),
	output: listMessages('read'),
});

/** `POST /chat/markMessageAsPlayed/{instance}`: shows the sender the blue microphone. */
export const markAsPlayed = defineOperation({
	name: 'Mark as Played',
	value: 'markAsPlayed',
	action: 'Mark WhatsApp voice notes as played',
	description: 'Mark voice notes or view-once media as played, which the sender sees',
	since: '2.4.0',
	request: { method: 'POST', path: '/chat/markMessageAsPlayed/{instance}', idempotent: true },
	fields: [instanceField, ...receivedMessagesFields],
	input: receivedMessagesInput,
	example: { recipient: '5511988887777', messageIds: '3EB0A1B2C3D4E5F60718' },
	complete: refuseUnknown,
	bulk: sendReceipts('playedMessages'),
	output: listMessages('played'),
});

// WhatsApp needs the newest message to archive a chat or mark it as unread. Unless the user enters that message, the node reads
// it from the server's message store.

const lastMessage = collectionField('Last Message', 'lastMessage', {
	placeholder: 'Add field',
	description:
		'Newest message of the chat. Defaults to the newest one in the message store of the server.',
	options: [
		textField('Author', 'participant', {
			mayBeEmpty: true,
			placeholder: 'e.g. 5511977776666',
			description: 'Number or JID of the group member who wrote the message',
		}),
		textField('Message ID', 'messageId', {
			placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
			description: 'ID of the message, as "lastMessage.messageId" in the output of Chat → Get Many',
		}),
		{ ...fromMe, default: false },
	],
});

const lastMessageInput = collectionInput({
	participant: optionalChat,
	messageId: optionalMessageId,
	fromMe: flag,
});

interface ChatInput {
	readonly recipient: string;
	readonly lastMessage?: z.output<typeof lastMessageInput>;
}

function findLastMessage({ recipient, lastMessage: messageInput }: ChatInput) {
	if (messageInput?.messageId !== undefined) return undefined;
	return {
		path: STORE_ROUTE,
		body: { where: { key: whereChat(recipient) }, page: 1, offset: 1 },
	};
}

/**
 * Returns the chat's newest message for the request's body: the one that the user entered, or else the newest stored one.
 * @throws {InputProblem} if the user entered no message, and the server has stored none
 */
function lastMessageBody(
	{ recipient: chat, lastMessage: messageInput }: ChatInput,
	current: IDataObject,
): object {
	if (messageInput?.messageId !== undefined) {
		const { messageId: id, fromMe: isOwn = false, participant } = messageInput;
		return { key: makeKey({ id, chat, fromMe: isOwn, participant }) };
	}
	const newest = readNewest(current);
	if (newest === undefined) {
		throw new InputProblem(
			['recipient'],
			'has no message in the message store of the server',
			'Check the chat. If the server does not store messages, add Last Message → Message ID.',
		);
	}
	return { key: newest.key, ...makeSentAt(readSentAt(newest)) };
}

function readNewest({ messages }: IDataObject): IDataObject | undefined {
	return asRecords(asRecord(messages).records)[0];
}

export const markAsUnread = defineOperation({
	name: 'Mark as Unread',
	value: 'markAsUnread',
	action: 'Mark a WhatsApp chat as unread',
	description: 'Mark a chat as unread in the list of chats',
	request: { method: 'POST', path: '/chat/markChatUnread/{instance}', idempotent: true },
	fields: [instanceField, chatField, lastMessage],
	input: { recipient: chatInput, lastMessage: lastMessageInput },
	example: { recipient: '5511988887777' },
	readFirst: findLastMessage,
	body: (input, _item, current) => ({
		chat: input.recipient,
		lastMessage: lastMessageBody(input, current),
	}),
	output: (_answer, { recipient }) => ({ markedAsUnread: true, chat: recipient }),
});

/** `POST /chat/archiveChat/{instance}`, which answers `archived: true` even when it unarchives. */
export const archive = defineOperation({
	name: 'Archive',
	value: 'archive',
	action: 'Archive or unarchive a WhatsApp chat',
	description: 'Archive or unarchive a chat',
	request: { method: 'POST', path: '/chat/archiveChat/{instance}', idempotent: true },
	fields: [
		instanceField,
		chatField,
		toggle('Archive', 'archive', 'Whether to archive (on) or unarchive (off) the chat', true),
		lastMessage,
	],
	input: { recipient: chatInput, archive: flag, lastMessage: lastMessageInput },
	example: { recipient: '5511988887777', archive: true },
	readFirst: findLastMessage,
	body: (input, _item, current) => ({
		chat: input.recipient,
		archive: input.archive,
		lastMessage: lastMessageBody(input, current),
	}),
	output: (_answer, { recipient, archive }) => ({ archived: archive, chat: recipient }),
});

/** `POST /chat/sendPresence/{instance}`: responds after up to 120 s. An `idempotent` request would time out after 60 s. */
export const sendPresence = defineOperation({
	name: 'Send Presence',
	value: 'sendPresence',
	action: 'Show typing or recording in a WhatsApp chat',
	description: 'Show "typing…" or "recording…" in a chat for a while',
	request: { method: 'POST', path: '/chat/sendPresence/{instance}', idempotent: false },
	fields: [
		instanceField,
		chatField,
		{ ...presenceField, default: 'composing' },
		numberField('Duration (Seconds)', 'durationSeconds', {
			typeOptions: { minValue: 0, maxValue: 120 },
			default: 3,
			description: 'Seconds to show the presence. The node waits that long.',
		}),
	],
	input: {
		recipient: recipientInput,
		presence: presenceInput,
		durationSeconds: decimal(0, 120),
	},
	example: { recipient: '5511988887777', presence: 'composing', durationSeconds: 1.5 },
	body: ({ recipient: number, presence, durationSeconds }) => ({
		number,
		presence,
		delay: Math.round(durationSeconds * 1000),
	}),
	output: (_answer, { recipient, presence }) => ({
		presence,
		chat: asJid(recipient),
	}),
});
