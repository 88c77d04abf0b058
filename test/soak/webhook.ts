import { entriesIn, listedIn } from '../e2e/support/hubList';
import type { WebhookFound } from '../e2e/support/foundWebhook';

/** The record of an instance, as the server shows it. */
export interface Found extends WebhookFound {
	readonly webhookByEvents: boolean;
	readonly webhookBase64: boolean;
}

/** A webhook as it is set. */
export interface Setting {
	readonly url: string;
	readonly enabled: boolean;
	readonly events: readonly string[];
	readonly headers: Readonly<Record<string, string>>;
	readonly byEvents: boolean;
	readonly base64: boolean;
}

/** A workflow that is active: where it gets its events, and which. */
export interface Active {
	readonly url: string;
	readonly event: string;
}

/** By which words Evolution Go asks for what the workflows of a run want. */
const GO_WORDS: Readonly<Record<string, readonly string[]>> = {
	MESSAGES_UPSERT: ['MESSAGE'],
	PRESENCE_UPDATE: ['PRESENCE', 'CHAT_PRESENCE'],
	GROUPS_UPSERT: ['GROUP'],
	CONNECTION_UPDATE: ['CONNECTION'],
	CALL: ['CALL'],
};

/** What the webhook must ask for. */
export const WORDS_OF = {
	api: (event: string): readonly string[] => [event],
	go: (event: string): readonly string[] => GO_WORDS[event],
};

/**
 * @param foreign what was there before us; undefined: nothing
 * @param wordsOf what a server calls an event
 * @returns what is wrong, or undefined
 */
export function wrongIn(
	webhook: Found | null,
	active: readonly Active[],
	foreign?: Setting,
	wordsOf = WORDS_OF.api,
): string | undefined {
	if (active.length === 0) return wrongInLeft(webhook, foreign);
	const listed = webhook?.enabled === true ? listedIn(webhook.headers) : [];
	const wanted = active.map(({ url }) => url);
	if (!isSame(listed, wanted)) {
		return `listed are ${JSON.stringify(listed)}, active ${JSON.stringify(wanted)}`;
	}
	const { url, events, headers } = webhook ?? { url: '', events: [], headers: {} };
	if (!wanted.includes(url)) return `the server sends to ${url}, which is none of the active ones`;
	const others = entriesIn(headers).filter(({ kind }) => kind === 'foreign');
	const known = foreign === undefined ? [] : [foreign.url];
	const kept = others.map(({ url: address }) => address);
	if (!isSame(kept, known)) return `of others it keeps ${JSON.stringify(kept)}`;
	const union = [...active.flatMap(({ event }) => wordsOf(event)), ...(foreign?.events ?? [])];
	return isSame(events, union)
		? undefined
		: `its events are ${JSON.stringify(events)}, wanted ${JSON.stringify(union)}`;
}

/** Nobody of ours is active: the record is as it was before us, or switched off with nothing of ours in it. */
function wrongInLeft(webhook: Found | null, foreign: Setting | undefined): string | undefined {
	if (foreign === undefined) {
		const isOff = webhook?.enabled !== true && Object.keys(webhook?.headers ?? {}).length === 0;
		return isOff ? undefined : `nobody is active, and there is ${JSON.stringify(webhook)}`;
	}
	const found = webhook === null ? null : settingOf(webhook);
	const [is, was] = [found, settingOf(foreign)].map((one) => JSON.stringify(one));
	return is === was ? undefined : `nobody is active, and there is ${is} instead of ${was}`;
}

/** Comparable as text. */
function settingOf(record: Found | Setting) {
	const [byEvents, base64] =
		'byEvents' in record
			? [record.byEvents, record.base64]
			: [record.webhookByEvents, record.webhookBase64];
	const { url, enabled, events, headers } = record;
	const sorted = Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
	return { url, enabled, events: [...events].sort(), headers: sorted, byEvents, base64 };
}

export const isSame = (first: readonly string[], second: readonly string[]) =>
	[...first].sort().join() === [...second].sort().join();
