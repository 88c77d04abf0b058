import type { IDataObject } from 'n8n-workflow';

export const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const asRecord = (value: unknown): IDataObject => (isRecord(value) ? value : {});

export const asRecords = (value: unknown): IDataObject[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];

export const textOrNull = (value: unknown) =>
	typeof value === 'string' && value !== '' ? value : null;

export const isSuccess = (status: number) => status >= 200 && status < 300;

/**
 * Returns every text in an error answer, whatever its shape: `response.message` or `message` as a string, a list, a list of
 * lists (schema errors) or objects with a `message`. If there are none, the texts in `error`.
 */
export function collectErrorTexts(body: unknown): string[] {
	if (!isRecord(body)) return [];
	const response = isRecord(body.response) ? body.response.message : undefined;
	const texts = textsIn(response ?? body.message);
	return texts.length > 0 ? texts : textsIn(body.error);
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
	if (Array.isArray(value)) return value.flatMap(textsIn);
	return isRecord(value) ? textsIn(value.message) : [];
}

// Readers for single values of the server's JSON, which may be missing or have an unexpected type.

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const asTexts = (value: unknown): string[] =>
	asList(value).flatMap((part) => textOrNull(part) ?? []);

export const firstText = (...values: unknown[]): string | null =>
	values.map(textOrNull).find((text) => text !== null) ?? null;

export const withoutNulls = (record: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

export const flagOrNull = (value: unknown) => (typeof value === 'boolean' ? value : null);

/** Reads a number, also from a text or from `{ low, high }` (64 bits in JSON); null if there is no number. */
export function numberOrNull(value: unknown): number | null {
	if (isRecord(value)) return joinHalves(value);
	if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

function joinHalves({ low, high }: IDataObject): number | null {
	if (typeof low !== 'number') return null;
	const upper = typeof high === 'number' ? high : 0;
	// `low` is signed in JSON, although its bits are unsigned.
	return upper * 2 ** 32 + (low >>> 0);
}
