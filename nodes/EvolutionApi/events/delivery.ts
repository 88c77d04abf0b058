import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from '../core/server/answer';

/** What the server posts for an event. `data` is as it came: only what {@link cleaned} gives may go out. */
export interface Delivery {
	/** As the server calls it, e.g. `messages.upsert`; `unknown` where it gives no name. */
	readonly event: string;
	/** Name of the instance. */
	readonly instance: string;
	readonly data: unknown;
	/** Local time of the server with a `Z` that is not meant: see `timestampOf`. */
	readonly dateTime: string | null;
	/** JID of the account itself. */
	readonly sender: string | null;
	readonly serverUrl: string | null;
	/** What else is beside `data`, e.g. `isLatest` and `progress` of `messages.set`. */
	readonly extra: IDataObject;
}

/** Keys of the body that have a place of their own, or none: `destination` is the address of a webhook. */
const ENVELOPE = [
	'event',
	'instance',
	'data',
	'date_time',
	'sender',
	'server_url',
	'apikey',
	'destination',
];

/** @returns undefined for what is no JSON object: then nothing can be known about it */
export function parseDelivery(body: unknown): Delivery | undefined {
	if (!isRecord(body)) return undefined;
	const extra = Object.entries(body).filter(([key]) => !ENVELOPE.includes(key));
	return {
		event: textOrNull(body.event) ?? 'unknown',
		instance: textOrNull(body.instance) ?? '',
		data: body.data ?? null,
		dateTime: textOrNull(body.date_time),
		sender: textOrNull(body.sender),
		serverUrl: textOrNull(body.server_url),
		extra: Object.fromEntries(extra),
	};
}
