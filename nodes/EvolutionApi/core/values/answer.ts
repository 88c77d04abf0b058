import type { IDataObject } from 'n8n-workflow';

export const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one where it is something else. */
export const recordOf = (value: unknown): IDataObject => (isRecord(value) ? value : {});

/** The objects in a list; none where it is something else. */
export const recordsIn = (value: unknown): IDataObject[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];

/** For output: the text, or null if there is none. */
export const textOrNull = (value: unknown) =>
	typeof value === 'string' && value !== '' ? value : null;

export const isSuccess = (status: number) => status >= 200 && status < 300;

/**
 * Every text in an error answer, whatever its shape: `response.message` or `message` as a string, a list, a list of
 * lists (schema errors) or objects with a `message`. Without these, `error` as a string.
 */
export function messagesIn(body: unknown): string[] {
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
