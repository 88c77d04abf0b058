import { createHmac } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

import { isRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import { textBefore } from '../core/values/text';
import { deflate, inflate } from './deflate';
import { isSameText } from './token';
import { parseUrl } from '../core/values/addressKind';

// The list of subscribers of an instance's single webhook, in a header: `1.<mac>.<list>`, where the list is deflated JSON. The
// server's token covers neither body nor headers, so the list has its own code (MAC). Without it, anyone who saw one token could
// make n8n post to any address.

/** Name of the header that contains the list of subscribers. The server sends this header with every delivery. */
export const HUB_HEADER = 'x-evolution-hub';

const events = z.array(z.string()).readonly();

/**
 * A workflow that has an active trigger, listens for a test event, or waits for a reply. A `socket` also has an active trigger,
 * but gets its events through WebSocket: the server doesn't need to reach it, and no events are forwarded to it.
 */
export const workflowInList = z.object({
	kind: z.enum(['trigger', 'test', 'wait', 'socket']),
	url: z.string(),
	/** Names as in the webhook's settings, such as `MESSAGES_UPSERT`; empty means all. */
	events,
	/** JID of the only chat whose events the workflow gets; missing if it gets the events of all chats. */
	chat: z.string().optional(),
	/** Set if a waiting execution only accepts answers that quote the question, or come from one of its buttons. */
	quotesOnly: z.literal(true).optional(),
	/** When the workflow stops listening, Unix time in seconds. */
	expires: z.number().optional(),
	/** Set if deliveries must contain media as Base64, because the server can't return it later. */
	base64: z.literal(true).optional(),
	/** Set if the workflow may restart the instance. Only the first such workflow on the list restarts it. */
	heals: z.literal(true).optional(),
});

export type WorkflowSubscriber = Readonly<z.output<typeof workflowInList>>;

/** Another application's webhook, replaced by ours. We forward events to it, and restore it after our last unsubscription. */
export const foreignInList = z.object({
	kind: z.literal('foreign'),
	url: z.string(),
	enabled: z.boolean(),
	events,
	headers: z.custom<Readonly<Record<string, unknown>>>(isRecord),
	byEvents: z.boolean(),
	base64: z.boolean(),
});

export type ForeignSubscriber = Readonly<z.output<typeof foreignInList>>;

export type Subscriber = WorkflowSubscriber | ForeignSubscriber;

export const isWorkflow = (subscriber: Subscriber): subscriber is WorkflowSubscriber =>
	subscriber.kind !== 'foreign';

export const isSocket = ({ kind }: Subscriber): boolean => kind === 'socket';

export const isExpired = (subscriber: Subscriber, nowMs: number) =>
	isWorkflow(subscriber) && subscriber.expires !== undefined && subscriber.expires * 1000 <= nowMs;

/** Returns the chats with open questions: JIDs in the form that `comparable()` returns. */
export const chatsWaitedFor = (subscribers: readonly Subscriber[]): string[] =>
	subscribers
		.filter(isWorkflow)
		.flatMap(({ kind, chat }) => (kind === 'wait' && chat !== undefined ? [chat] : []));

const list = z.array(z.discriminatedUnion('kind', [workflowInList, foreignInList]));

/** Limit for `x-evolution-hub`: nginx and other proxies allow 8 KB per header, and n8n about 15.9 KB for all headers. */
export const MAX_LIST_BYTES = 7 * 1024;
const MAC_BYTES = 12;
const VERSION = 1;

/** Returns the list as a header value; undefined if it's longer than `maxBytes`. */
export async function encodeList(
	subscribers: readonly Subscriber[],
	key: string,
	maxBytes = MAX_LIST_BYTES,
): Promise<string | undefined> {
	const body = await deflate(JSON.stringify(subscribers));
	const header = `${VERSION}.${signBody(body, key)}.${body}`;
	return header.length > maxBytes ? undefined : header;
}

const signBody = (body: string, key: string) =>
	createHmac('sha256', key).update(body).digest().subarray(0, MAC_BYTES).toString('base64url');

/** Content of a header: no list, a list, a list by a later version of this node (don't change it), or anything else. */
export type ListContent =
	| { readonly kind: 'none' | 'newer' | 'damaged' }
	| { readonly kind: 'list'; readonly subscribers: readonly Subscriber[] };

/** Reads the list of subscribers from the value of the header {@link HUB_HEADER}. Never throws. */
export async function decodeList(header: unknown, key: unknown): Promise<ListContent> {
	if (header === undefined || header === null) return { kind: 'none' };
	const [version = '', mac, body] = String(header).split('.');
	if (mac === undefined) return { kind: 'damaged' };
	if (/^\d+$/.test(version) && Number(version) > VERSION) return { kind: 'newer' };
	const canBeOurs = version === String(VERSION) && typeof key === 'string' && key !== '';
	if (!canBeOurs || !body || !isSameText(mac, signBody(body, key))) return { kind: 'damaged' };
	const text = await inflate(body).catch(() => '');
	const { data } = list.safeParse(jsonParse<unknown>(text, { fallbackValue: null }));
	if (data === undefined) return { kind: 'damaged' };
	return { kind: 'list', subscribers: data.filter(({ url }) => isCallable(url)) };
}

const cache = new BoundedMap<Promise<ListContent>>(50);

/** Like {@link decodeList}, but with a cache, because nearly all deliveries have the same header. */
export async function decodeListCached(header: unknown, key: string): Promise<ListContent> {
	if (typeof header !== 'string') return await decodeList(header, key);
	return await cache.getOr(`${key} ${header}`, async () => await decodeList(header, key));
}

/** Link-local addresses, where clouds serve a machine's credentials; applications don't listen there. */
const LINK_LOCAL = [
	/^169\.254\.\d+\.\d+$/,
	/^\[fe[89ab][\da-f]:/,
	/^\[::ffff:a9fe:/,
	/^\[fd00:ec2::254\]$/,
];

/** Host names where clouds serve a machine's credentials, such as `metadata.google.internal`. */
const METADATA = /^metadata\.(google\.internal|goog)\.?$/;

/**
 * Tells whether n8n may post to a subscriber's address. Such addresses aren't trusted: anyone with the instance's API key
 * can change the list of subscribers. Private networks are allowed: another application's webhook may be in one.
 */
export function isCallable(url: string): boolean {
	const address = parseUrl(url);
	if (address === undefined) return false;
	const { protocol, hostname } = address;
	const isWeb = protocol === 'http:' || protocol === 'https:';
	const isMetadata = LINK_LOCAL.some((form) => form.test(hostname)) || METADATA.test(hostname);
	return isWeb && !isMetadata;
}

/** Returns an address to show to users, without its query, which may contain a key. */
export function withoutSecrets(url: string): string {
	const address = parseUrl(url);
	if (address === undefined) return textBefore('?', url);
	const { protocol, host, pathname } = address;
	return `${protocol}//${host}${pathname}`;
}

export const executionOf = (url: string): string =>
	/\/webhook-waiting\/([^/?#]+)/.exec(url)?.[1] ?? withoutSecrets(url);
