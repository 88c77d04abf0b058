import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { isRecord } from '../../core/answer';
import { defineOperation } from '../../core/defineOperation';
import { choice, flag } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { optionalChat } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifyStoredMessage } from '../message/storedMessage';

const isGroup = ({ remoteJid }: IDataObject) => String(remoteJid).endsWith('@g.us');

/** 2.2 calls it `unreadMessages`. */
const unreadCount = (chat: IDataObject) => Number(chat.unreadCount ?? chat.unreadMessages ?? 0);

/** What the server does not filter by itself. */
function matches(
	chat: IDataObject,
	{ filters }: { filters?: { chatType?: 'all' | 'groups' | 'people'; unreadOnly?: boolean } },
): boolean {
	const { chatType = 'all', unreadOnly = false } = filters ?? {};
	const isPerson = /@(s\.whatsapp\.net|lid)$/.test(String(chat.remoteJid));
	return (
		(chatType === 'all' || (chatType === 'groups' ? isGroup(chat) : isPerson)) &&
		(!unreadOnly || unreadCount(chat) > 0)
	);
}

function simplifyChat(chat: IDataObject): IDataObject {
	const last = isRecord(chat.lastMessage) ? simplifyStoredMessage(chat.lastMessage) : {};
	// The server leaves `pushName` empty; who wrote last is the other side, unless it was a group or us.
	const sender = isGroup(chat) || last.fromMe === true ? null : last.pushName;
	return {
		chat: chat.remoteJid,
		name: chat.pushName ?? sender ?? null,
		isGroup: isGroup(chat),
		unreadCount: unreadCount(chat),
		profilePictureUrl: chat.profilePicUrl ?? null,
		lastMessageId: last.messageId ?? null,
		lastMessageFromMe: last.fromMe ?? null,
		lastMessageType: last.messageType ?? null,
		lastMessageText: last.text ?? null,
		lastMessageAt: last.timestamp ?? null,
	};
}

/** `POST /chat/findChats/{instance}`: the chats with their newest messages, newest first. */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many chats',
	description: 'List the chats with their newest message and the number of unread ones',
	request: { method: 'POST', path: '/chat/findChats/{instance}', retry: 'always', reads: true },
	fields: [
		instance,
		...listFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			default: {},
			placeholder: 'Add filter',
			options: [
				{
					displayName: 'Chat',
					name: 'chat',
					type: 'string',
					default: '',
					placeholder: 'e.g. 5511988887777',
					description: 'Number or JID of the person or group whose chat to get',
				},
				{
					displayName: 'Chat Type',
					name: 'chatType',
					type: 'options',
					options: [
						{ name: 'All', value: 'all', description: 'Also the statuses and channels' },
						{ name: 'Groups', value: 'groups' },
						{ name: 'People', value: 'people' },
					],
					default: 'all',
				},
				{
					displayName: 'Only Unread',
					name: 'unreadOnly',
					type: 'boolean',
					default: true,
					description: 'Whether to get only chats with unread messages',
				},
			],
		},
		simplify,
	],
	input: z.object({
		filters: z
			.object({
				chat: optionalChat,
				chatType: choice('all', 'groups', 'people').optional(),
				unreadOnly: flag.optional(),
			})
			.optional(),
	}),
	example: { filters: { chatType: 'people' } },
	body: ({ filters }) => ({ where: { remoteJid: filters?.chat } }),
	paging: {
		size: 100,
		ask: (page, size) => ({ take: size, skip: (page - 1) * size }),
		records: (answer) => (Array.isArray(answer) ? answer : []),
		keep: matches,
	},
	simplify: simplifyChat,
});
