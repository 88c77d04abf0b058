import { jsonParse, type IHttpRequestOptions, type Logger } from 'n8n-workflow';

import { createLimiter } from '../core/concurrency/limiter';
import { retry } from '../core/concurrency/retry';
import { describeNetworkError } from '../errors/networkFailure';
import { parseBody, readStart, type StreamedAnswer } from '../core/http/answer';
import { SERVERS } from '../server/connection';
import { isRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import type { ForeignSubscriber, Subscriber } from './list';
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

/** Time limit for all subscribers together: after 30 s, the server ends the call, and delivers the event again later. */
const TOTAL_MS = 20_000;
const TRY_MS = 8_000;
/** Time limit for a subscriber that was out of reach at the last event, and therefore gets only one try. */
const UNRESPONSIVE_MS = 3_000;
const PAUSES_MS = [300, 1_000, 3_000];
const AT_ONCE = 20;
/** Maximum bytes to read from an answer: the relevant part is short, and a subscriber may send anything. */
const ANSWER_BYTES = 64 * 1024;
/** Maximum bytes to read from a workflow's answer to {@link callOnce}. */
const TOLD_BYTES = 4 * 1024 * 1024;

export interface ForwardContext {
	readonly helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
	readonly logger?: Pick<Logger, 'warn'>;
}

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
	/** True if the event is a reply to a waiting execution's question. Subscribers read that from the call's signed token. */
	readonly isAnswer?: boolean;
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
	const { deadline = forwardDeadline() } = options;
	const send = async (subscriber: Subscriber): Promise<Forwarded> => ({
		subscriber,
		reply: await sendToSubscriber(context, subscriber, delivery, { ...options, deadline }),
	});
	return await Promise.all(
		subscribers.map(async (subscriber) => await limit.run(async () => await send(subscriber))),
	);
}

export const forwardDeadline = (): number => Date.now() + TOTAL_MS;

const DOES_NOT_WAIT =
	'An execution that asked a question is not waiting: n8n could not store that it waits, or its time limit is over. Messages in that chat go to the workflows';

/** Never throws. */
export async function sendToSubscriber(
	context: ForwardContext,
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	options: ForwardOptions,
): Promise<Reply> {
	const { deadline = forwardDeadline() } = options;
	const isSilent = isUnresponsive(subscriber);
	const limit = isSilent ? UNRESPONSIVE_MS : TRY_MS;
	const pausesMs = isSilent || subscriber.kind === 'test' ? [] : (options.pausesMs ?? PAUSES_MS);
	if (pausesMs.length > 0) await replyQueue.untilAsked(subscriber.url, deadline);
	if (replyQueue.isBeingAsked(subscriber.url)) return noteHealth(subscriber, 'again');
	const send = async (): Promise<SubscriberAnswer> => {
		const timeLeft = deadline - Date.now();
		if (timeLeft <= 0) return {};
		const request = forwardedRequestFor(subscriber, delivery, options);
		return await post(context, request, Math.min(limit, timeLeft));
	};
	const tryOnce = async () =>
		subscriber.kind === 'wait'
			? await askWait(context, subscriber, delivery, send)
			: readReply(subscriber, await send());
	const delay = (attempt: number) => pausesMs[attempt - 1] ?? 0;
	const outcome = await retry(tryOnce, {
		attempts: pausesMs.length + 1,
		delay,
		isRetryable: (reply, attempt) => reply === 'again' && Date.now() + delay(attempt) < deadline,
	});
	return noteHealth(subscriber, outcome);
}

async function askWait(
	{ logger }: ForwardContext,
	wait: Subscriber,
	{ id }: IncomingDelivery,
	send: () => Promise<SubscriberAnswer>,
): Promise<Reply> {
	const answer = await replyQueue.requests.run(send);
	const isRunning = answer.status === 409 && replyQueue.shouldWait(wait.url);
	const reply = isRunning ? 'gone' : readReply(wait, answer);
	if (id === undefined) return reply;
	const outcome = replyQueue.noteOutcome(id, wait, reply, answer.error !== undefined);
	if (outcome === 'taken' && !isStillOpen(answer)) replyQueue.finish(markOfWait(wait.url));
	if (isRunning && outcome === 'gone') logger?.warn(DOES_NOT_WAIT);
	return outcome;
}

/** Never throws. @param body as in a server's delivery */
export async function callOnce(
	context: ForwardContext,
	subscriber: Subscriber,
	body: unknown,
	{ key, timeoutMs = TRY_MS }: { readonly key: string; readonly timeoutMs?: number },
): Promise<SubscriberAnswer> {
	const headers = { 'content-type': 'application/json' };
	const delivery = { kind: undefined, raw: JSON.stringify(body), headers, event: '', chats: [] };
	const request = forwardedRequestFor(subscriber, delivery, { key });
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
			// `timeout` only ends silent connections. `abortSignal` also ends an answer that trickles in.
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
		return { error: describeNetworkError(error) };
	}
}

/**
 * How long an unreachable trigger stays subscribed. Meanwhile, n8n answers the server with errors, and the server repeats the
 * events. A trigger that was removed by mistake subscribes again and catches up.
 */
const PATIENCE_MS = 30 * 60_000;
/**
 * How long a message that may answer an unreachable execution's question is kept from the workflows. This must be shorter than
 * the time for which the server redelivers a message.
 */
const HOLD_MS = 3 * 60_000;
/** How long an unreachable execution that waits for a reply stays subscribed. Unlike a trigger, it can't subscribe again. */
const WAIT_PATIENCE_MS = 24 * 3_600_000;

/** Time (Unix ms) at which each URL that is out of reach began to fail in this process. */
export const silentSince = new BoundedMap<number>(5_000);

export const isUnresponsive = ({ url }: Subscriber) => silentSince.has(url);

/** @returns the same outcome, or `gone` or `declined` for a subscriber that was out of reach for too long */
export function noteHealth({ url, kind }: Subscriber, outcome: Reply): Reply {
	if (outcome !== 'again') {
		silentSince.delete(url);
		return outcome;
	}
	const awayMs = Date.now() - silentSince.getOr(url, Date.now);
	// The server needn't repeat the event for a test session: the user can start a new test session.
	if (kind === 'test') return 'declined';
	if (awayMs < (kind === 'wait' ? HOLD_MS : PATIENCE_MS)) return outcome;
	const stays = kind === 'foreign' || (kind === 'wait' && awayMs < WAIT_PATIENCE_MS);
	return stays ? 'declined' : 'gone';
}

interface ForwardedRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

/** Headers of the server's request that are passed on to all recipients. Other headers are for n8n, or come from its proxy. */
const PASSED_ON =
	/^(?:accept|content-type|user-agent|x-event-type|x-instance-id|x-instance-name|x-timestamp)$/;

const asHeaderTexts = (headers: Headers): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);

export function forwardedRequestFor(
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	{ key, turn = ALONE, isAnswer }: ForwardOptions,
	nowMs = Date.now(),
): ForwardedRequest {
	const entries = Object.entries(asHeaderTexts(delivery.headers));
	const base = Object.fromEntries(entries.filter(([name]) => PASSED_ON.test(name)));
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

function foreignRequest(
	subscriber: ForeignSubscriber,
	delivery: IncomingDelivery,
	base: Readonly<Record<string, string>>,
	nowMs: number,
): ForwardedRequest {
	const { url, byEvents } = subscriber;
	const { [KEY_HEADER]: theirKey, ...headers } = { ...base, ...asHeaderTexts(subscriber.headers) };
	if (theirKey !== undefined) headers.authorization = bearer(theirKey, nowMs);
	// With `byEvents`, the server appends the event to the URL: `messages.upsert` as `messages-upsert`.
	const path = byEvents ? `/${delivery.event.replace(/[._]/g, '-').toLowerCase()}` : '';
	return { url: `${url}${path}`, headers, body: foreignBody(delivery, subscriber) };
}

/** Returns the body as the server would send it to the subscriber's own webhook: without Base64 media unless requested. */
function foreignBody({ raw, kind }: IncomingDelivery, { url, base64 }: ForeignSubscriber): Buffer {
	const body = jsonParse<unknown>(String(raw), { fallbackValue: null });
	if (kind === undefined || !isRecord(body)) return Buffer.from(raw);
	const theirs = SERVERS[kind].deliveries.forOtherWebhook(body, { url, base64 });
	return Buffer.from(JSON.stringify(theirs));
}
