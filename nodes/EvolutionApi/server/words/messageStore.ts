import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../errors/failure';
import { fillRoute } from '../../core/http/route';
import { EARLIEST, LATEST } from '../../core/values/time';
import { isRecord, asRecord, textOrNull } from '../../core/values/answer';
import { isLid, isPhone } from '../../core/values/addresses';
import type { Connection, Target } from '../adapter';
import type { Outcome } from '../records';
import { ownTime } from '../clock';
import type { Paging } from '../paging';
import { send } from '../request';
import {
	makeSentAt,
	readMessageKeys,
	readBounds,
	readSentAt,
	readUpdates,
	readKeys,
	type SentFilter,
	whereBetween,
	whereChat,
	withChat,
} from './keys';

// The server's message store: `POST /chat/findMessages/{instance}`. Newest first; within one second in any order.

export const STORE_ROUTE = '/chat/findMessages/{instance}';

/** Records of a page, at most. */
const PAGE_SIZE = 100;

export const STORE_PAGES = {
	size: PAGE_SIZE,
	// The server's `offset` is the length of a page.
	ask: (page, size) => ({ page, offset: size }),
	records: (answer) => {
		const { records } = asRecord(asRecord(answer).messages);
		if (Array.isArray(records)) return records;
		// Nobody may take it for a chat in which nothing was written.
		throw new RequestFailure({
			message: 'The answer of the server is not a list of messages',
			description: 'Its database may have failed, or a proxy has answered. Try again.',
			mayHeal: true,
		});
	},
} as const satisfies Paging;

/** The ID of a row begins with the time by the server's clock, in milliseconds (cuid). */
const ROW_ID = /^c([0-9a-z]{8})[0-9a-z]{16}$/;

/** When the row was written, by the server's clock, Unix s; NaN if its ID does not tell. */
export const readStoredAt = ({ id }: IDataObject): number =>
	parseInt(ROW_ID.exec(textOrNull(id) ?? '')?.[1] ?? '', 36) / 1000;

/**
 * From 2.3.0 on, the row of a message that somebody edits or deletes gets the time of that, and counts as edited. Its ID
 * still tells when it came.
 */
export function asFirstSent(record: IDataObject, connection: Connection): IDataObject {
	const cameAt = Math.floor(ownTime(connection, readStoredAt(record) * 1000) / 1000);
	const isLater = isEdited(record) && readSentAt(record) > cameAt;
	return isLater ? { ...record, ...makeSentAt(cameAt) } : record;
}

/** The filter for a time. */
export const whereSent = (after = EARLIEST, before = LATEST): SentFilter =>
	whereBetween(after.toISOString(), before.toISOString());

/** Filters of the server. */
interface Where extends Partial<SentFilter> {
	readonly key?: object;
}

/** Among so many messages there is mostly one of the other side. */
const NEWEST_COUNT = 20;

/** The request for the newest messages of a chat, for {@link readLid} and {@link readNumber}. */
export const queryNewest = (jid: string, size = NEWEST_COUNT) => ({
	path: STORE_ROUTE,
	body: { where: { key: whereChat(jid) }, page: 1, offset: size },
});

/** The LID of a person, if one of the messages has it beside the number. @param answer to {@link queryNewest} */
export const readLid = (answer: IDataObject, jid: string) => readAddresses(answer, jid).find(isLid);

/** The JID of a person's number, if one of the messages has it beside the LID. */
export const readNumber = (answer: IDataObject, lid: string) =>
	readAddresses(answer, lid).find(isPhone);

function readAddresses(answer: IDataObject, jid: string): string[] {
	return STORE_PAGES.records(answer)
		.map((record) => readMessageKeys(asRecord(record)))
		.map(({ chat, otherChat }) => [chat, otherChat])
		.filter((pair) => pair.includes(jid))
		.flat()
		.filter((address): address is string => typeof address === 'string');
}

/** The record as the trigger would get it: the chat is named by phone number if the server knows that. */
export function toDelivered(record: IDataObject): IDataObject {
	const { key } = record;
	if (!isRecord(key)) return record;
	const { chat, otherChat } = readKeys(key);
	const isSwapped = isLid(chat) && typeof otherChat === 'string' && isPhone(otherChat);
	return isSwapped ? { ...record, key: withChat(key, otherChat, chat) } : record;
}

/** The chat of an entry of `findChats`, named as in {@link toDelivered}. */
export function readChatJid(row: IDataObject): string {
	const { chat } = readKeys(row);
	const { chat: named } = readMessageKeys(toDelivered(asRecord(row.lastMessage)));
	return String(isLid(chat) ? (named ?? chat) : (chat ?? named));
}

/**
 * Reads records newest first, each once, until there are no more or nobody wants more. The rows of one second come in any
 * order, also from one page to the next, and rows come and go meanwhile. So what follows a page is asked for by time, from
 * its last second on: the page may not have had all of that second.
 * @param pageSize records of a page, unless one second has more
 * @throws {RequestFailure} if the store cannot be read
 */
export async function* storePages(
	{ context, connection, instance }: Target,
	{ key, ...sent }: Where,
	pageSize = PAGE_SIZE,
): AsyncGenerator<IDataObject[], void> {
	const { gte, lte } = readBounds({ ...whereSent(), ...sent });
	const ask = async (end: string, size: number): Promise<IDataObject[]> => {
		const where = { key, ...whereBetween(gte, end) };
		const answer = await send(context, connection, {
			method: 'POST',
			path: fillRoute(STORE_ROUTE, { instance }),
			body: { where, ...STORE_PAGES.ask(1, size) },
			idempotent: true,
			instance,
		});
		return STORE_PAGES.records(answer).filter(isRecord).map(toDelivered);
	};
	const seen = new Set<string>();
	const addIfNew = ({ id }: IDataObject) => !seen.has(String(id)) && seen.add(String(id));
	let end = lte;
	let size = pageSize;
	for (;;) {
		const records = await ask(end, size);
		yield records.filter(addIfNew);
		if (records.length < size) return;
		const seconds = records.map(readSentAt);
		const endSecond = Math.floor(Date.parse(end) / 1000);
		const oldest = Math.min(...seconds);
		// One second has more records than a page holds.
		if (oldest === endSecond) size *= 2;
		else end = new Date(oldest * 1000).toISOString();
	}
}

/**
 * Reads records, newest first, until there are no more.
 * @param isEnough gets each page; true ends the reading
 * @throws {RequestFailure} if the store cannot be read
 */
export async function readStore(
	target: Target,
	where: Where,
	isEnough: (page: readonly IDataObject[]) => boolean = () => false,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	for await (const records of storePages(target, where)) {
		found.push(...records);
		if (isEnough(records)) break;
	}
	return found;
}

/**
 * Oldest first, each once, and always in the same order: by second, and within a second by the id of the row, which
 * grows.
 */
export function inOrder(records: readonly IDataObject[]): IDataObject[] {
	const rows = new Map(records.map((record) => [String(record.id), record]));
	return [...rows.values()].sort(
		(a, b) => readSentAt(a) - readSentAt(b) || (String(a.id) < String(b.id) ? -1 : 1),
	);
}

/** Best first. Those of a phone, and Meta's. */
const WORDS: ReadonlyArray<readonly [Outcome, readonly string[]]> = [
	['delivered', ['DELIVERY_ACK', 'DELIVERED', 'READ', 'PLAYED']],
	['rejected', ['ERROR', 'FAILED']],
	['sent', ['SERVER_ACK', 'SENT']],
];

/** Whether the newest message of an entry of `findChats` may have reached no one, or was deleted. */
export function mayBeLost({ lastMessage }: IDataObject): boolean {
	const record = asRecord(lastMessage);
	const word = String(record.status);
	const isDelivered = WORDS.some(
		([outcome, words]) => outcome === 'delivered' && words.includes(word),
	);
	return word === 'DELETED' || (readMessageKeys(record).fromMe && !isDelivered);
}

/**
 * What became of a message. The server keeps all that it heard of it, without times and in no order, and writes
 * `SERVER_ACK` for updates that name no status: who has a better word has it.
 */
export function readOutcome(record: IDataObject): Outcome | undefined {
	const heard = readUpdates(record).map(({ status }) => status);
	return WORDS.find(([, words]) => heard.some((word) => words.includes(String(word))))?.[0];
}

/** Whether somebody has edited the message, or deleted it on a phone. */
const isEdited = (record: IDataObject): boolean =>
	readUpdates(record).some(({ status }) => status === 'EDITED');

/**
 * Whether a message was deleted for everyone. Of what a person deletes on a phone the store says only that it was edited, and
 * leaves the content as it was: with the context that phones send along, which no edited text has.
 */
export function isDeleted(record: IDataObject): boolean {
	if (readUpdates(record).some(({ status }) => status === 'DELETED')) return true;
	const isWhole = asRecord(record.message).messageContextInfo !== undefined;
	return isWhole && !readMessageKeys(record).fromMe && isEdited(record);
}
