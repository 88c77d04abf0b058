import type { Decoded } from './codec';
import {
	HUB_HEADER,
	KEY_HEADER,
	RAW_KEY_HEADER,
	type ForeignSubscriber,
	type WebhookRecord,
	type WebhookSetting,
} from './record';

/**
 * The webhook of somebody else, as it is to be set again. Another tool that set its own without headers
 * left ours in it: they are not its.
 */
export function foreignOf(record: WebhookRecord, decoded: Decoded): ForeignSubscriber {
	const { url, enabled, events, byEvents, base64 } = record;
	const hasOurs = decoded.kind !== 'none';
	const isOurs = (name: string) =>
		hasOurs && [HUB_HEADER, KEY_HEADER, RAW_KEY_HEADER].includes(name);
	const headers = Object.fromEntries(
		Object.entries(record.headers ?? {}).filter(([name]) => !isOurs(name)),
	);
	// An enabled webhook without events receives none, while setting none would mean all.
	const isOn = enabled && events.length > 0;
	return { kind: 'foreign', url, enabled: isOn, events, headers, byEvents, base64 };
}

/** The foreign webhook as it was; `{}` for no headers, since `null` is refused and left out changes nothing. */
export const restored = ({ url, enabled, events, ...rest }: ForeignSubscriber): WebhookSetting => ({
	url,
	enabled,
	events: enabled ? events : [],
	headers: rest.headers,
	byEvents: rest.byEvents,
	base64: rest.base64,
});

/** There was none before us. A webhook cannot be deleted, and must have some URL. */
export const switchedOffWebhook = (url: string): WebhookSetting => ({
	url,
	enabled: false,
	events: [],
	headers: {},
	byEvents: false,
	base64: false,
});
