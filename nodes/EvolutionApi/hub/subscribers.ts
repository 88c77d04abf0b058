import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { ServerKind, Delivery } from '../server/delivery';
import { isRecord } from '../core/values/answer';
import { textBefore } from '../core/values/text';
import { chatNames } from '../events/eventItems';
import { selectableName } from '../fields/events';
import { isExpired, type Subscriber, withoutSecrets } from './list';
import type { HubState } from './plan';
import type { Reply } from './reply';
import type { Headers } from './token';
import { parseUrl } from '../core/values/addressKind';

/** `messages.upsert` → `MESSAGES_UPSERT`: the name that the server looks up in the webhook's events. */
const settableName = (event: string) => event.replace(/[.-]/g, '_').toUpperCase();

/** A delivery as the hub sees it, with its token checked. */
export interface IncomingDelivery {
	/** Of the server that has sent it; undefined for a call of our own, which only our workflows get. */
	readonly kind: ServerKind | undefined;
	/** The body as it came. */
	readonly raw: Buffer | string;
	/** As in the body, e.g. `messages.upsert`. */
	readonly event: string;
	/** Every address of the chat (phone number's JID, LID); none for events that belong to no chat. */
	readonly chats: readonly string[];
	readonly headers: Headers;
	/** Every delivery of one event has this ID. */
	readonly id?: string;
}

/** What the hub has to know of a delivery, beside how it came. @param id of the event */
export const aboutDelivery = (
	delivery: Delivery,
	id: string,
): Omit<IncomingDelivery, 'raw' | 'headers'> => ({
	kind: delivery.kind,
	event: delivery.event,
	id,
	chats: chatNames(delivery),
});

/** The body as it came. */
export function rawBody(context: IWebhookFunctions): Buffer | string {
	const request = context.getRequestObject();
	return 'rawBody' in request && Buffer.isBuffer(request.rawBody)
		? request.rawBody
		: JSON.stringify(context.getBodyData());
}

/** Marks what was passed on, so that nobody passes it on again. */
export const PASSED_HEADER = 'x-evolution-hub-passed';

export function isSubscribedTo(
	subscriber: Subscriber,
	{ event, chats }: Pick<IncomingDelivery, 'event' | 'chats'>,
	nowMs: number,
): boolean {
	const { events, url } = subscriber;
	// They differ for Group Update. A server that delivers it after all knows it by one name or the other.
	const names = [settableName(event), selectableName(event)];
	const isNamed = names.some((name) => events.includes(name));
	// The server itself sends to HTTP addresses only.
	if (subscriber.kind === 'foreign') return subscriber.enabled && isNamed && isHttp(url);
	if (subscriber.kind === 'socket') return false;
	const isWanted = isNamed || events.length === 0;
	if (isExpired(subscriber, nowMs) || !isWanted) return false;
	return subscriber.chat === undefined || chats.includes(subscriber.chat);
}

/**
 * The subscriber that received the request. Only the end of the path has to match, because a proxy may cut off
 * its start. A workflow that was copied to another n8n has the same path there: the destination tells which.
 * @param originalUrl path and query as the request has them
 * @param destination the URL that the body says it was sent to
 */
export function calledSubscriber(
	subscribers: readonly Subscriber[],
	originalUrl: string,
	destination: unknown,
): Subscriber | undefined {
	const path = textBefore('?', originalUrl);
	const isCalled = ({ kind, url }: Subscriber) => kind !== 'foreign' && getPath(url).endsWith(path);
	const named = subscribers.find(({ url }) => url === destination);
	return named !== undefined && isCalled(named) ? named : subscribers.find(isCalled);
}

const isHttp = (url: string) => /^https?:\/\//.test(url);

const getPath = (url: string) => parseUrl(url)?.pathname ?? url;

/** A subscriber as the user sees it: without signatures, keys and headers. */
interface Listener {
	readonly kind: Subscriber['kind'];
	/** Without its query, which may be a signature. */
	readonly url: string;
	/** The server sends to this one. */
	readonly owner: boolean;
	/** Empty: all. */
	readonly events: readonly string[];
	readonly chat: string | null;
	/** ISO time. */
	readonly expires: string | null;
	/** False: a foreign webhook that is switched off. */
	readonly enabled: boolean;
}

export const listListeners = ({ subscribers, ownerUrl }: HubState): Listener[] =>
	subscribers.map((subscriber) => toListener(subscriber, ownerUrl));

export function toListener(subscriber: Subscriber, ownerUrl?: string): Listener {
	const isForeign = subscriber.kind === 'foreign';
	const { chat, expires } = isForeign ? {} : subscriber;
	return {
		kind: subscriber.kind,
		url: withoutSecrets(subscriber.url),
		owner: subscriber.url === ownerUrl,
		events: subscriber.events,
		chat: chat ?? null,
		expires: expires === undefined ? null : new Date(expires * 1000).toISOString(),
		enabled: !isForeign || subscriber.enabled,
	};
}

/** What our webhooks say with a 200. */
const WORDS = ['taken', 'declined', 'gone'] as const satisfies readonly Reply[];

/** What a subscriber answered; without a status if no answer came. */
export interface SubscriberAnswer {
	readonly status?: number;
	/** Parsed JSON, else the text. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, unknown>>;
	/** Why no answer came: Node's code, and what n8n says. */
	readonly error?: string;
}

/**
 * What our webhooks answer. A mere 2xx is not enough: n8n gives one while it starts, too.
 * @param details what else was asked
 */
export const acknowledge = (word: (typeof WORDS)[number], details: object = {}): string =>
	JSON.stringify({ evolutionHub: word, ...details });

/** Added to `taken`: a question has the message, and waits for another answer. */
export const STILL_OPEN = { isOpen: true };

export const isStillOpen = ({ body }: SubscriberAnswer): boolean =>
	isRecord(body) && body.isOpen === true;

/** What our webhooks answer with 503. */
const ASK_AGAIN = 'Not everybody has it yet';

/** Whoever has sent the event sends it again. */
export function askAgain(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(503).send(ASK_AGAIN);
	return { noWebhookResponse: true };
}

/** After these the server does not try again either. */
const FINAL_STATUS = [400, 401, 403, 404, 422];

export function readReply({ kind }: Subscriber, { status, body }: SubscriberAnswer): Reply {
	if (status === undefined) return 'again';
	const isSuccess = status >= 200 && status < 300;
	if (kind === 'foreign') {
		if (isSuccess) return 'taken';
		return FINAL_STATUS.includes(status) ? 'declined' : 'again';
	}
	return isSuccess ? readWord(body) : readRefusal(status, body);
}

function readWord(body: unknown): Reply {
	const word = isRecord(body) ? WORDS.find((known) => known === body.evolutionHub) : undefined;
	if (word !== undefined) return word;
	// "n8n is starting up. Please wait" is a 200, too.
	const isPage = typeof body === 'string' && /^\s*<(?:!doctype|html)/i.test(body);
	return isPage ? 'gone' : 'again';
}

function readRefusal(status: number, body: unknown): Reply {
	// n8n says it in JSON. A page or a text comes from a proxy, or from an n8n that starts.
	if (status === 404) return isRecord(body) ? 'gone' : 'again';
	// An execution that is running at this moment will wait again soon.
	if (status === 409) return /has finished/i.test(JSON.stringify(body)) ? 'gone' : 'again';
	if (status === 410) return 'gone';
	const mayHeal = [408, 425, 429, 431].includes(status) || status >= 500;
	return mayHeal ? 'again' : 'declined';
}
