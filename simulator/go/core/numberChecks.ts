import type { Json } from '../../core/data';
import { isObject } from '../../core/values';
import { invalid } from './answers';
import { createJid } from './jids';

// Before some handlers run, the server validates the phone numbers in the body, and rewrites them as JIDs. There are several
// such checks. Each one has its fixed keys, even if the handler reads other keys.

/** Rewrites the numbers in the body. Throws an error if one is invalid. */
export type NumberCheck = (body: Json) => void;

function normalized(text: string, name: string): string {
	const created = createJid(text);
	if ('error' in created) throw invalid(`Invalid ${name} format: ${created.error}`);
	return created.jid;
}

function normalizeList(list: unknown[], formats: boolean): unknown[] {
	if (list.length === 0) throw invalid('number array cannot be empty');
	return list.map((one, index) => {
		if (typeof one !== 'string' || one === '') throw invalid(`number[${index}] cannot be empty`);
		return formats ? normalized(one, `number[${index}]`) : one;
	});
}

const number =
	(heedsFormatJid: boolean): NumberCheck =>
	(body) => {
		if (!Object.hasOwn(body, 'number')) return;
		const formats = !heedsFormatJid || body.formatJid !== false;
		const numbers = body.number;
		if (Array.isArray(numbers)) body.number = normalizeList(numbers, formats);
		else if (typeof numbers !== 'string') {
			throw invalid('number must be a string or array of strings');
		} else if (numbers === '') throw invalid('number is required and cannot be empty');
		else if (formats) body.number = normalized(numbers, 'number');
	};

/** Checks a text or a list of texts in `number`. */
export const checkNumber = number(false);
/** Checks a text or a list of texts in `number`, and rewrites them as JIDs, unless `formatJid` is false. */
export const checkFormattedNumber = number(true);

/** Requires texts. For another value, such as a list, the server returns the same error as for an empty text. */
export const checkJidFields =
	(...names: string[]): NumberCheck =>
	(body) => {
		for (const name of names) {
			if (!Object.hasOwn(body, name)) continue;
			const address = body[name];
			if (typeof address !== 'string' || address === '') {
				throw invalid(`${name} is required and cannot be empty`);
			}
			body[name] = normalized(address, name);
		}
	};

export const checkNumbers =
	(name: string): NumberCheck =>
	(body) => {
		const address = body[name];
		if (!Array.isArray(address)) return;
		body[name] = address.map((one: unknown, index) =>
			typeof one === 'string' && one !== '' ? normalized(one, `${name}[${index}]`) : one,
		);
	};

/** Checks the recipient, even if `formatJid` is false, and that the card's phone number contains a digit. */
export const checkContact: NumberCheck = (body) => {
	const { number: receiver, vcard } = body;
	if (typeof receiver === 'string' && receiver !== '') {
		body.number = normalized(receiver, 'number');
	}
	if (isObject(vcard) && typeof vcard.phone === 'string' && vcard.phone !== '') {
		normalized(vcard.phone, 'vcard phone');
	}
};

export function afterCheck(check: NumberCheck, text: string, contentType: string): string {
	if (!contentType.includes('application/json')) return text;
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		throw invalid('Invalid JSON format');
	}
	if (body === null) return text;
	if (!isObject(body)) throw invalid('Invalid JSON format');
	check(body);
	return JSON.stringify(body);
}
