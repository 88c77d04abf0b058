import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../core/values/answer';

export interface Paging<Input = unknown> {
	readonly size: number;
	/** Returns the part of the body that asks for a page. The first page is number 1. */
	readonly ask: (page: number, size: number) => object;
	readonly records: (answer: unknown) => unknown[];
	/** Tells whether an element passes a filter that the server ignores. */
	keep?(this: void, record: IDataObject, input: Input): boolean;
	/** How to merge entries about the same chat. They may be far apart in the list, so {@link readPages} reads all pages. */
	readonly merge?: {
		readonly identity: (record: IDataObject) => unknown;
		/** Combines all entries about one chat, which are in the order in which the server returned them. */
		readonly combine: (records: readonly [IDataObject, ...IDataObject[]]) => IDataObject;
	};
}

export const wholeAnswer = (answer: unknown): unknown[] => (Array.isArray(answer) ? answer : []);

/** Counts an element once, even if the list changes between two pages and repeats it. */
export async function readPages(
	paging: Paging,
	input: unknown,
	count: number,
	askFor: (page: object) => Promise<unknown>,
): Promise<IDataObject[]> {
	const { keep, merge } = paging;
	const size = keep === undefined ? Math.min(paging.size, count) : paging.size;
	const isWanted = (record: IDataObject) => keep?.(record, input) ?? true;
	const entries: IDataObject[] = [];
	const identities = new Set<string>();
	for (let page = 1; entries.length < count || merge !== undefined; page++) {
		const answer = await askFor(paging.ask(page, size));
		const records = paging.records(answer).filter(isRecord);
		const fresh = records.filter((record) => addIfNew(identities, record.id ?? record));
		entries.push(...(merge === undefined ? fresh.filter(isWanted) : fresh));
		if (records.length < size || fresh.length === 0) break;
	}
	const things = merge === undefined ? entries : mergeAll(entries, merge).filter(isWanted);
	return things.slice(0, count);
}

function mergeAll(
	records: readonly IDataObject[],
	{ identity, combine }: Required<Paging>['merge'],
): IDataObject[] {
	const things = new Map<string, [IDataObject, ...IDataObject[]]>();
	for (const record of records) {
		const key = JSON.stringify(identity(record));
		const entries = things.get(key);
		if (entries === undefined) things.set(key, [record]);
		else entries.push(record);
	}
	return [...things.values()].map((entries) =>
		entries.length === 1 ? entries[0] : combine(entries),
	);
}

function addIfNew(identities: Set<string>, identity: unknown): boolean {
	const text = JSON.stringify(identity);
	if (identities.has(text)) return false;
	identities.add(text);
	return true;
}
