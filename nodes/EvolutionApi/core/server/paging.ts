import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './answer';

/** How the server gives a list in pages. */
export interface Paging<Input = never> {
	/** Elements of a page. */
	readonly size: number;
	/** Added to the body to ask for a page, counted from 1. */
	readonly ask: (page: number, size: number) => object;
	/** The elements in an answer. */
	readonly records: (answer: unknown) => unknown[];
	/** For filters that the server ignores: only elements for which this holds count. */
	readonly keep?: (record: IDataObject, input: Input) => boolean;
	/** For lists that have one thing more than once: what is the same for all of its entries. The first one counts. */
	readonly identity?: (record: IDataObject, input: Input) => unknown;
}

/** The elements of an answer that is a list itself. */
export const wholeAnswer = (answer: unknown): unknown[] => (Array.isArray(answer) ? answer : []);

/**
 * Reads pages until there are no more, or `wanted` elements are found. An element that comes twice because the list
 * moved on meanwhile counts once.
 */
export async function readPages(
	paging: Paging,
	input: unknown,
	wanted: number,
	askFor: (page: object) => Promise<unknown>,
): Promise<IDataObject[]> {
	const { keep, identity } = paging;
	const size = keep === undefined ? Math.min(paging.size, wanted) : paging.size;
	const found: IDataObject[] = [];
	const seen = new Set<string>();
	const identities = new Set<string>();
	for (let page = 1; found.length < wanted; page++) {
		const answer = await askFor(paging.ask(page, size));
		const records = paging.records(answer).filter(isRecord);
		const fresh = records.filter((record) => addIfNew(seen, record.id ?? record));
		const different =
			identity === undefined
				? fresh
				: fresh.filter((record) => addIfNew(identities, identity(record, input as never)));
		found.push(...different.filter((record) => keep?.(record, input as never) ?? true));
		if (records.length < size || fresh.length === 0) break;
	}
	return found.slice(0, wanted);
}

function addIfNew(seen: Set<string>, identity: unknown): boolean {
	const text = JSON.stringify(identity);
	if (seen.has(text)) return false;
	seen.add(text);
	return true;
}
