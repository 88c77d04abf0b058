import { createHmac } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../core/server/answer';
import { deflate, inflate } from './deflate';
import { decodeEvents, encodeEvents } from './eventCodes';
import { sameText } from './jwt';
import type { Headers, Subscriber } from './record';

// `1.<mac>.<list>`: the token that the server signs a delivery with covers neither body nor headers, so
// the list has a code of its own. Without it, whoever saw one token could make n8n post to any address.

/** n8n takes about 15.9 KB of header values, then answers 431; proxies often stop at 8 KB. */
export const MAX_HUB_BYTES = 7 * 1024;
const MAC_BYTES = 12;
const VERSION = '1';

/**
 * What a header holds: no list at all, a list, one of a later version of this node (to be left alone), or
 * something else in its place.
 */
export type Decoded =
	| { readonly kind: 'none' | 'newer' | 'damaged' }
	| { readonly kind: 'list'; readonly subscribers: readonly Subscriber[] };

const CODES = { trigger: 't', test: 'e', wait: 'w' } as const;
const KINDS = ['trigger', 'test', 'wait'] as const;

/** @returns undefined where the list has no room in a header */
export async function encodeHub(
	subscribers: readonly Subscriber[],
	key: string,
): Promise<string | undefined> {
	const list = await deflate(JSON.stringify(subscribers.map(pack)));
	const header = `${VERSION}.${macOf(list, key)}.${list}`;
	return header.length > MAX_HUB_BYTES ? undefined : header;
}

/** Never throws, whatever the header holds. @param header as the record or the request has it */
export async function decodeHub(header: unknown, key: unknown): Promise<Decoded> {
	if (header === undefined || header === null) return { kind: 'none' };
	const [version = '', mac, list] = String(header).split('.');
	if (mac === undefined) return { kind: 'damaged' };
	if (/^\d+$/.test(version) && Number(version) > Number(VERSION)) return { kind: 'newer' };
	const isOurs = version === VERSION && typeof key === 'string' && key !== '';
	if (!isOurs || !list || !sameText(mac, macOf(list, key))) return { kind: 'damaged' };
	try {
		const entries = jsonParse<unknown>(await inflate(list));
		const subscribers = Array.isArray(entries) ? entries.map(unpack) : [undefined];
		const all = subscribers.filter((subscriber) => subscriber !== undefined);
		if (all.length < subscribers.length) return { kind: 'damaged' };
		return { kind: 'list', subscribers: all };
	} catch {
		return { kind: 'damaged' };
	}
}

const CACHED = 50;
const cache = new Map<string, Promise<Decoded>>();

/** Like {@link decodeHub}, for the hot path: the header is the same with every delivery until somebody joins. */
export async function decodeHubCached(header: unknown, key: string): Promise<Decoded> {
	if (typeof header !== 'string') return await decodeHub(header, key);
	const name = `${key} ${header}`;
	const known = cache.get(name) ?? decodeHub(header, key);
	if (cache.size >= CACHED && !cache.has(name)) cache.clear();
	cache.set(name, known);
	return await known;
}

const macOf = (list: string, key: string) =>
	createHmac('sha256', key).update(list).digest().subarray(0, MAC_BYTES).toString('base64url');

function pack(subscriber: Subscriber): unknown[] {
	const { url, base64 } = subscriber;
	const events = encodeEvents(subscriber.events);
	if (subscriber.kind === 'foreign') {
		const { enabled, byEvents, headers } = subscriber;
		const marks = `${enabled ? 'e' : ''}${byEvents ? 's' : ''}${base64 ? 'b' : ''}`;
		return ['f', url, events, marks, headers];
	}
	const { kind, chat, expires } = subscriber;
	const rest = [base64 === true ? 'b' : '', expires ?? 0, chat ?? ''];
	const isPlain = rest.every((value) => value === '' || value === 0);
	return [CODES[kind], url, events, ...(isPlain ? [] : rest)];
}

function unpack(entry: unknown): Subscriber | undefined {
	if (!Array.isArray(entry)) return undefined;
	const [code, url, encoded, marks = '', ...rest] = entry as unknown[];
	const events = decodeEvents(encoded);
	if (typeof url !== 'string' || events === undefined || typeof marks !== 'string') {
		return undefined;
	}
	const base64 = marks.includes('b');
	if (code === 'f') {
		const [enabled, byEvents] = [marks.includes('e'), marks.includes('s')];
		const headers: Headers = isRecord(rest[0]) ? rest[0] : {};
		return { kind: 'foreign', url, events, enabled, byEvents, base64, headers };
	}
	const kind = KINDS.find((candidate) => CODES[candidate] === code);
	if (kind === undefined) return undefined;
	const [expires, chat] = rest;
	return {
		kind,
		url,
		events,
		...(base64 ? { base64 } : {}),
		...(typeof expires === 'number' && expires !== 0 ? { expires } : {}),
		...(typeof chat === 'string' && chat !== '' ? { chat } : {}),
	};
}
