import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from '../core/values/answer';

/** What the server posts for an event. `data` is as it came: only the result of {@link cleaned} may be output. */
export interface Delivery {
	/** The server's name, e.g. `messages.upsert`; `unknown` if there is none. */
	readonly event: string;
	/** Name of the instance. */
	readonly instance: string;
	readonly data: unknown;
	/** Local time of the server, wrongly marked as UTC with a `Z`: see `deliveryTime`. */
	readonly dateTime: string | null;
	/** JID of the account itself. */
	readonly sender: string | null;
	/** All addresses of the account, where a filter asks for them. The server does not deliver these. */
	readonly account?: readonly string[];
	readonly serverUrl: string | null;
	/** Other keys of the body, e.g. `isLatest` and `progress` of `messages.set`. */
	readonly extra: IDataObject;
}

/** Keys that do not belong in `extra`. `apikey` and `destination` (the address of a webhook) are dropped. */
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

/** @returns undefined if the body is not a JSON object */
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
