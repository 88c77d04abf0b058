import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

import { isHiddenCustomer, chatKeys } from '../../server/words/chatAddresses';
import {
	makeChatKey,
	makeName,
	makePicture,
	readKeys,
	readName,
	readPicture,
	readSeconds,
	withChat,
} from '../../server/words/keys';
import {
	readChatJid,
	readLid,
	queryNewest,
	readNumber,
	whereSent,
} from '../../server/words/messageStore';
import { wholeAnswer, type Paging } from '../../server/paging';
import { defineOperation, type Call } from '../../table/operation';
import { isRecord, asRecord, asRecords } from '../../core/values/answer';
import { isLid, isPerson, spellings } from '../../core/values/addresses';
import { plainNameOrNull } from '../../core/values/text';
import {
	collectionInput,
	listFilters,
	choiceField,
	timeField,
	toggle,
} from '../../fields/fieldKinds';
import {
	readOptions,
	readOptionsInput,
	listFields,
	simplify,
	isOldestFirst,
	refuseReversed,
	sortInput,
	sortOptions,
	storeTime,
} from '../../fields/reads';
import { choice, flag } from '../../core/input/checks';
import { instanceField } from '../../fields/instance';
import { chatField, chatFilterField, chatInput, optionalChat } from '../../fields/recipient';
import { isInPeriod, simplifyStoredMessage } from '../message/stored';

const isGroup = (jid: string) => jid.endsWith('@g.us');

/** The `key` may contain both the number and the LID of a person. */
const readLastKey = ({ lastMessage }: IDataObject) => asRecord(asRecord(lastMessage).key);

/** Returns the number of unread messages; null if the server doesn't return it, as in version 2.3.0. */
const readUnreadCount = ({ unreadCount }: IDataObject) =>
	unreadCount === undefined ? null : Number(unreadCount ?? 0);

const isUnread = (chat: IDataObject) => Number(readUnreadCount(chat)) > 0;

const filtersInput = collectionInput({
	after: storeTime,
	before: storeTime,
	chat: optionalChat,
	chatType: choice('all', 'groups', 'people'),
	unreadOnly: flag,
}).superRefine(refuseReversed);

/** The server's filter compares only one of a person's two addresses (number and LID), so this function compares both. */
function isAddressedBy(address: string | undefined, chat: IDataObject): boolean {
	const sources = [readKeys(chat), readKeys(readLastKey(chat))];
	const addresses = sources.flatMap((keys) => [keys.chat, keys.otherChat]);
	return address === undefined || spellings(address).some((jid) => addresses.includes(jid));
}

const isOfType = (type: 'groups' | 'people', jid: string) =>
	type === 'groups' ? isGroup(jid) : /@(s\.whatsapp\.net|lid)$/.test(jid);

function matchesFilters(
	chat: IDataObject,
	{ filters }: { filters?: z.output<typeof filtersInput> },
): boolean {
	const { after, before, chat: filterChat, chatType = 'all', unreadOnly = false } = filters ?? {};
	const jid = readChatJid(chat);
	return (
		isAddressedBy(filterChat, chat) &&
		(chatType === 'all' || isOfType(chatType, jid)) &&
		(!unreadOnly || isUnread(chat)) &&
		isInPeriod(Date.parse(String(chat.updatedAt)), after, before)
	);
}

const WINDOW_MS = 24 * 3_600_000;

/**
 * Returns the end of the period in which a Business account may write freely: 24 hours after the customer's last message. Null
 * if the account wrote last. The server's value isn't used, because it counts from another time or is empty.
 */
function readMessagingWindow({ fromMe, timestamp }: IDataObject): IDataObject {
	const ends = fromMe === false ? Date.parse(String(timestamp)) + WINDOW_MS : NaN;
	return Number.isNaN(ends)
		? { windowActive: null, windowExpires: null }
		: { windowActive: ends > Date.now(), windowExpires: new Date(ends).toISOString() };
}

/** Combines the chats of one person, newest first. Adds up unread counts, since the server counts messages per address. */
function mergeChats(chats: readonly [IDataObject, ...IDataObject[]]): IDataObject {
	const [newest] = chats;
	const counts = chats.map(readUnreadCount).filter((count) => count !== null);
	const jids = chats.map((chat) => readKeys(chat).chat);
	return {
		...withChat(
			newest,
			jids[0],
			jids.find((jid) => jid !== jids[0]),
		),
		...makeName(findFirst(chats.map(readName)) as string | null),
		...makePicture(findFirst(chats.map(readPicture))),
		...(counts.length > 0 && { unreadCount: counts.reduce((sum, count) => sum + count) }),
	};
}

const findFirst = (values: readonly unknown[]): unknown =>
	values.find((value) => value !== null && value !== undefined) ?? null;

/** Outside of groups, the server leaves `pushName` empty, so the name comes from the last message. */
function chooseName(chat: IDataObject, jid: string, last: IDataObject | null) {
	const sender = isGroup(jid) || last?.fromMe === true ? null : last?.senderName;
	return plainNameOrNull(readName(chat) ?? sender);
}

function simplifyChat(chat: IDataObject, name: string): IDataObject {
	const jid = readChatJid(chat);
	const last = isRecord(chat.lastMessage) ? simplifyStoredMessage(chat.lastMessage, name) : null;
	const { chat: address, ...chatDetails } = chatKeys({
		...withChat({}, readKeys(chat).chat, readKeys(chat).otherChat),
		key: withChat(readLastKey(chat), jid),
	});
	return {
		name: chooseName(chat, jid, last),
		chat: address,
		unreadCount: readUnreadCount(chat),
		lastMessage: last,
		lastMessageAt: last?.timestamp ?? chat.updatedAt ?? null,
		...chatDetails,
		profilePictureUrl: readPicture(chat) ?? null,
		...(isGroup(jid) ? {} : readMessagingWindow(last ?? {})),
	};
}

/** Pages of `POST /chat/findChats/{instance}`. Large pages are fastest: the server searches all messages for each page. */
export const CHAT_PAGES = {
	size: 2000,
	ask: (page, size) => ({ take: size, skip: (page - 1) * size }),
	records: wholeAnswer,
} as const satisfies Paging;

/** `POST /chat/findChats/{instance}`: returns the chats with their newest messages, newest first. */
export const getManyChats = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp chats',
	description: 'Get the chats with their newest message and unread count',
	request: { method: 'POST', path: '/chat/findChats/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			chatFilterField('Number or JID of the person or group whose chat to get'),
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
			...makeChatKey(chat !== undefined && isGroup(chat) ? chat : undefined),
			...(after && whereSent(after)),
		},
	}),
	paging: {
		...CHAT_PAGES,
		keep: (chat, input) => !isHiddenCustomer(readChatJid(chat)) && matchesFilters(chat, input),
		// The server may list a person's messages and the account's messages to this person as two chats.
		merge: { identity: (chat) => spellings(readChatJid(chat))[0], combine: mergeChats },
	},
	output: ({ data }, { options }) =>
		isOldestFirst(options) ? asRecords(data).reverse() : asRecords(data),
	simplify: simplifyChat,
});

/** How many messages to read to find one with both number and LID. The account's own messages contain only one of the two. */
const MESSAGES_READ = 100;

function mergeRecords(records: readonly IDataObject[], recipient: string): IDataObject {
	const newestFirst = [...records].sort((a, b) => readChangeTime(b) - readChangeTime(a));
	const [newest = {}] = newestFirst;
	const jids = records.map((record) => readKeys(record).chat);
	const labels = newestFirst
		.map((record) => record.labels)
		.filter(Array.isArray)
		.flat();
	const lid = jids.find(isLid);
	const number = jids.find((jid) => !isLid(jid)) ?? recipient;
	return {
		...withChat(newest, number, lid === number ? undefined : lid),
		name: newestFirst.map(({ name }) => name).find((name) => typeof name === 'string') ?? null,
		unreadMessages: records.reduce(
			(sum, { unreadMessages }) => sum + Number(unreadMessages ?? 0),
			0,
		),
		labels: labels.length > 0 ? [...new Set(labels)] : (newest.labels ?? null),
	};
}

const isFilled = (answer: unknown) => Object.keys(asRecord(answer)).length > 0;

const readChangeTime = ({ updatedAt }: IDataObject) => Date.parse(String(updatedAt)) || 0;

/** `GET /chat/findChatByRemoteJid/{instance}`: returns the server's record of a chat, or `null`. */
export const getChat = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp chat',
	description: 'Get the name, the labels and the unread count of a chat',
	since: '2.3.1',
	request: {
		method: 'GET',
		path: '/chat/findChatByRemoteJid/{instance}',
		reads: true,
		whenEmpty: {
			message: 'The server has no record of this chat',
			description:
				'Check the number or JID. Chat → Get Many also lists the chats that the server knows only by their messages.',
			notFound: true,
		},
	},
	fields: [instanceField, chatField, readOptions, simplify],
	input: { recipient: chatInput, options: readOptionsInput },
	example: { recipient: '5511988887777' },
	query: ({ recipient }) => makeChatKey(recipient),
	// If WhatsApp hides a person's number, the server may have one record under the number and another under the LID.
	async run({ recipient }, call) {
		const hasTwo = isPerson(recipient);
		const current = hasTwo ? await newestMessages(call, recipient, MESSAGES_READ) : {};
		const jids = [readLid(current, recipient), readNumber(current, recipient)];
		const others = new Set([...spellings(recipient), ...jids.filter((jid) => jid !== undefined)]);
		others.delete(recipient);
		const answers = await Promise.all(
			[...others].map(async (jid) => await call.ask({ query: makeChatKey(jid), whenEmpty: {} })),
		);
		const rest = answers.filter(isFilled);
		// An empty answer is fine if the chat has a record under another address. Otherwise, the server doesn't know the chat.
		const own = await call.ask(rest.length === 0 ? {} : { whenEmpty: {} });
		return [own, ...rest].filter(isFilled);
	},
	output: ({ data }, { recipient }) => mergeRecords(asRecords(data), recipient),
	simplify: (record) => ({
		chat: readKeys(record).chat as string,
		name: plainNameOrNull(record.name),
		unreadCount: record.unreadMessages ?? 0,
		labels: record.labels ?? [],
		createdAt: record.createdAt ?? null,
		updatedAt: record.updatedAt ?? null,
	}),
});

/** `POST /chat/findChannels/{instance}`: returns channels (newsletters) whose messages the server has. */
export const getChannels = defineOperation({
	name: 'Get Channels',
	value: 'getChannels',
	action: 'Get the channels that WhatsApp messages came from',
	description: 'Get the WhatsApp channels from which the server has messages',
	since: '2.4.0',
	request: { method: 'POST', path: '/chat/findChannels/{instance}', reads: true },
	fields: [instanceField, ...listFields, simplify],
	body: () => ({ where: {} }),
	paging: {
		size: 100,
		ask: (page, size) => ({ page, limit: size }),
		records: (answer) => (isRecord(answer) && Array.isArray(answer.records) ? answer.records : []),
	},
	simplify: (channel) => {
		const seconds = readSeconds(channel.lastMessageTimestamp);
		return {
			chat: readKeys(channel).chat as string,
			lastMessageAt: Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null,
		};
	},
});

/** Servers before 2.3.7 leave out messages that are stored under the chat's other address (number or LID). */
export async function newestMessages(
	{ ask }: Call,
	jid: string,
	count?: number,
): Promise<IDataObject> {
	const query = queryNewest(jid, count);
	return asRecord(await ask({ ...query, method: 'POST', whenEmpty: {}, whenNull: {} }));
}
