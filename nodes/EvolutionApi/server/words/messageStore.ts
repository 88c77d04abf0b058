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

// The server's message store: `POST /chat/findMessages/{instance}`. Newest first, but messages of the same second in any order.

export const STORE_ROUTE = '/chat/findMessages/{instance}';

const PAGE_SIZE = 100;

export const STORE_PAGES = {
	size: PAGE_SIZE,
	// The server's `offset` is the length of a page.
	ask: (page, size) => ({ page, offset: size }),
	records: (answer) => {
		const { records } = asRecord(asRecord(answer).messages);
		if (Array.isArray(records)) return records;
		// An empty list would look like a chat without messages.
		throw new RequestFailure({
			message: 'The answer of the server is not a list of messages',
			description: 'Its database may have failed, or a proxy has answered. Try again.',
			mayHeal: true,
		});
	},
} as const satisfies Paging;

/** A row's ID (cuid) begins with the time when the row was written, in ms by the server's clock. */
const ROW_ID = /^c([0-9a-z]{8})[0-9a-z]{16}$/;

/** Returns the time when a row was written (Unix s, server's clock), from the row's ID; NaN if the ID has another form. */
export const readStoredAt = ({ id }: IDataObject): number =>
	parseInt(ROW_ID.exec(textOrNull(id) ?? '')?.[1] ?? '', 36) / 1000;

/**
 * Restores the time when an edited or deleted message was first sent. Since 2.3.0, the server replaces that time with the time of
 * the change, and marks the message as edited. The ID of the row still tells when the message arrived.
 */
export function asFirstSent(record: IDataObject, connection: Connection): IDataObject {
	const cameAt = Math.floor(ownTime(connection, readStoredAt(record) * 1000) / 1000);
	const isLater = isEdited(record) && readSentAt(record) > cameAt;
	return isLater ? { ...record, ...makeSentAt(cameAt) } : record;
}

export const whereSent = (after = EARLIEST, before = LATEST): SentFilter =>
	whereBetween(after.toISOString(), before.toISOString());

interface Where extends Partial<SentFilter> {
	readonly key?: object;
}

const NEWEST_COUNT = 20;

export const queryNewest = (jid: string, size = NEWEST_COUNT) => ({
	path: STORE_ROUTE,
	body: { where: { key: whereChat(jid) }, page: 1, offset: size },
});

/** @param answer to {@link queryNewest} */
export const readLid = (answer: IDataObject, jid: string) => readAddresses(answer, jid).find(isLid);

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

/** Returns the record in the form of a delivery, with the chat's phone number if the server knows it. */
export function toDelivered(record: IDataObject): IDataObject {
	const { key } = record;
	if (!isRecord(key)) return record;
	const { chat, otherChat } = readKeys(key);
	const isSwapped = isLid(chat) && typeof otherChat === 'string' && isPhone(otherChat);
	return isSwapped ? { ...record, key: withChat(key, otherChat, chat) } : record;
}

/** Returns the JID of a chat that `findChats` lists. It contains the person's number, or the LID if the server lacks it. */
export function readChatJid(row: IDataObject): string {
	const { chat } = readKeys(row);
	const { chat: lastChat } = readMessageKeys(toDelivered(asRecord(row.lastMessage)));
	return String(isLid(chat) ? (lastChat ?? chat) : (chat ?? lastChat));
}

/**
 * Reads records newest first, each once, until there are no more or the caller stops. Page numbers would miss records: rows of
 * the same second have no fixed order, and rows are added and deleted in the meantime. Each page is therefore requested by
 * time, from the oldest second of the previous page: there may be more records of that second.
 * @throws {RequestFailure} if the store cannot be read
 */
export async function* storePages(
	{ context, connection, instance }: Target,
	{ key, ...time }: Where,
	pageSize = PAGE_SIZE,
): AsyncGenerator<IDataObject[], void> {
	const { gte, lte } = readBounds({ ...whereSent(), ...time });
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
	const ids = new Set<string>();
	const addIfNew = ({ id }: IDataObject) => !ids.has(String(id)) && ids.add(String(id));
	let end = lte;
	let size = pageSize;
	for (;;) {
		const records = await ask(end, size);
		yield records.filter(addIfNew);
		if (records.length < size) return;
		const seconds = records.map(readSentAt);
		const endSecond = Math.floor(Date.parse(end) / 1000);
		const oldest = Math.min(...seconds);
		if (oldest === endSecond) size *= 2;
		else end = new Date(oldest * 1000).toISOString();
	}
}

/** Reads records, newest first, until there are no more. @throws {RequestFailure} if the store cannot be read */
export async function readStore(
	target: Target,
	where: Where,
	isEnough: (page: readonly IDataObject[]) => boolean = () => false,
): Promise<IDataObject[]> {
	const messages: IDataObject[] = [];
	for await (const records of storePages(target, where)) {
		messages.push(...records);
		if (isEnough(records)) break;
	}
	return messages;
}

/**
 * Sorts records oldest first, without duplicates. The order is always the same: by second, and within a second by the row's ID,
 * which increases.
 */
export function inOrder(records: readonly IDataObject[]): IDataObject[] {
	const rows = new Map(records.map((record) => [String(record.id), record]));
	return [...rows.values()].sort(
		(a, b) => readSentAt(a) - readSentAt(b) || (String(a.id) < String(b.id) ? -1 : 1),
	);
}

/** If several outcomes apply, the first in this list counts. */
const WORDS: ReadonlyArray<readonly [Outcome, readonly string[]]> = [
	['delivered', ['DELIVERY_ACK', 'DELIVERED', 'READ', 'PLAYED']],
	['rejected', ['ERROR', 'FAILED']],
	['sent', ['SERVER_ACK', 'SENT']],
];

export function mayBeLost({ lastMessage }: IDataObject): boolean {
	const record = asRecord(lastMessage);
	const word = String(record.status);
	const isDelivered = WORDS.some(
		([outcome, words]) => outcome === 'delivered' && words.includes(word),
	);
	return word === 'DELETED' || (readMessageKeys(record).fromMe && !isDelivered);
}

/**
 * The server stores all updates without times and in no particular order, and writes `SERVER_ACK` for updates without a status.
 */
export function readOutcome(record: IDataObject): Outcome | undefined {
	const statuses = readUpdates(record).map(({ status }) => status);
	return WORDS.find(([, words]) => statuses.some((word) => words.includes(String(word))))?.[0];
}

const isEdited = (record: IDataObject): boolean =>
	readUpdates(record).some(({ status }) => status === 'EDITED');

/**
 * Tells whether a message was deleted for everyone. If it was deleted on a phone, the store only marks it as edited and leaves
 * the content as it was. Unlike an edited text, that content still has the `messageContextInfo` that phones add.
 */
export function isDeleted(record: IDataObject): boolean {
	if (readUpdates(record).some(({ status }) => status === 'DELETED')) return true;
	const isWhole = asRecord(record.message).messageContextInfo !== undefined;
	return isWhole && !readMessageKeys(record).fromMe && isEdited(record);
}
