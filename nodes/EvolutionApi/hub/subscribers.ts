import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { ServerKind } from '../server/delivery';
import { isRecord } from '../core/values/answer';
import { textBefore } from '../core/values/text';
import { selectableName } from '../fields/events';
import { isExpired, type Subscriber, withoutSecrets } from './list';
import type { HubState } from './plan';
import type { Reply } from './reply';
import type { Headers } from './token';
import { parseUrl } from '../core/values/addressKind';

/** `messages.upsert` → `MESSAGES_UPSERT`: the name that the server looks up in the webhook's events. */
const settableName = (event: string) => event.replace(/[.-]/g, '_').toUpperCase();

/** A delivery whose token was checked, in the form in which it's forwarded to subscribers. */
export interface IncomingDelivery {
	/** The kind of the server that sent the delivery; undefined if this node made the delivery itself, see `callOnce()`. */
	readonly kind: ServerKind | undefined;
	readonly raw: Buffer | string;
	/** The name in the body, e.g. `messages.upsert`. */
	readonly event: string;
	/** Every address of the chat (phone number's JID, LID); empty for events without a chat. */
	readonly chats: readonly string[];
	readonly headers: Headers;
	/** ID of the event, the same in each of its deliveries. */
	readonly id?: string;
}

export function rawBody(context: IWebhookFunctions): Buffer | string {
	const request = context.getRequestObject();
	return 'rawBody' in request && Buffer.isBuffer(request.rawBody)
		? request.rawBody
		: JSON.stringify(context.getBodyData());
}

/** Marks a forwarded delivery, so that it isn't forwarded again. */
export const PASSED_HEADER = 'x-evolution-hub-passed';

/** Only Group Update has two names, one for each kind of server. */
export const namesEvent = (events: readonly string[], event: string): boolean =>
	[settableName(event), selectableName(event)].some((name) => events.includes(name));

export function isSubscribedTo(
	subscriber: Subscriber,
	{ event, chats }: Pick<IncomingDelivery, 'event' | 'chats'>,
	nowMs: number,
): boolean {
	const isNamed = namesEvent(subscriber.events, event);
	if (subscriber.kind === 'foreign') return subscriber.enabled && isNamed;
	if (subscriber.kind === 'socket') return false;
	if (isExpired(subscriber, nowMs) || !(isNamed || subscriber.events.length === 0)) return false;
	return subscriber.chat === undefined || chats.includes(subscriber.chat);
}

/**
 * Returns the subscriber that received the request. Only the end of the path must match, because a proxy may remove its start.
 * A workflow that was copied to another n8n has the same path there, so the destination distinguishes the two.
 * @param destination the target URL in the body
 */
export function calledSubscriber(
	subscribers: readonly Subscriber[],
	originalUrl: string,
	destination: unknown,
): Subscriber | undefined {
	const path = textBefore('?', originalUrl);
	const isCalled = ({ kind, url }: Subscriber) =>
		kind !== 'foreign' && (parseUrl(url)?.pathname ?? url).endsWith(path);
	const target = subscribers.find(({ url }) => url === destination);
	return target !== undefined && isCalled(target) ? target : subscribers.find(isCalled);
}

export const listListeners = ({ subscribers, ownerUrl }: HubState) =>
	subscribers.map((subscriber) => toListener(subscriber, ownerUrl));

/** Returns a subscriber as shown to the user: without signatures, keys and headers. */
export function toListener(subscriber: Subscriber, ownerUrl?: string) {
	const isForeign = subscriber.kind === 'foreign';
	const { chat = null, expires } = isForeign ? {} : subscriber;
	return {
		kind: subscriber.kind,
		url: withoutSecrets(subscriber.url),
		owner: subscriber.url === ownerUrl,
		/** An empty list means all events. */
		events: [...subscriber.events],
		chat,
		expires: expires === undefined ? null : new Date(expires * 1000).toISOString(),
		enabled: !isForeign || subscriber.enabled,
	};
}

const WORDS = ['taken', 'declined', 'gone'] as const satisfies readonly Reply[];

/** If no answer came, the status is missing. */
export interface SubscriberAnswer {
	readonly status?: number;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, unknown>>;
	/** If the call got no answer: the error code of Node.js, then the text of n8n's error. */
	readonly error?: string;
}

/** Returns the body of our webhooks' answers. A 2xx status alone proves nothing: n8n also sends it while it starts. */
export const acknowledge = (word: (typeof WORDS)[number], details: object = {}): string =>
	JSON.stringify({ evolutionHub: word, ...details });

/** An execution that still waits after it took a message adds this to its reply `taken`. */
export const STILL_OPEN = { isOpen: true };

export const isStillOpen = ({ body }: SubscriberAnswer): boolean =>
	isRecord(body) && body.isOpen === true;

export function askAgain(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true };
}

/** HTTP statuses after which the server doesn't repeat a delivery, so we don't repeat it either. */
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
	const word = isRecord(body) ? WORDS.find((one) => one === body.evolutionHub) : undefined;
	if (word !== undefined) return word;
	// Only an HTML page means that our webhook is gone. A text may come from n8n while it starts: "n8n is starting up".
	const isPage = typeof body === 'string' && /^\s*<(?:!doctype|html)/i.test(body);
	return isPage ? 'gone' : 'again';
}

function readRefusal(status: number, body: unknown): Reply {
	// n8n answers in JSON. A page or a text comes from a proxy, or from an n8n that is still starting.
	if (status === 404) return isRecord(body) ? 'gone' : 'again';
	// n8n answers 409 if the execution has finished, or is running right now. A running execution may soon wait again.
	if (status === 409) return /has finished/i.test(JSON.stringify(body)) ? 'gone' : 'again';
	if (status === 410) return 'gone';
	const mayHeal = [408, 425, 429, 431].includes(status) || status >= 500;
	return mayHeal ? 'again' : 'declined';
}
