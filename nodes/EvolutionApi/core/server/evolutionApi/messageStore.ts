import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../failures/failure';
import { fillRoute } from '../../http/route';
import { EARLIEST, LATEST, readInstant } from '../../values/time';
import { isRecord, asRecord, textOrNull, asRecords } from '../../values/answer';
import { isLid, isPhone } from '../../values/addresses';
import type { Connection, Target } from '../adapter';
import type { Outcome } from '../records';
import { ownTime } from '../clock';
import type { Paging } from '../paging';
import { send } from '../request';

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

/** Unix s; NaN if it is not told. */
export const readSeconds = (value: unknown): number => Math.floor(readInstant(value) / 1000);

/** When a message of the store was sent, Unix s. */
export const readSentAt = ({ messageTimestamp }: IDataObject): number =>
	readSeconds(messageTimestamp);

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
	const isLater = isEdited(record.MessageUpdate) && readSentAt(record) > cameAt;
	return isLater ? { ...record, messageTimestamp: cameAt } : record;
}

/** The filter for a time. It has both ends, since the server ignores one with only one end. */
export const whereSent = (after = EARLIEST, before = LATEST) => ({
	messageTimestamp: { gte: after.toISOString(), lte: before.toISOString() },
});

/** Filters of the server. */
interface Where {
	readonly key?: object;
	readonly messageTimestamp?: ReturnType<typeof whereSent>['messageTimestamp'];
}

/**
 * The filter for a chat. What a person wrote is kept under the LID, with the number beside it; what we wrote, mostly
 * under the number. Servers from 2.3.7 on find both, older ones look at the first address only.
 */
export const whereChat = (jid: string) => ({ remoteJid: jid, remoteJidAlt: jid });

/** Among so many messages there is mostly one of the other side. */
const NEWEST_COUNT = 20;

/** The request for the newest messages of a chat, for {@link readLid} and {@link readNumber}. */
export const queryNewest = (jid: string, size = NEWEST_COUNT) => ({
	path: STORE_ROUTE,
	body: { where: { key: whereChat(jid) }, page: 1, offset: size },
});

/** The LID of a person, if one of the messages has it beside the number. @param answer to {@link queryNewest} */
export const readLid = (answer: IDataObject, jid: string) => readAddresses(answer, jid).find(isLid);

/** The same the other way round: the JID of the number beside the LID. */
export const readNumber = (answer: IDataObject, lid: string) =>
	readAddresses(answer, lid).find(isPhone);

function readAddresses(answer: IDataObject, jid: string): string[] {
	return STORE_PAGES.records(answer)
		.map((record) => asRecord(record).key)
		.filter(isRecord)
		.map(({ remoteJid, remoteJidAlt }) => [remoteJid, remoteJidAlt])
		.filter((pair) => pair.includes(jid))
		.flat()
		.filter((address): address is string => typeof address === 'string');
}

/** The record as the trigger would get it: the chat is named by phone number if the server knows that. */
export function toDelivered(record: IDataObject): IDataObject {
	const { key } = record;
	if (!isRecord(key)) return record;
	const { remoteJid, remoteJidAlt } = key;
	const isSwapped = isLid(remoteJid) && typeof remoteJidAlt === 'string' && isPhone(remoteJidAlt);
	if (!isSwapped) return record;
	return { ...record, key: { ...key, remoteJid: remoteJidAlt, remoteJidAlt: remoteJid } };
}

/** The chat of an entry of `findChats`, named as in {@link toDelivered}. */
export function readChatJid({ remoteJid, lastMessage }: IDataObject): string {
	const { key } = toDelivered(asRecord(lastMessage));
	const named = asRecord(key).remoteJid;
	return String(isLid(remoteJid) ? (named ?? remoteJid) : (remoteJid ?? named));
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
	{ key, messageTimestamp: { gte, lte } = whereSent().messageTimestamp }: Where,
	pageSize = PAGE_SIZE,
): AsyncGenerator<IDataObject[], void> {
	const ask = async (end: string, size: number): Promise<IDataObject[]> => {
		const where = { key, messageTimestamp: { gte, lte: end } };
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

/**
 * What became of a message. The server keeps all that it heard of it, without times and in no order, and writes
 * `SERVER_ACK` for updates that name no status: who has a better word has it.
 * @param updates `MessageUpdate` of a record of `POST /chat/findMessages`
 */
export function readOutcome(updates: unknown): Outcome | undefined {
	const heard = asRecords(updates).map(({ status }) => status);
	return WORDS.find(([, words]) => heard.some((word) => words.includes(String(word))))?.[0];
}

/** Whether somebody has edited the message, or deleted it on a phone. @param updates see {@link readOutcome} */
const isEdited = (updates: unknown): boolean =>
	asRecords(updates).some(({ status }) => status === 'EDITED');
