import type { IDataObject } from 'n8n-workflow';

export const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one where it is something else. */
export const asRecord = (value: unknown): IDataObject => (isRecord(value) ? value : {});

/** The objects in a list; none where it is something else. */
export const asRecords = (value: unknown): IDataObject[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];

/** For output: the text, or null if there is none. */
export const textOrNull = (value: unknown) =>
	typeof value === 'string' && value !== '' ? value : null;

export const isSuccess = (status: number) => status >= 200 && status < 300;

/**
 * Every text in an error answer, whatever its shape: `response.message` or `message` as a string, a list, a list of
 * lists (schema errors) or objects with a `message`. Without these, `error` as a string.
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

// Single values of a delivery. Each of them may be missing, or of another type than expected.

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The texts in a list; other entries are left out. */
export const asTexts = (value: unknown): string[] =>
	asList(value).flatMap((part) => textOrNull(part) ?? []);

/** The first of them that is a text. */
export const firstText = (...values: unknown[]): string | null =>
	values.map(textOrNull).find((text) => text !== null) ?? null;

/** Without the keys whose value is null. */
export const withoutNulls = (record: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

export const flagOrNull = (value: unknown) => (typeof value === 'boolean' ? value : null);

/** A number, also one given as text or as `{ low, high }` (64 bits in JSON); else null. */
export function numberOrNull(value: unknown): number | null {
	if (isRecord(value)) return joinHalves(value);
	if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

function joinHalves({ low, high }: IDataObject): number | null {
	if (typeof low !== 'number') return null;
	const upper = typeof high === 'number' ? high : 0;
	// `low` is a signed number in JSON, although it holds unsigned bits.
	return upper * 2 ** 32 + (low >>> 0);
}
