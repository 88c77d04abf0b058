import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from './answer';

// Single values of a delivery. Each of them may be missing, or of another type than expected.

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The texts in a list; other entries are left out. */
export const textsOf = (value: unknown): string[] =>
	listOf(value).flatMap((part) => textOrNull(part) ?? []);

/** The first of them that is a text. */
export const firstText = (...values: unknown[]): string | null =>
	values.map(textOrNull).find((text) => text !== null) ?? null;

/** Without the keys whose value is null. */
export const withoutNulls = (record: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

export const flagOrNull = (value: unknown) => (typeof value === 'boolean' ? value : null);

/** A number, also one given as text or as `{ low, high }` (64 bits in JSON); else null. */
export function numberOrNull(value: unknown): number | null {
	if (isRecord(value)) return wholeOf(value);
	if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

function wholeOf({ low, high }: IDataObject): number | null {
	if (typeof low !== 'number') return null;
	const upper = typeof high === 'number' ? high : 0;
	// `low` is a signed number in JSON, although it holds unsigned bits.
	return upper * 2 ** 32 + (low >>> 0);
}
