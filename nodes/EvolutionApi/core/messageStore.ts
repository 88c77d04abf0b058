import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './answer';
import type { Caller, Connection } from './connection';
import type { Paging } from './paging';
import { send } from './request';
import { fillRoute } from './route';

// The server's message store: `POST /chat/findMessages/{instance}`. Newest first; within one second in any order.

export const STORE_ROUTE = '/chat/findMessages/{instance}';

/** Records of a page, at most. */
const SIZE = 100;

export const STORE_PAGES = {
	size: SIZE,
	// The server's `offset` is the length of a page.
	ask: (page, size) => ({ page, offset: size }),
	records: (answer) => {
		const messages = isRecord(answer) && isRecord(answer.messages) ? answer.messages : {};
		return Array.isArray(messages.records) ? messages.records : [];
	},
} as const satisfies Paging;

/** Seconds of a message, whatever the server made of them: a number, a text, or `{ low }`. */
export function secondsOf(value: unknown): number {
	return Number(isRecord(value) ? value.low : value);
}

/** The store counts seconds in four bytes; its database fails on any other time. */
const FIRST = new Date(0);
const LAST = new Date('2038-01-19T03:14:07Z');

export const isStorable = (time: Date) => time >= FIRST && time <= LAST;

export const STORABLE_HINT = 'Enter one from 1970 to 2038-01-19T03:14:07Z.';

/** The filter for a time: with only one end the server would ignore it. */
export const timeRange = (after = FIRST, before = LAST) => ({
	gte: after.toISOString(),
	lte: before.toISOString(),
});

/**
 * Reads records page by page, newest first, until there are no more or nobody wants more.
 * @throws {RequestFailure} if the store cannot be read
 */
export async function* storePages(
	context: Caller,
	connection: Connection,
	instance: string,
	where: object,
): AsyncGenerator<IDataObject[], void> {
	for (let page = 1; ; page++) {
		const answer = await send(context, connection, {
			method: 'POST',
			path: fillRoute(STORE_ROUTE, { instance }),
			body: { where, ...STORE_PAGES.ask(page, SIZE) },
			retry: 'always',
			instance,
		});
		const records = STORE_PAGES.records(answer).filter(isRecord);
		yield records;
		if (records.length < SIZE) return;
	}
}

/**
 * Reads records, newest first, until there are no more.
 * @param isEnough told each page; true ends the reading
 * @throws {RequestFailure} if the store cannot be read
 */
export async function readStore(
	context: Caller,
	connection: Connection,
	instance: string,
	where: object,
	isEnough: (page: readonly IDataObject[]) => boolean = () => false,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	for await (const records of storePages(context, connection, instance, where)) {
		found.push(...records);
		if (isEnough(records)) break;
	}
	return found;
}

/**
 * Oldest first, each once, in the same order for everybody who asks: by second, and within it by the id
 * of the row, which the server makes so that it grows.
 */
export function inOrder(records: readonly IDataObject[]): IDataObject[] {
	const rows = new Map(records.map((record) => [String(record.id), record]));
	const time = ({ messageTimestamp }: IDataObject) => secondsOf(messageTimestamp);
	return [...rows.values()].sort(
		(a, b) => time(a) - time(b) || (String(a.id) < String(b.id) ? -1 : 1),
	);
}
