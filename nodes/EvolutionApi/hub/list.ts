import { createHmac } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

import type { WebhookRecord } from '../server/records';
import { isRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import { textBefore } from '../core/values/text';
import { deflate, inflate } from './deflate';
import { isSameText } from './token';
import { parseUrl } from '../core/values/addressKind';

// Who listens behind the one webhook of an instance, and how a header holds the list of them: `1.<mac>.<list>`, where the
// list is deflated JSON. The server's token covers neither body nor headers, so the list has a code (MAC) of its own.
// Without it, whoever saw one token could make n8n post to any address.

/** The name of the header that holds the list; the server sends it with every delivery. */
export const HUB_HEADER = 'x-evolution-hub';
/**
 * A workflow that is active with the trigger, listens for a test event, or waits for a reply. A `socket` is active,
 * too, but gets its events through WebSocket: the server need not reach it, and nothing is passed on to it.
 */
export interface WorkflowSubscriber {
	readonly kind: 'trigger' | 'test' | 'wait' | 'socket';
	/** Where the n8n of this workflow takes deliveries. */
	readonly url: string;
	/** Settable names such as `MESSAGES_UPSERT`; empty: all. */
	readonly events: readonly string[];
	/** Only events of this chat (JID). */
	readonly chat?: string;
	/** Of a wait: only what quotes its question, or presses one of its buttons, is an answer. */
	readonly quotesOnly?: true;
	/** Unix time in seconds after which nobody listens any more. */
	readonly expires?: number;
	/** Wants media as base64 in the delivery, because the server cannot be asked for it. */
	readonly base64?: true;
	/** May restart the instance. The first of those on the list does it, so that never two do. */
	readonly heals?: true;
}

/** A webhook that was there before us: it keeps receiving, and is set again when we leave. */
export interface ForeignSubscriber extends WebhookRecord {
	readonly kind: 'foreign';
}

export type Subscriber = WorkflowSubscriber | ForeignSubscriber;

export const isWorkflow = (subscriber: Subscriber): subscriber is WorkflowSubscriber =>
	subscriber.kind !== 'foreign';

type SocketSubscriber = WorkflowSubscriber & { readonly kind: 'socket' };

export const isSocket = (subscriber: Subscriber): subscriber is SocketSubscriber =>
	subscriber.kind === 'socket';

/** Nobody listens there any more. */
export const isExpired = (subscriber: Subscriber, nowMs: number) =>
	isWorkflow(subscriber) && subscriber.expires !== undefined && subscriber.expires * 1000 <= nowMs;

/** Chats of which an answer is waited for, in the `comparable` spelling. */
export const chatsWaitedFor = (subscribers: readonly Subscriber[]): string[] =>
	subscribers
		.filter(isWorkflow)
		.flatMap(({ kind, chat }) => (kind === 'wait' && chat !== undefined ? [chat] : []));

const events = z.array(z.string());

const workflowInList = z.object({
	kind: z.enum(['trigger', 'test', 'wait', 'socket']),
	url: z.string(),
	events,
	chat: z.string().optional(),
	quotesOnly: z.literal(true).optional(),
	expires: z.number().optional(),
	base64: z.literal(true).optional(),
	heals: z.literal(true).optional(),
}) satisfies z.ZodType<WorkflowSubscriber>;

export const foreignInList = z.object({
	kind: z.literal('foreign'),
	url: z.string(),
	enabled: z.boolean(),
	events,
	headers: z.custom<Record<string, unknown>>(isRecord),
	byEvents: z.boolean(),
	base64: z.boolean(),
}) satisfies z.ZodType<ForeignSubscriber>;

const list = z.array(z.discriminatedUnion('kind', [workflowInList, foreignInList]));

/** Exactly as it is read from the list again, so that the two can be compared. */
export const asListed = (subscriber: WorkflowSubscriber): WorkflowSubscriber =>
	workflowInList.parse(subscriber);

/** nginx takes 8 KB for a header and other proxies as much, n8n about 15.9 KB of all of them. */
export const MAX_LIST_BYTES = 7 * 1024;
const MAC_BYTES = 12;
const VERSION = 1;

/** @returns undefined if the list is too long for a header, or for the bytes that there are */
export async function encodeList(
	subscribers: readonly Subscriber[],
	key: string,
	maxBytes = MAX_LIST_BYTES,
): Promise<string | undefined> {
	const packed = await deflate(JSON.stringify(subscribers));
	const header = `${VERSION}.${signPacked(packed, key)}.${packed}`;
	return header.length > maxBytes ? undefined : header;
}

const signPacked = (packed: string, key: string) =>
	createHmac('sha256', key).update(packed).digest().subarray(0, MAC_BYTES).toString('base64url');

/**
 * What a header holds: no list, a list, one of a later version of this node (to be left alone), or something
 * else.
 */
export type Decoded =
	| { readonly kind: 'none' | 'newer' | 'damaged' }
	| { readonly kind: 'list'; readonly subscribers: readonly Subscriber[] };

/** Never throws, whatever the header holds. @param header as the record or the request has it */
export async function decodeList(header: unknown, key: unknown): Promise<Decoded> {
	if (header === undefined || header === null) return { kind: 'none' };
	const [version = '', mac, packed] = String(header).split('.');
	if (mac === undefined) return { kind: 'damaged' };
	if (/^\d+$/.test(version) && Number(version) > VERSION) return { kind: 'newer' };
	const canBeOurs = version === String(VERSION) && typeof key === 'string' && key !== '';
	if (!canBeOurs || !packed || !isSameText(mac, signPacked(packed, key)))
		return { kind: 'damaged' };
	const text = await inflate(packed).catch(() => '');
	const { data } = list.safeParse(jsonParse<unknown>(text, { fallbackValue: null }));
	if (data === undefined) return { kind: 'damaged' };
	return { kind: 'list', subscribers: data.filter(({ url }) => isCallable(url)) };
}

const cache = new BoundedMap<Promise<Decoded>>(50);

/** Like {@link decodeList}, for the hot path: every delivery has the same header until somebody joins. */
export async function decodeListCached(header: unknown, key: string): Promise<Decoded> {
	if (typeof header !== 'string') return await decodeList(header, key);
	return await cache.getOr(`${key} ${header}`, async () => await decodeList(header, key));
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
	const address = parseUrl(url);
	if (address === undefined) return false;
	const { protocol, hostname } = address;
	const isWeb = protocol === 'http:' || protocol === 'https:';
	const isMetadata = LINK_LOCAL.some((form) => form.test(hostname)) || METADATA.test(hostname);
	return isWeb && !isMetadata;
}

/** An address for people: without its query, which may hold a key. */
export function withoutSecrets(url: string): string {
	const address = parseUrl(url);
	if (address === undefined) return textBefore('?', url);
	const { protocol, host, pathname } = address;
	return `${protocol}//${host}${pathname}`;
}

/** The ID of an execution that waits, which its address names. */
export const executionOf = (url: string): string =>
	/\/webhook-waiting\/([^/?#]+)/.exec(url)?.[1] ?? withoutSecrets(url);
