import type { IDataObject } from 'n8n-workflow';

import { textOrNull } from '../../values/answer';

// Webhooks of Evolution Go have no headers: they stand in the query of the address, which comes back with every delivery.

/** Before the name of each of them, after all that the address has of its own. */
const MARK = 'header.';

const BEGINNING = /[?&]header\./;

/** @param headers texts; without any, the address stays as it is */
export function addressWith(url: string, headers: Readonly<Record<string, unknown>>): string {
	const parts = Object.entries(headers).map(
		([name, value]) => `${MARK}${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
	);
	if (parts.length === 0) return url;
	return `${url}${url.includes('?') ? '&' : '?'}${parts.join('&')}`;
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
