import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../core/values/answer';
import { bearer, passedOnBearer, deliveredAtIn } from './jwt';
import {
	HUB_HEADER,
	KEY_HEADER,
	type ForeignSubscriber,
	type Headers,
	type Subscriber,
} from './list';
import { PASSED_HEADER, type IncomingDelivery } from './subscribers';
import { waitHeaderFor, WAIT_HEADER, type Offer } from './waits';
import { SERVERS } from '../core/server/connection';

/** A delivery as one subscriber gets it. */
export interface ForwardedRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

/** Headers that belong to one connection or route, are made anew, or are nobody else's business. */
const NOT_PASSED_ON = [
	'connection',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
	'expect',
	'host',
	'content-length',
	'content-encoding',
	'forwarded',
	'via',
	'x-real-ip',
	'authorization',
	'apikey',
	'cookie',
	KEY_HEADER,
];

/** All others of ours begin with it. */
const isOurs = (name: string) => name.startsWith(HUB_HEADER);

interface Forwarding {
	/** The `jwt_key` of the webhook, which all our workflows know. */
	readonly key: string;
	/** Unix time in milliseconds. */
	readonly nowMs: number;
	/** To an execution that waits. */
	readonly offer?: Offer;
	/** For the others: the event has answered a question. */
	readonly isAnswer?: boolean;
}

export function forwardedRequestFor(
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	{ key, nowMs, offer = 'open', isAnswer }: Forwarding,
): ForwardedRequest {
	const passedOn = passedOnHeaders(delivery.headers);
	if (subscriber.kind === 'foreign') return foreignRequest(subscriber, delivery, passedOn, nowMs);
	const deliveredAt = deliveredAtIn(delivery.headers.authorization);
	const headers: Record<string, string> = {
		...passedOn,
		[PASSED_HEADER]: '1',
		authorization: passedOnBearer(key, nowMs, { deliveredAt, isAnswer }),
		...(subscriber.kind === 'wait' ? { [WAIT_HEADER]: waitHeaderFor(subscriber, offer) } : {}),
	};
	return { url: subscriber.url, headers, body: Buffer.from(delivery.raw) };
}

/** `messages.upsert` → `messages-upsert`: what `byEvents` appends to the URL. */
const pathName = (event: string) => event.replace(/[._]/g, '-').toLowerCase();

/** As if the server had sent it. */
function foreignRequest(
	subscriber: ForeignSubscriber,
	delivery: IncomingDelivery,
	passedOn: Record<string, string>,
	nowMs: number,
): ForwardedRequest {
	const { event } = delivery;
	const { url, byEvents } = subscriber;
	const headers = { ...passedOn };
	for (const [name, value] of Object.entries(subscriber.headers))
		headers[name.toLowerCase()] = String(value);
	const theirKey = headers[KEY_HEADER];
	if (theirKey !== undefined) {
		headers.authorization = bearer(theirKey, nowMs);
		delete headers[KEY_HEADER];
	}
	return {
		url: byEvents ? `${url}/${pathName(event)}` : url,
		headers,
		body: foreignBody(delivery, subscriber),
	};
}

/** Without what is not meant for it: our `destination`, and media that only another subscriber asked for. */
function foreignBody({ raw, kind }: IncomingDelivery, { url, base64 }: ForeignSubscriber): Buffer {
	const body = jsonParse<unknown>(String(raw), { fallbackValue: null });
	if (kind === undefined || !isRecord(body)) return Buffer.from(raw);
	const theirs = SERVERS[kind].deliveries.forOtherWebhook(body, { url, base64 });
	return Buffer.from(JSON.stringify(theirs));
}

function passedOnHeaders(incoming: Headers): Record<string, string> {
	const hopByHop = String(incoming.connection ?? '')
		.toLowerCase()
		.split(/\s*,\s*/);
	const passedOn: Record<string, string> = {};
	for (const [name, value] of Object.entries(incoming)) {
		const lower = name.toLowerCase();
		const isDropped = NOT_PASSED_ON.includes(lower) || isOurs(lower) || hopByHop.includes(lower);
		if (isDropped || lower.startsWith('x-forwarded-') || value === undefined) continue;
		passedOn[lower] = Array.isArray(value) ? value.join(', ') : String(value);
	}
	return passedOn;
}
