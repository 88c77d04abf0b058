import type { IHttpRequestOptions } from 'n8n-workflow';

import { limiter } from '../core/concurrency/limiter';
import { retry } from '../core/concurrency/retry';
import { parseBody, readStart, type StreamedAnswer } from '../core/http/answerBody';
import {
	readAcknowledgement,
	type Acknowledgement,
	type SubscriberAnswer,
} from './acknowledgement';
import { forwardedRequestFor, type ForwardedRequest } from './forwardedRequest';
import { isSick, isWaitedFor, noteHealth, type Health } from './health';
import { ANSWERED } from './memory';
import type { Subscriber } from './list';
import type { IncomingDelivery } from './subscribers';
import type { Offer, ReplyQueue } from './waits';

/** For all subscribers together: the server gives up after 30 s, and sends again. */
const TOTAL_MS = 20_000;
/** For one try. */
const TRY_MS = 8_000;
/** For one try with a subscriber that did not take the last event either. */
const SICK_MS = 3_000;
const PAUSES_MS = [300, 1_000, 3_000];
const AT_ONCE = 20;
/** How much of an answer is read: what counts is short, and a subscriber may send anything. */
const ANSWER_BYTES = 64 * 1024;
/** The same of what a workflow is asked. */
const TOLD_BYTES = 4 * 1024 * 1024;

/** The part of n8n's context that sends: no credential is read here. */
export interface Sender {
	readonly helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
}

interface Forwarded {
	readonly subscriber: Subscriber;
	readonly outcome: Acknowledgement;
}

/** What became of a delivery. */
export interface ForwardResult {
	/** The answer to the server: 503 makes it deliver again. */
	readonly status: 200 | 503;
	readonly forwarded: readonly Forwarded[];
	/** URLs that have it, to be left out when it comes again; with {@link ANSWERED} if it answered a question. */
	readonly taken: readonly string[];
	/** URLs to be taken off the list. */
	readonly gone: readonly string[];
	/** It answers a question of an execution that waits, or was meant to; `undecided`: one of them cannot say now. */
	readonly isAnswer: boolean | 'undecided';
}

interface ForwardOptions {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** Kept for the life of the process. */
	readonly health: Health;
	/** Kept for the life of the process, too. */
	readonly queue: ReplyQueue;
	/** If the caller is one of the waits: its URL, and what it answers. */
	readonly self?: {
		readonly url: string;
		readonly answer: (offer: Offer) => Promise<Acknowledgement>;
	};
	/** Milliseconds between the tries; none: one try. */
	readonly pausesMs?: readonly number[];
	/** Milliseconds that one try may last, at most. */
	readonly limitMs?: number;
	/** Until when tries begin, Unix ms; by default for 20 s. */
	readonly deadline?: number;
	/** The event has answered a question, which goes along to those who get it. */
	readonly isAnswer?: boolean;
}

/**
 * Sends a delivery on to the subscribers, in parallel, within 20 s and with a few tries; to waiting executions
 * one after the other, until one takes it. Never throws. The subscribers must come from a list whose code was
 * checked, see decodeList().
 */
export async function forward(
	context: Sender,
	delivery: IncomingDelivery,
	subscribers: readonly Subscriber[],
	options: ForwardOptions,
): Promise<ForwardResult> {
	const deadline = options.deadline ?? Date.now() + TOTAL_MS;
	const forwarded: Forwarded[] = [];
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	const others = subscribers.filter(({ kind }) => kind !== 'wait');
	const limit = limiter(AT_ONCE);
	const sendToOther = async (subscriber: Subscriber) => {
		const outcome = await sendTo(context, subscriber, delivery, { ...options, deadline });
		forwarded.push({ subscriber, outcome });
	};
	const offerToWaits = async () => {
		if (waits.length === 0) return false;
		const { self, queue } = options;
		const { outcomes, isAnswer } = await queue.offer(delivery, waits, async (wait, offer) =>
			wait.url === self?.url
				? await self.answer(offer)
				: await sendTo(context, wait, delivery, { ...options, deadline, offer }),
		);
		for (const [subscriber, outcome] of outcomes) forwarded.push({ subscriber, outcome });
		const isUndecided = [...outcomes].some(
			([wait, outcome]) => outcome === 'mayHeal' && isWaitedFor(options.health, wait, Date.now()),
		);
		return isAnswer || (isUndecided && 'undecided');
	};
	const sent = others.map(async (one) => await limit.run(async () => await sendToOther(one)));
	const [isAnswer] = await Promise.all([offerToWaits(), ...sent]);
	return resultOf(forwarded, isAnswer);
}

function resultOf(
	forwarded: readonly Forwarded[],
	isAnswer: ForwardResult['isAnswer'],
): ForwardResult {
	const urlsWith = (wanted: Acknowledgement) =>
		forwarded.filter(({ outcome }) => outcome === wanted).map(({ subscriber }) => subscriber.url);
	// A test session belongs to somebody in the editor: production does not wait for it.
	const isOwed = ({ subscriber, outcome }: Forwarded) =>
		outcome === 'mayHeal' && subscriber.kind !== 'test';
	return {
		status: forwarded.some(isOwed) ? 503 : 200,
		forwarded,
		taken: [...urlsWith('taken'), ...(isAnswer === true ? [ANSWERED] : [])],
		gone: urlsWith('gone'),
		isAnswer,
	};
}

interface Tries extends ForwardOptions {
	readonly deadline: number;
	/** To an execution that waits. */
	readonly offer?: Offer;
}

/** The pauses between the tries, and how long each may take. */
function triesFor(
	subscriber: Subscriber,
	{ health, pausesMs = PAUSES_MS, limitMs = TRY_MS }: ForwardOptions,
) {
	if (isSick(health, subscriber)) return { pausesMs: [], limit: Math.min(limitMs, SICK_MS) };
	const isTest = subscriber.kind === 'test';
	return { pausesMs: isTest ? [] : pausesMs, limit: Math.min(limitMs, TRY_MS) };
}

async function sendTo(
	context: Sender,
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	options: Tries,
): Promise<Acknowledgement> {
	const { key, health, queue, deadline, offer, isAnswer } = options;
	const isWait = subscriber.kind === 'wait';
	const { pausesMs, limit } = triesFor(subscriber, options);
	if (pausesMs.length > 0) await queue.untilAsked(subscriber.url, deadline);
	if (queue.isBeingAsked(subscriber.url))
		return noteHealth(health, subscriber, 'mayHeal', Date.now());
	const tryOnce = async () => {
		let isUnanswered = false;
		const send = async (): Promise<SubscriberAnswer> => {
			const now = Date.now();
			if (now >= deadline) return {};
			const request = forwardedRequestFor(subscriber, delivery, {
				key,
				nowMs: now,
				offer,
				isAnswer,
			});
			const answer = await post(context, request, Math.min(limit, deadline - now));
			isUnanswered = answer.status === undefined;
			return answer;
		};
		const answer = await (isWait ? queue.requests.run(send) : send());
		const outcome = readAcknowledgement(subscriber, answer);
		return isWait && delivery.id !== undefined
			? queue.noteOutcome(delivery.id, subscriber, outcome, isUnanswered)
			: outcome;
	};
	const delay = (attempt: number) => pausesMs[attempt - 1] ?? 0;
	const outcome = await retry(tryOnce, {
		attempts: pausesMs.length + 1,
		delay,
		isRetryable: (tried, attempt) => tried === 'mayHeal' && Date.now() + delay(attempt) < deadline,
	});
	return noteHealth(health, subscriber, outcome, Date.now());
}

/** One try, for whoever needs what the subscriber answers. Never throws. */
export async function callOnce(
	context: Sender,
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	key: string,
): Promise<SubscriberAnswer> {
	return await post(
		context,
		forwardedRequestFor(subscriber, delivery, { key, nowMs: Date.now() }),
		TRY_MS,
		TOLD_BYTES,
	);
}

async function post(
	{ helpers }: Sender,
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
			// The helper's own timeout only ends silence, not an answer that comes in drops.
			timeout,
			abortSignal: AbortSignal.timeout(timeout),
			encoding: 'stream',
		})) as StreamedAnswer;
		return {
			status: answer.statusCode,
			body: parseBody(await readStart(answer.body, mostBytes)),
		};
	} catch {
		// Refused, unknown, too slow or cut off: a later try may succeed.
		return {};
	}
}
