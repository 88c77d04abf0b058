import { jsonParse, type IHttpRequestOptions, type Logger } from 'n8n-workflow';

import { createLimiter } from '../core/concurrency/limiter';
import { retry } from '../core/concurrency/retry';
import { describeNetworkError } from '../errors/networkFailure';
import { parseBody, readStart, type StreamedAnswer } from '../core/http/answer';
import { SERVERS } from '../server/connection';
import { isRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import { type ForeignSubscriber, HUB_HEADER, type Subscriber } from './list';
import { findObstacle } from './obstacle';
import type { Reply } from './reply';
import {
	type IncomingDelivery,
	isStillOpen,
	PASSED_HEADER,
	readReply,
	type SubscriberAnswer,
} from './subscribers';
import { bearer, readDeliveredAt, type Headers, KEY_HEADER, forwardBearer } from './token';
import { ALONE, markOfWait, type Turn, replyQueue, WAIT_HEADER, waitHeaderFor } from './waits';

/** Time limit for all subscribers together: after 30 s, the server gives up, and sends again. */
const TOTAL_MS = 20_000;
/** Time limit for one try. */
const TRY_MS = 8_000;
/** Time limit for the only try with a subscriber that already failed at the last event. */
const UNRESPONSIVE_MS = 3_000;
const PAUSES_MS = [300, 1_000, 3_000];
const AT_ONCE = 20;
/** Maximum bytes to read from an answer: the relevant part is short, and a subscriber may send anything. */
const ANSWER_BYTES = 64 * 1024;
/** Maximum bytes to read from a workflow's answer to a question. */
const TOLD_BYTES = 4 * 1024 * 1024;

/** The part of n8n's context that sends requests. Forwarding reads no credential. */
export interface ForwardContext {
	readonly helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
	readonly logger?: Pick<Logger, 'warn'>;
}

/** A subscriber's reply to a forwarded delivery. */
export interface Forwarded {
	readonly subscriber: Subscriber;
	readonly reply: Reply;
}

export interface ForwardOptions {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** Milliseconds between the tries; an empty list means one try. */
	readonly pausesMs?: readonly number[];
	/** No try begins after this time, Unix ms; by default 20 s from now. */
	readonly deadline?: number;
	/** Whether the event is for a question. The recipients learn this from the token. */
	readonly isAnswer?: boolean;
	/** The recipient's turn among the executions that wait in the chat. */
	readonly turn?: Turn;
}

/**
 * Forwards a delivery to the subscribers, in parallel, within 20 s and with a few tries. Never throws. The subscribers must
 * come from a list whose code (MAC) was checked, see decodeList().
 */
export async function forward(
	context: ForwardContext,
	delivery: IncomingDelivery,
	subscribers: readonly Subscriber[],
	options: ForwardOptions,
): Promise<readonly Forwarded[]> {
	const limit = createLimiter(AT_ONCE);
	const deadline = options.deadline ?? forwardDeadline();
	const send = async (subscriber: Subscriber): Promise<Forwarded> => {
		const reply = await sendToSubscriber(context, subscriber, delivery, { ...options, deadline });
		// A test session belongs to a person in the editor: production doesn't wait for it.
		const isLost = subscriber.kind === 'test' && reply === 'again';
		return { subscriber, reply: isLost ? 'declined' : reply };
	};
	return await Promise.all(
		subscribers.map(async (subscriber) => await limit.run(async () => await send(subscriber))),
	);
}

/** Returns the deadline for forwarding an event that has just arrived, Unix ms. */
export const forwardDeadline = (): number => Date.now() + TOTAL_MS;

/** Returns the pauses between the tries, and the time limit of each try, in ms. */
function triesFor(subscriber: Subscriber, { pausesMs = PAUSES_MS }: ForwardOptions) {
	if (isUnresponsive(subscriber)) return { pausesMs: [], limit: UNRESPONSIVE_MS };
	const isTest = subscriber.kind === 'test';
	return { pausesMs: isTest ? [] : pausesMs, limit: TRY_MS };
}

const DOES_NOT_WAIT =
	'An execution that asked a question is not waiting: n8n could not store that it waits, or its time limit is over. Messages in that chat go to the workflows';

const OUT_OF_REACH =
	'n8n does not reach an execution that waits for an answer. The server delivers the message again for three minutes. After that, the message starts workflows.';

/** Sends a delivery to one subscriber, with a few tries. Never throws. */
export async function sendToSubscriber(
	context: ForwardContext,
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	options: ForwardOptions,
): Promise<Reply> {
	const { deadline = forwardDeadline() } = options;
	const { pausesMs, limit } = triesFor(subscriber, options);
	if (pausesMs.length > 0) await replyQueue.untilAsked(subscriber.url, deadline);
	if (replyQueue.isBeingAsked(subscriber.url)) return noteHealth(subscriber, 'again', Date.now());
	const send = async (): Promise<SubscriberAnswer> => {
		const nowMs = Date.now();
		if (nowMs >= deadline) return {};
		const request = forwardedRequestFor(subscriber, delivery, { ...options, nowMs });
		return await post(context, request, Math.min(limit, deadline - nowMs));
	};
	const tryOnce = async (attempt: number) =>
		subscriber.kind === 'wait'
			? await askWait(context, subscriber, delivery, send, attempt)
			: readReply(subscriber, await send());
	const delay = (attempt: number) => pausesMs[attempt - 1] ?? 0;
	const outcome = await retry(tryOnce, {
		attempts: pausesMs.length + 1,
		delay,
		isRetryable: (tried, attempt) => tried === 'again' && Date.now() + delay(attempt) < deadline,
	});
	return noteHealth(subscriber, outcome, Date.now());
}

/** Offers a delivery to a waiting execution. The reply also depends on the outcomes of earlier tries. */
async function askWait(
	{ logger }: ForwardContext,
	wait: Subscriber,
	{ id }: IncomingDelivery,
	send: () => Promise<SubscriberAnswer>,
	attempt: number,
): Promise<Reply> {
	const answer = await replyQueue.requests.run(send);
	const isAsked = answer.error !== undefined || answer.status !== undefined;
	const isNew = isAsked && attempt === 1 && !isUnresponsive(wait);
	const obstacle = isNew ? findObstacle(wait.url, answer) : undefined;
	if (obstacle?.isOfN8nAlone === true)
		logger?.warn(`${OUT_OF_REACH} ${obstacle.found}. ${obstacle.whatToDo}`);
	const isRunning = answer.status === 409 && replyQueue.shouldWait(wait.url);
	const reply = isRunning ? 'gone' : readReply(wait, answer);
	if (id === undefined) return reply;
	const outcome = replyQueue.noteOutcome(id, wait, reply, answer.error !== undefined);
	if (outcome === 'taken' && !isStillOpen(answer)) replyQueue.finish(markOfWait(wait.url));
	if (isRunning && outcome === 'gone') logger?.warn(DOES_NOT_WAIT);
	return outcome;
}

interface SingleCall {
	readonly event: string;
	/** The body, which contains the event as in a server's delivery. */
	readonly body: unknown;
	readonly key: string;
	readonly timeoutMs?: number;
}

/** Calls a subscriber in one try, for a caller that needs its answer. Never throws. */
export async function callOnce(
	context: ForwardContext,
	subscriber: Subscriber,
	{ event, body, key, timeoutMs = TRY_MS }: SingleCall,
): Promise<SubscriberAnswer> {
	const headers = { 'content-type': 'application/json' };
	const delivery = { kind: undefined, raw: JSON.stringify(body), headers, event, chats: [] };
	const request = forwardedRequestFor(subscriber, delivery, { key, nowMs: Date.now() });
	return await post(context, request, timeoutMs, TOLD_BYTES);
}

async function post(
	{ helpers }: ForwardContext,
	{ url, headers, body }: ForwardedRequest,
	timeout: number,
	mostBytes = ANSWER_BYTES,
): Promise<SubscriberAnswer> {
	try {
		const answer = (await helpers.httpRequest({
			method: 'POST',
			url,
			headers,
			body,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			// The helper's own timeout only ends silent connections, not an answer that trickles in.
			timeout,
			abortSignal: AbortSignal.timeout(timeout),
			encoding: 'stream',
		})) as StreamedAnswer;
		return {
			status: answer.statusCode,
			body: parseBody(await readStart(answer.body, mostBytes)),
			headers: answer.headers,
		};
	} catch (error) {
		// The connection was refused, too slow or cut off, or the host is unknown. A later try may succeed.
		return { error: describeNetworkError(error) };
	}
}

/**
 * How long a subscriber may be out of reach before the other subscribers stop waiting for it. A trigger that's alive puts
 * itself back on the list and catches up. A foreign webhook still gets every event, but only one try.
 */
const PATIENCE_MS = 30 * 60_000;
/**
 * How long to hold back a message that may answer an unreachable execution's question. The server delivers the message again
 * and again, for longer than this. After this time, workflows get the message.
 */
const HOLD_MS = 3 * 60_000;
/** How long an unreachable execution stays on the list. It can't put itself back, but its wait may also be endless. */
const WAIT_PATIENCE_MS = 24 * 3_600_000;

/** When each URL that is out of reach began to fail in this process, Unix ms. */
export const silentSince = new BoundedMap<number>(5_000);

export const isUnresponsive = ({ url }: Subscriber) => silentSince.has(url);

/** Notes an outcome. @returns the same outcome, or `gone` or `declined` for a subscriber that was out of reach for too long */
export function noteHealth({ url, kind }: Subscriber, outcome: Reply, nowMs: number): Reply {
	if (outcome !== 'again') {
		silentSince.delete(url);
		return outcome;
	}
	const awayMs = nowMs - silentSince.getOr(url, () => nowMs);
	if (awayMs < (kind === 'wait' ? HOLD_MS : PATIENCE_MS)) return outcome;
	const stays = kind === 'foreign' || (kind === 'wait' && awayMs < WAIT_PATIENCE_MS);
	return stays ? 'declined' : 'gone';
}

/** A delivery as one subscriber gets it. */
interface ForwardedRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

/** Headers that aren't forwarded: they belong to one connection or route, are created anew, or are useless to other programs. */
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

/** Tells whether a header is ours. All our other headers begin with {@link HUB_HEADER}. */
const isOurs = (name: string) => name.startsWith(HUB_HEADER);

interface Forwarding {
	/** The `jwt_key` of the webhook, which all our workflows know. */
	readonly key: string;
	/** Unix time in milliseconds. */
	readonly nowMs: number;
	/** The recipient's turn among the executions that wait in the chat. */
	readonly turn?: Turn;
	/** Tells the recipients that the event is for a question. */
	readonly isAnswer?: boolean;
}

export function forwardedRequestFor(
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	{ key, nowMs, turn = ALONE, isAnswer }: Forwarding,
): ForwardedRequest {
	const base = selectHeaders(delivery.headers);
	if (subscriber.kind === 'foreign') return foreignRequest(subscriber, delivery, base, nowMs);
	const deliveredAt = readDeliveredAt(delivery.headers.authorization);
	const headers: Record<string, string> = {
		...base,
		[PASSED_HEADER]: '1',
		authorization: forwardBearer(key, nowMs, { deliveredAt, isAnswer }),
		...(subscriber.kind === 'wait' ? { [WAIT_HEADER]: waitHeaderFor(subscriber, turn) } : {}),
	};
	return { url: subscriber.url, headers, body: Buffer.from(delivery.raw) };
}

/** `messages.upsert` → `messages-upsert`: what `byEvents` appends to the URL. */
const pathName = (event: string) => event.replace(/[._]/g, '-').toLowerCase();

/** Returns the request to a foreign webhook, as if the server had sent it. */
function foreignRequest(
	subscriber: ForeignSubscriber,
	delivery: IncomingDelivery,
	base: Record<string, string>,
	nowMs: number,
): ForwardedRequest {
	const { event } = delivery;
	const { url, byEvents } = subscriber;
	const headers = { ...base };
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

/** Returns the body without our `destination`, and without media that only another subscriber requested. */
function foreignBody({ raw, kind }: IncomingDelivery, { url, base64 }: ForeignSubscriber): Buffer {
	const body = jsonParse<unknown>(String(raw), { fallbackValue: null });
	if (kind === undefined || !isRecord(body)) return Buffer.from(raw);
	const theirs = SERVERS[kind].deliveries.forOtherWebhook(body, { url, base64 });
	return Buffer.from(JSON.stringify(theirs));
}

function selectHeaders(incoming: Headers): Record<string, string> {
	const hopByHop = String(incoming.connection ?? '')
		.toLowerCase()
		.split(/\s*,\s*/);
	const selection: Record<string, string> = {};
	for (const [name, value] of Object.entries(incoming)) {
		const lower = name.toLowerCase();
		const isDropped = NOT_PASSED_ON.includes(lower) || isOurs(lower) || hopByHop.includes(lower);
		if (isDropped || lower.startsWith('x-forwarded-') || value === undefined) continue;
		selection[lower] = Array.isArray(value) ? value.join(', ') : String(value);
	}
	return selection;
}
