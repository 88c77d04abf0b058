import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

import { chatKeys, isHiddenCustomer } from '../../core/server/evolutionApi/chatAddresses';
import { chatOf, timeRange } from '../../core/server/evolutionApi/messageStore';
import { wholeAnswer } from '../../core/server/paging';
import { defineOperation } from '../../core/table/defineOperation';
import { isRecord, recordOf, recordsIn } from '../../core/values/answer';
import { spellings } from '../../core/values/jid';
import { plainNameOrNull } from '../../core/values/plainName';
import { collectionInput, listFilters } from '../../fields/collections';
import { choiceField, textField, timeField } from '../../fields/fieldKinds';
import { choice, flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { isOldestFirst, sortInput, sortOptions } from '../../fields/sort';
import { optionalChat } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { storeTime } from '../../fields/storeFilters';
import { toggle } from '../../fields/toggle';
import { simplifyStoredMessage } from '../message/shared/storedMessage';

const isGroup = (jid: string) => jid.endsWith('@g.us');

/** The key of the newest message, which contains both addresses of a person. */
const keyOf = ({ lastMessage }: IDataObject) => recordOf(recordOf(lastMessage).key);

/** Null if the server does not tell, as 2.3.0 does not. */
const unreadOf = ({ unreadCount }: IDataObject) =>
	unreadCount === undefined ? null : Number(unreadCount ?? 0);

const isUnread = (chat: IDataObject) => Number(unreadOf(chat)) > 0;

const filtersInput = collectionInput({
	after: storeTime,
	before: storeTime,
	chat: optionalChat,
	chatType: choice('all', 'groups', 'people'),
	unreadOnly: flag,
});

/** Done here because the server finds a person's chat only by one of the two addresses. */
function isIn(wanted: string | undefined, chat: IDataObject): boolean {
	const { remoteJid, remoteJidAlt } = keyOf(chat);
	const addresses = [chat.remoteJid, chat.remoteJidAlt, remoteJid, remoteJidAlt];
	return wanted === undefined || spellings(wanted).some((jid) => addresses.includes(jid));
}

const isOfType = (type: 'groups' | 'people', jid: string) =>
	type === 'groups' ? isGroup(jid) : /@(s\.whatsapp\.net|lid)$/.test(jid);

/** The filters that the server does not have. */
function matches(
	chat: IDataObject,
	{ filters }: { filters?: z.output<typeof filtersInput> },
): boolean {
	const { after, before, chat: wanted, chatType = 'all', unreadOnly = false } = filters ?? {};
	const jid = chatOf(chat);
	const newest = Date.parse(String(chat.updatedAt));
	return (
		isIn(wanted, chat) &&
		(chatType === 'all' || isOfType(chatType, jid)) &&
		(!unreadOnly || isUnread(chat)) &&
		(after === undefined || newest >= after.getTime()) &&
		(before === undefined || newest <= before.getTime())
	);
}

const WINDOW_MS = 24 * 3_600_000;

/**
 * Until when a Business account may write freely: 24 hours after the other side wrote. Null if the newest message is
 * our own. The window that the server reports counts from something else, or is empty.
 */
function windowOf({ fromMe, timestamp }: IDataObject): IDataObject {
	const ends = fromMe === false ? Date.parse(String(timestamp)) + WINDOW_MS : NaN;
	return Number.isNaN(ends)
		? { windowActive: null, windowExpires: null }
		: { windowActive: ends > Date.now(), windowExpires: new Date(ends).toISOString() };
}

/**
 * The chats of one person, newest first, as one. The server counts under each address what was written there, so the
 * counts add up.
 */
function oneChat(chats: readonly [IDataObject, ...IDataObject[]]): IDataObject {
	const [newest] = chats;
	const counts = chats.map(unreadOf).filter((count) => count !== null);
	return {
		...newest,
		pushName: firstOf(chats, 'pushName'),
		profilePicUrl: firstOf(chats, 'profilePicUrl'),
		remoteJidAlt: chats.map(({ remoteJid }) => remoteJid).find((jid) => jid !== newest.remoteJid),
		...(counts.length > 0 && { unreadCount: counts.reduce((sum, count) => sum + count) }),
	};
}

const firstOf = (chats: readonly IDataObject[], key: string) =>
	chats.map((chat) => chat[key]).find((value) => value !== null && value !== undefined) ?? null;

/** The server leaves `pushName` empty. Outside of groups, whoever wrote last is the other side, unless we did. */
function nameOf({ pushName }: IDataObject, jid: string, last: IDataObject | null) {
	const sender = isGroup(jid) || last?.fromMe === true ? null : last?.senderName;
	return plainNameOrNull(pushName ?? sender);
}

/** `lastMessage` is as in Message → Get Many. */
function simplifyChat(chat: IDataObject, name: string): IDataObject {
	const jid = chatOf(chat);
	const last = isRecord(chat.lastMessage) ? simplifyStoredMessage(chat.lastMessage, name) : null;
	const { chat: address, ...chatDetails } = chatKeys({
		key: { ...keyOf(chat), remoteJid: jid },
		remoteJid: chat.remoteJid,
		remoteJidAlt: chat.remoteJidAlt,
	});
	return {
		name: nameOf(chat, jid, last),
		chat: address,
		unreadCount: unreadOf(chat),
		lastMessage: last,
		lastMessageAt: last?.timestamp ?? chat.updatedAt ?? null,
		...chatDetails,
		profilePictureUrl: chat.profilePicUrl ?? null,
		...(isGroup(jid) ? {} : windowOf(last ?? {})),
	};
}

/** `POST /chat/findChats/{instance}`: the chats with their newest messages, newest first. */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp chats',
	description: 'Get the chats with their newest message and unread count',
	request: { method: 'POST', path: '/chat/findChats/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			textField('Chat', 'chat', {
				placeholder: 'e.g. 5511988887777',
				description: 'Number or JID of the person or group whose chat to get',
			}),
			choiceField('Chat Type', 'chatType', {
				options: [
					{ name: 'All', value: 'all', description: 'Including statuses and channels' },
					{ name: 'Groups', value: 'groups' },
					{ name: 'People', value: 'people' },
				],
				default: 'all',
			}),
			timeField('Newest Message After', 'after', {
				description: 'Only chats with a message since this time',
			}),
			timeField('Newest Message Before', 'before', {
				description: 'Only chats without a message after this time',
			}),
			toggle(
				'Only Unread',
				'unreadOnly',
				'Whether to get only chats with unread messages. Needs Evolution API 2.3.1 or newer.',
				true,
			),
		),
		sortOptions,
		simplify,
	],
	input: {
		filters: filtersInput,
		options: sortInput,
	},
	example: { filters: { chatType: 'people' } },
	needs: ({ filters }) =>
		filters?.unreadOnly === true
			? { since: '2.3.1', what: 'The number of unread messages' }
			: undefined,
	body: ({ filters: { after, chat } = {} }) => ({
		where: {
			remoteJid: chat !== undefined && isGroup(chat) ? chat : undefined,
			messageTimestamp: after && timeRange(after),
		},
	}),
	paging: {
		// For each page the server looks through all messages, so a few large pages take the least time.
		size: 2000,
		ask: (page, size) => ({ take: size, skip: (page - 1) * size }),
		records: wholeAnswer,
		keep: (chat, input) => !isHiddenCustomer(chatOf(chat)) && matches(chat, input),
		// To the server, what a person wrote and what we wrote may be two chats.
		merge: { identity: (chat) => spellings(chatOf(chat))[0], merged: oneChat },
	},
	output: ({ data }, { options }) =>
		isOldestFirst(options) ? recordsIn(data).reverse() : recordsIn(data),
	simplify: simplifyChat,
});
