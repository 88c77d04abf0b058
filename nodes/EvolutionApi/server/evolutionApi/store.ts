import type { IDataObject } from 'n8n-workflow';

import { fillRoute, queryString } from '../../core/http/route';
import { isRecord, asRecord, firstText } from '../../core/values/answer';
import { isAtLeast } from '../serverVersion';
import { isLid, spellings } from '../../core/values/addresses';
import type { Caller, Connection, MessageStore, Request, Target } from '../adapter';
import type { DeliveredStored, StoredMessage, StoreFilter } from '../records';
import type { Delivery } from '../delivery';
import { send, trySend } from '../request';
import { findChatConflict } from '../words/chatAddresses';
import { makeKey, readMessageKeys, readSentAt, whereChat, whereOtherChat } from '../words/keys';
import { asDelivery } from '../words/messages';
import {
	STORE_PAGES,
	STORE_ROUTE,
	toDelivered,
	asFirstSent,
	inOrder,
	isDeleted,
	readLid,
	readNumber,
	readOutcome,
	readStore,
	storePages,
	readStoredAt,
	whereSent,
} from '../words/messageStore';
import { fetchVersion } from './instances';

/** Page size that fits nearly every chat into one request. The server itself has no limit. */
const LONG_PAGE = 2_000;

const NO_GROUP = '0@g.us';

/** Matches errors for a message that the server's WhatsApp client can't even build, so it doesn't contact WhatsApp. */
const UNWRITABLE = /require atleast 1 contact|\(reading 'match'\)/;

const STORE_HINT = 'Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true';

const TICKS_HINT = `${STORE_HINT} and DATABASE_SAVE_MESSAGE_UPDATE=true`;

/**
 * Tells whether the server is configured to store no messages, by editing a message that doesn't exist. A server that stores
 * messages doesn't find it. A server that stores none passes the request to its WhatsApp client. The edit has an empty list of
 * contacts instead of a text, so the client can't build it, and sends nothing to WhatsApp (read in Evolution API 2.3.7 and 2.4.0,
 * and in Baileys 6.7.18 to 7.0.0-rc13). Servers before 2.3.7 answer alike whether or not they store messages. They count as
 * storing none if an instance has contacts or chats, but no messages.
 * @returns false also if unknown
 */
async function isStorageOff(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<boolean> {
	const result = await trySend(context, connection, {
		method: 'POST',
		path: fillRoute('/chat/updateMessage/{instance}', { instance }),
		body: {
			number: NO_GROUP,
			contacts: { contacts: [] },
			key: makeKey({ id: '0', chat: NO_GROUP, fromMe: true }),
		},
		idempotent: false,
		instance,
	});
	if (!('failure' in result)) return false;
	const { httpCode, message } = result.failure;
	if (httpCode !== 400) return httpCode === 500 && UNWRITABLE.test(message);
	const looksFirst = isAtLeast(await fetchVersion(context, connection), '2.3.7') === false;
	return looksFirst && (await hasOnlyPeople(context, connection, instance));
}

async function hasOnlyPeople(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<boolean> {
	const result = await trySend(context, connection, {
		method: 'GET',
		path: '/instance/fetchInstances' + queryString({ instanceName: instance }),
		idempotent: true,
		instance,
	});
	if ('failure' in result || !Array.isArray(result.body)) return false;
	const [row] = result.body.filter(isRecord);
	const { Message, Contact, Chat } = asRecord(row?._count);
	return Message === 0 && (Number(Contact) > 0 || Number(Chat) > 0);
}

/** Page size of the search for a message that contains both a person's number and LID. Many messages contain only one. */
const READ_FOR_ADDRESS = 100;
const PAGES_FOR_ADDRESS = 5;

/** Stands in for an unknown chat, see `chatAddresses.ts`. No person or group has this address. */
const UNKNOWN_CHAT = 'unknown@invalid';

function toStoredMessage(record: IDataObject): StoredMessage {
	const { id: row, message, contextInfo } = record;
	const { id, chat, otherChat, fromMe } = readMessageKeys(record);
	const addresses = findChatConflict(record) === undefined ? [chat, otherChat] : [];
	return {
		messageId: String(id),
		chat: String(addresses[0] ?? UNKNOWN_CHAT),
		addresses: addresses.filter((jid) => typeof jid === 'string'),
		fromMe,
		seconds: readSentAt(record),
		storedAt: readStoredAt(record),
		order: String(row),
		outcome: readOutcome(record),
		isDeleted: isDeleted(record),
		content: message,
		answers: firstText(asRecord(contextInfo).stanzaId),
	};
}

const makeWhere = ({ chat, own, since }: StoreFilter) => ({
	key: {
		...(chat === undefined ? {} : whereChat(chat)),
		...(own === true ? { fromMe: true } : {}),
	},
	...whereSent(since),
});

/** In 2.3.5 and 2.3.6, a chat's second address needs its own search. */
async function searchesFor(context: Caller, connection: Connection, chat: string) {
	const version = await fetchVersion(context, connection);
	const hasSecond = isAtLeast(version, '2.3.5') === true;
	const findsBoth = isAtLeast(version, '2.3.7') !== false;
	return hasSecond && !findsBoth ? [whereChat(chat), whereOtherChat(chat)] : [whereChat(chat)];
}

const load = async (
	{ context, connection, instance }: Target,
	body: object,
): Promise<IDataObject> => {
	const request: Request = {
		method: 'POST',
		path: fillRoute(STORE_ROUTE, { instance }),
		body,
		idempotent: true,
		instance,
	};
	return asRecord(await send(context, connection, request));
};

const readRecords = (answer: IDataObject): IDataObject[] =>
	STORE_PAGES.records(answer).filter(isRecord).map(toDelivered);

const messagesOf = (answer: IDataObject): StoredMessage[] =>
	readRecords(answer).map(toStoredMessage);

function toDeliveredStored({ connection, instance }: Target, record: IDataObject): DeliveredStored {
	const data = asFirstSent(record, connection);
	return { message: toStoredMessage(data), delivery: asDelivery(data, instance) };
}

const makeDeliveries = (instance: string, records: readonly IDataObject[]): Delivery[] =>
	records.map((record) => asDelivery(record, instance));

export const evolutionStore: MessageStore = {
	async *pages(target, filter) {
		const where = makeWhere(filter);
		for await (const records of storePages(target, where)) {
			yield records.map(toStoredMessage);
		}
	},

	async readChat(target, chat, isEnough, { since, isWholeLikely = false } = {}) {
		const { context, connection } = target;
		const size = isWholeLikely ? LONG_PAGE : undefined;
		for (const key of await searchesFor(context, connection, chat)) {
			for await (const records of storePages(target, { key, ...whereSent(since) }, size)) {
				const messages = records.map(toStoredMessage);
				const here = messages.filter(({ addresses }) => addresses.includes(chat));
				// For WHATSAPP-BUSINESS instances, the server ignores the filter `remoteJidAlt`, and returns messages of all chats.
				const isIgnored = messages.some(
					({ addresses }) => addresses.length > 0 && !addresses.includes(chat),
				);
				if (isEnough(here) || isIgnored) break;
			}
		}
	},

	async between(target, { from, to }, isEnough) {
		const messages = await readStore(target, whereSent(from, to), isEnough);
		const { connection, instance } = target;
		return makeDeliveries(
			instance,
			inOrder(messages.map((message) => asFirstSent(message, connection))),
		);
	},

	async recent(target, count) {
		const answer = await load(target, { where: {}, ...STORE_PAGES.ask(1, count) });
		const { connection, instance } = target;
		const records = readRecords(answer).map((record) => asFirstSent(record, connection));
		return { messages: messagesOf(answer), deliveries: makeDeliveries(instance, records) };
	},

	async *writtenSince(target, since) {
		const where = whereSent(since);
		for await (const records of storePages(target, where)) {
			yield records.map((record) => toDeliveredStored(target, record));
		}
	},

	async newestOfChat(target, chat, count) {
		const newest: DeliveredStored[] = [];
		for (const key of await searchesFor(target.context, target.connection, chat)) {
			const answer = await load(target, { where: { key }, ...STORE_PAGES.ask(1, count) });
			const page = readRecords(answer).map((record) => toDeliveredStored(target, record));
			newest.push(...page.filter(({ message }) => message.addresses.includes(chat)));
		}
		return newest;
	},

	async readNewest(target, chat, { count, until }) {
		const find = async (key: object): Promise<StoredMessage[]> => {
			const where = { key, ...whereSent(undefined, until) };
			const page = messagesOf(await load(target, { where, ...STORE_PAGES.ask(1, count) }));
			// If the server ignores the filter by the second address (`remoteJidAlt`), it returns messages of any chat.
			return page.filter(({ addresses }) => addresses.includes(chat));
		};
		const messages: StoredMessage[] = [];
		for (const key of await searchesFor(target.context, target.connection, chat)) {
			if (messages.length < count) messages.push(...(await find(key)));
		}
		return messages;
	},

	async find(target, messageId) {
		const body = { where: { key: { id: messageId } }, ...STORE_PAGES.ask(1, 10) };
		const matches = readRecords(await load(target, body)).map((record) =>
			toDeliveredStored(target, record),
		);
		return matches.filter(({ message }) => message.messageId === messageId);
	},

	async count(target, filter, place = 1) {
		const answer = await load(target, { where: makeWhere(filter), ...STORE_PAGES.ask(place, 1) });
		const [atPlace] = messagesOf(answer);
		return { total: Number(asRecord(answer.messages).total), atPlace };
	},

	async otherAddress(target, address) {
		const { context, connection } = target;
		for (const name of spellings(address)) {
			const keys = isLid(name) ? [whereChat(name)] : await searchesFor(context, connection, name);
			for (const key of keys) {
				for (let page = 1; page <= PAGES_FOR_ADDRESS; page++) {
					const answer = await load(target, {
						where: { key },
						...STORE_PAGES.ask(page, READ_FOR_ADDRESS),
					});
					const other = isLid(name) ? readNumber(answer, name) : readLid(answer, name);
					if (other !== undefined) return other;
					if (STORE_PAGES.records(answer).length < READ_FOR_ADDRESS) break;
				}
			}
		}
		return undefined;
	},

	keepsNothing: async ({ context, connection, instance }) =>
		await isStorageOff(context, connection, instance),

	howToKeep: STORE_HINT,

	howToKeepTicks: TICKS_HINT,
};
