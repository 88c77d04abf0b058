import type { IDataObject } from 'n8n-workflow';

import { textOrNull } from '../../values/answer';
import type { WebhookRecord } from '../adapter';

// Webhooks of Evolution Go have no headers: they stand in the query of the address, which comes back with every delivery.

/** Before the name of each of them, after all that the address has of its own. */
const MARK = 'header.';

const BEGINNING = /[?&]header\./;

/**
 * Behind a `#` they stay with the server, which sends nothing of it: so with an execution that waits, whose address n8n has
 * signed as it is.
 * @param headers texts; without any, the address stays as it is
 */
export function addressWith(url: string, headers: Readonly<Record<string, unknown>>): string {
	const parts = Object.entries(headers).map(
		([name, value]) => `${MARK}${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
	);
	if (parts.length === 0) return url;
	return `${url}${url.includes('?') ? '&' : '?'}${parts.join('&')}`;
}

/** When the address was set: what the server delivers again may come by an older one. */
const AT_HEADER = 'x-evolution-hub-at';

/** In the place of an address: events go nowhere. Servers that set only what they are told leave an address for "". */
export const OFF = 'disabled';

/** The address of a webhook that is to be set. @param at Unix ms */
export function addressToSet({ enabled, url, headers }: WebhookRecord, at: number): string {
	if (!enabled) return OFF;
	const isOurs = Object.keys(headers).length > 0;
	return addressWith(url, isOurs ? { ...headers, [AT_HEADER]: at } : headers);
}

/** @param headers of a delivery. @returns Unix ms; 0 if somebody has taken the time out of the address */
export const writtenAtIn = ({ [AT_HEADER]: at }: Readonly<Record<string, unknown>>): number =>
	Number(at ?? 0) || 0;

/** Those that somebody has set, without the time. */
export function withoutTime(headers: Readonly<Record<string, string>>): Record<string, string> {
	const rest = { ...headers };
	delete rest[AT_HEADER];
	return rest;
}

/** The address without them, and what they are. */
export function partsOfAddress(address: string): {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
} {
	const position = address.search(BEGINNING);
	if (position < 0) return { url: address, headers: {} };
	const query = Object.fromEntries(new URLSearchParams(address.slice(position + 1)));
	return { url: address.slice(0, position), headers: headersInQuery(query) };
}

/** Of a request to such an address. What is given twice, or is no text, is none. */
export const headersInQuery = (query: Readonly<IDataObject>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(query).flatMap(([name, value]) => {
			const text = name.startsWith(MARK) ? textOrNull(value) : null;
			return text === null ? [] : [[name.slice(MARK.length).toLowerCase(), text]];
		}),
	);
