import { createHmac } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { recordOf } from '../core/values/answer';
import { deflate, inflate } from './deflate';
import { decodeEvents, encodeEvents } from './eventCodes';
import { sameText } from './jwt';
import type { Subscriber, WorkflowSubscriber } from './record';

// `1.<mac>.<list>`: the server's token covers neither body nor headers, so the list has a code (MAC) of its
// own. Without it, whoever saw one token could make n8n post to any address.

/** n8n takes about 15.9 KB of header values, then answers 431; proxies often stop at 8 KB. */
export const MAX_HUB_BYTES = 7 * 1024;
const MAC_BYTES = 12;
const VERSION = '1';

/**
 * What a header holds: no list, a list, one of a later version of this node (to be left alone), or something
 * else.
 */
export type Decoded =
	| { readonly kind: 'none' | 'newer' | 'damaged' }
	| { readonly kind: 'list'; readonly subscribers: readonly Subscriber[] };

const CODES = { trigger: 't', test: 'e', wait: 'w', socket: 's' } as const;
const KINDS = ['trigger', 'test', 'wait', 'socket'] as const;

/** @returns undefined if the list is too long for a header, or for the bytes that there are */
export async function encodeHub(
	subscribers: readonly Subscriber[],
	key: string,
	mostBytes = MAX_HUB_BYTES,
): Promise<string | undefined> {
	const list = await deflate(JSON.stringify(subscribers.map(pack)));
	const header = `${VERSION}.${macOf(list, key)}.${list}`;
	return header.length > mostBytes ? undefined : header;
}

/** Never throws, whatever the header holds. @param header as the record or the request has it */
export async function decodeHub(header: unknown, key: unknown): Promise<Decoded> {
	if (header === undefined || header === null) return { kind: 'none' };
	const [version = '', mac, list] = String(header).split('.');
	if (mac === undefined) return { kind: 'damaged' };
	if (/^\d+$/.test(version) && Number(version) > Number(VERSION)) return { kind: 'newer' };
	const canBeOurs = version === VERSION && typeof key === 'string' && key !== '';
	if (!canBeOurs || !list || !sameText(mac, macOf(list, key))) return { kind: 'damaged' };
	return await unpackList(list).catch(() => ({ kind: 'damaged' }));
}

async function unpackList(list: string): Promise<Decoded> {
	const entries = jsonParse<unknown>(await inflate(list));
	if (!Array.isArray(entries)) return { kind: 'damaged' };
	const subscribers = entries.map(unpack).filter((subscriber) => subscriber !== undefined);
	if (subscribers.length < entries.length) return { kind: 'damaged' };
	return { kind: 'list', subscribers: subscribers.filter(({ url }) => isCallable(url)) };
}

/** Addresses of one network link, behind which clouds keep the credentials of a machine; no application listens there. */
const LINK_LOCAL = [
	/^169\.254\.\d+\.\d+$/,
	/^\[fe[89ab][\da-f]:/,
	/^\[::ffff:a9fe:/,
	/^\[fd00:ec2::254\]$/,
];

/** Names for such addresses. */
const METADATA = /^metadata\.(google\.internal|goog)\.?$/;

/**
 * Whether n8n may post to an address of the list. Whoever has the key of the instance can read the list's key, and write a
 * list of their own. A webhook of another application may be anywhere, also in a private network.
 */
export function isCallable(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname } = new URL(url);
	const isWeb = protocol === 'http:' || protocol === 'https:';
	const isMetadata = LINK_LOCAL.some((form) => form.test(hostname)) || METADATA.test(hostname);
	return isWeb && !isMetadata;
}

const MAX_CACHED = 50;
const cache = new Map<string, Promise<Decoded>>();

/** Like {@link decodeHub}, for the hot path: every delivery has the same header until somebody joins. */
export async function decodeHubCached(header: unknown, key: string): Promise<Decoded> {
	if (typeof header !== 'string') return await decodeHub(header, key);
	const name = `${key} ${header}`;
	const decoded = cache.get(name) ?? decodeHub(header, key);
	if (cache.size >= MAX_CACHED && !cache.has(name)) cache.clear();
	cache.set(name, decoded);
	return await decoded;
}

const macOf = (list: string, key: string) =>
	createHmac('sha256', key).update(list).digest().subarray(0, MAC_BYTES).toString('base64url');

function pack(subscriber: Subscriber): unknown[] {
	const { url, base64 } = subscriber;
	const events = encodeEvents(subscriber.events);
	if (subscriber.kind === 'foreign') {
		const { enabled, byEvents, headers } = subscriber;
		const flags = `${enabled ? 'e' : ''}${byEvents ? 's' : ''}${base64 ? 'b' : ''}`;
		return ['f', url, events, flags, headers];
	}
	const { kind, chat, expires, before } = subscriber;
	const earlier = before === undefined ? [] : [encodeEvents(before)];
	const flags = flagsOf(subscriber);
	const rest = [flags, expires ?? 0, chat ?? '', ...earlier];
	const isPlain = before === undefined && rest.every((value) => value === '' || value === 0);
	return [CODES[kind], url, events, ...(isPlain ? [] : rest)];
}

const flagsOf = ({ base64, heals }: WorkflowSubscriber): string =>
	`${base64 === true ? 'b' : ''}${heals === true ? 'h' : ''}`;

function unpack(entry: unknown): Subscriber | undefined {
	if (!Array.isArray(entry)) return undefined;
	const [code, url, encoded, flags = '', ...rest] = entry as unknown[];
	const events = decodeEvents(encoded);
	if (typeof url !== 'string' || events === undefined || typeof flags !== 'string') {
		return undefined;
	}
	const base64 = flags.includes('b');
	if (code === 'f') {
		return {
			kind: 'foreign',
			url,
			events,
			enabled: flags.includes('e'),
			byEvents: flags.includes('s'),
			base64,
			headers: recordOf(rest[0]),
		};
	}
	const kind = KINDS.find((candidate) => CODES[candidate] === code);
	if (kind === undefined) return undefined;
	return {
		kind,
		url,
		events,
		base64: base64 ? true : undefined,
		heals: flags.includes('h') ? true : undefined,
		...ownParts(rest),
	};
}

const ownParts = ([expires, chat, before]: readonly unknown[]) => ({
	expires: typeof expires === 'number' && expires !== 0 ? expires : undefined,
	chat: typeof chat === 'string' && chat !== '' ? chat : undefined,
	before: decodeEvents(before),
});
