import { sleep, type IHttpRequestOptions } from 'n8n-workflow';

import { parseBody, readStart, type StreamedAnswer } from '../core/server/answerBody';
import { acknowledgementOf, type SubscriberAnswer, type Acknowledgement } from './acknowledgement';
import { forwardedRequestFor, type ForwardedRequest } from './forwardedRequest';
import { noteHealth, isSick, type Health } from './health';
import { ANSWERED } from './memory';
import type { Subscriber } from './record';
import type { IncomingDelivery } from './subscribers';
import type { Offer, ReplyQueue } from './waits';

/** The server gives up after 30 s, and sends again. */
const ALL_MS = 20_000;
const ONE_MS = 8_000;
/** For a subscriber that did not answer the last time either. */
const SICK_MS = 3_000;
const PAUSES_MS = [300, 1_000, 3_000];
const AT_ONCE = 20;
/** Of an answer no more is read: what counts is short, and whoever listens may send anything. */
const ANSWER_BYTES = 64 * 1024;

/** The part of n8n's context that sends: no credential is read here. */
export interface Sender {
	readonly helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
}

export interface Forwarded {
	readonly subscriber: Subscriber;
	readonly outcome: Acknowledgement;
}

/** What became of a delivery. */
export interface ForwardResult {
	/** For the server: 503 makes it deliver again. */
	readonly status: 200 | 503;
	readonly forwarded: readonly Forwarded[];
	/** URLs that have it, to be left out when it comes again; with {@link ANSWERED} if it was an answer. */
	readonly taken: readonly string[];
	/** URLs to be taken off the list. */
	readonly gone: readonly string[];
}

export interface ForwardOptions {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** Kept for the life of the process. */
	readonly health: Health;
	/** Kept for the life of the process, too. */
	readonly queue: ReplyQueue;
	/** A wait that is ourselves: what it answers. */
	readonly self?: {
		readonly url: string;
		readonly answer: (offer: Offer) => Promise<Acknowledgement>;
	};
	/** Milliseconds between the tries; without them once. */
	readonly pausesMs?: readonly number[];
	/** Milliseconds that one try may last, at most. */
	readonly limitMs?: number;
}

/**
 * Sends a delivery on to everyone in `targets`, in parallel, within 20 s and with a few tries; to those
 * who wait for a reply one after the other, until one takes it. Never throws. Targets must come from a list
 * whose code was checked, see decodeHub().
 */
export async function forward(
	context: Sender,
	delivery: IncomingDelivery,
	targets: readonly Subscriber[],
	options: ForwardOptions,
): Promise<ForwardResult> {
	const end = Date.now() + ALL_MS;
	const forwarded: Forwarded[] = [];
	const waits = targets.filter(({ kind }) => kind === 'wait');
	const others = targets.filter(({ kind }) => kind !== 'wait');
	const rest = others.values();
	const worker = async () => {
		for (const subscriber of rest) {
			const outcome = await sendOn(context, subscriber, delivery, options, end);
			forwarded.push({ subscriber, outcome });
		}
	};
	const offers = async () => {
		const outcomes = await offerTo(context, delivery, waits, options, end);
		for (const [subscriber, outcome] of outcomes) forwarded.push({ subscriber, outcome });
	};
	const workers = Array.from({ length: Math.min(AT_ONCE, others.length) }, worker);
	await Promise.all([...workers, offers()]);
	return verdictOf(forwarded);
}

async function offerTo(
	context: Sender,
	delivery: IncomingDelivery,
	waits: readonly Subscriber[],
	options: ForwardOptions,
	end: number,
): Promise<ReadonlyMap<Subscriber, Acknowledgement>> {
	if (waits.length === 0) return new Map();
	const { self, queue } = options;
	return await queue.offer(delivery, waits, async (wait, offer) =>
		wait.url === self?.url
			? await self.answer(offer)
			: await sendOn(context, wait, delivery, options, end, offer),
	);
}

function verdictOf(forwarded: readonly Forwarded[]): ForwardResult {
	const urls = (wanted: Acknowledgement) =>
		forwarded.filter(({ outcome }) => outcome === wanted).map(({ subscriber }) => subscriber.url);
	// A test session is somebody's look into the editor: it holds up nobody's production.
	const isOwed = ({ subscriber, outcome }: Forwarded) =>
		outcome === 'mayHeal' && subscriber.kind !== 'test';
	const status = forwarded.some(isOwed) ? 503 : 200;
	const isAnswer = forwarded.some(
		({ subscriber, outcome }) => subscriber.kind === 'wait' && outcome === 'taken',
	);
	const taken = [...urls('taken'), ...(isAnswer ? [ANSWERED] : [])];
	return { status, forwarded, taken, gone: urls('gone') };
}

async function sendOn(
	context: Sender,
	subscriber: Subscriber,
	delivery: IncomingDelivery,
	{ key, health, queue, pausesMs = PAUSES_MS, limitMs = ONE_MS }: ForwardOptions,
	end: number,
	offer?: Offer,
): Promise<Acknowledgement> {
	const isOnce = subscriber.kind === 'test' || isSick(health, subscriber);
	const limit = Math.min(limitMs, isSick(health, subscriber) ? SICK_MS : ONE_MS);
	for (const pause of [...(isOnce ? [] : pausesMs), undefined]) {
		let isUnanswered = false;
		const send = async (): Promise<SubscriberAnswer> => {
			const now = Date.now();
			if (now >= end) return {};
			const letter = forwardedRequestFor(subscriber, delivery, key, now, offer);
			const answer = await post(context, letter, Math.min(limit, end - now));
			isUnanswered = answer.status === undefined;
			return answer;
		};
		const isWait = subscriber.kind === 'wait';
		const said = acknowledgementOf(subscriber, await (isWait ? queue.inTurn(send) : send()));
		const outcome =
			isWait && delivery.id !== undefined
				? queue.noteOutcome(delivery.id, subscriber, said, isUnanswered)
				: said;
		const isLast = pause === undefined || Date.now() + pause >= end;
		if (outcome !== 'mayHeal' || isLast) return noteHealth(health, subscriber, outcome, Date.now());
		await sleep(pause);
	}
	return 'mayHeal';
}

async function post(
	{ helpers }: Sender,
	letter: ForwardedRequest,
	timeout: number,
): Promise<SubscriberAnswer> {
	try {
		const answer = (await helpers.httpRequest({
			method: 'POST',
			url: letter.url,
			headers: letter.headers,
			body: letter.body,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			// The helper's own limit is for silence, not for an answer that comes drop by drop.
			timeout,
			abortSignal: AbortSignal.timeout(timeout),
			encoding: 'stream',
		})) as StreamedAnswer;
		return {
			status: answer.statusCode,
			body: parseBody(await readStart(answer.body, ANSWER_BYTES)),
		};
	} catch {
		// Refused, unknown, too slow or cut off: all of them may heal.
		return {};
	}
}
