import type { WebhookRecord } from '../core/server/adapter';
import { HUB_HEADER, KEY_HEADER, type Decoded, type ForeignSubscriber } from './list';

/**
 * The webhook of another application, as it is to be set again. If the application set it without headers,
 * the server kept ours: they are left out.
 */
export function foreignOf(record: WebhookRecord, decoded: Decoded): ForeignSubscriber {
	const hasOurHeaders = decoded.kind !== 'none';
	const isTheirs = ([name]: [string, unknown]) =>
		!hasOurHeaders || ![HUB_HEADER, KEY_HEADER].includes(name);
	return {
		kind: 'foreign',
		url: record.url,
		// An enabled webhook without events receives none, but to set none would mean all.
		enabled: record.enabled && record.events.length > 0,
		events: record.events,
		headers: Object.fromEntries(Object.entries(record.headers).filter(isTheirs)),
		byEvents: record.byEvents,
		base64: record.base64,
	};
}

/** The foreign webhook as it was. No headers are `{}`: the server refuses `null`, and keeps what is left out. */
export const restored = (foreign: ForeignSubscriber): WebhookRecord => ({
	url: foreign.url,
	enabled: foreign.enabled,
	events: foreign.enabled ? foreign.events : [],
	headers: foreign.headers,
	byEvents: foreign.byEvents,
	base64: foreign.base64,
});

/** For an instance that had no webhook before us: it cannot be deleted, and must have some URL. */
export const switchedOffWebhook = (url: string): WebhookRecord => ({
	url,
	enabled: false,
	events: [],
	headers: {},
	byEvents: false,
	base64: false,
});
