import { sleep, type IHttpRequestOptions } from 'n8n-workflow';

import { outcomeOf, type LetterAnswer, type Outcome } from './answers';
import { diagnose, isSick, type Health } from './health';
import { letterFor, type Letter } from './letter';
import type { Subscriber } from './record';
import type { Delivery } from './targets';

/** The server gives up after 30 s, and sends again. */
const ALL_MS = 20_000;
const ONE_MS = 8_000;
/** For a subscriber that did not answer the last time either. */
const SICK_MS = 3_000;
const PAUSES_MS = [300, 1_000, 3_000];
const AT_ONCE = 20;

/** The part of n8n's context that sends: no credential is read here. */
export interface Sender {
	readonly helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
}

export interface Forwarded {
	readonly subscriber: Subscriber;
	readonly outcome: Outcome;
}

/** What became of a delivery. */
export interface Verdict {
	/** For the server: 503 makes it deliver again. */
	readonly status: 200 | 503;
	readonly forwarded: readonly Forwarded[];
	/** URLs that have it, to be left out when it comes again. */
	readonly taken: readonly string[];
	/** URLs to be taken off the list. */
	readonly gone: readonly string[];
}

export interface ForwardOptions {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** Kept for the life of the process. */
	readonly health: Health;
	/** Milliseconds between the tries; without them once. */
	readonly pausesMs?: readonly number[];
	/** Milliseconds that one try may last, at most. */
	readonly limitMs?: number;
}

/**
 * Sends a delivery on to everyone in `targets`, in parallel, within 20 s and with a few tries. Never
 * throws. Targets must come from a list whose code was checked, see decodeHub().
 */
export async function forward(
	context: Sender,
	delivery: Delivery,
	targets: readonly Subscriber[],
	options: ForwardOptions,
): Promise<Verdict> {
	const end = Date.now() + ALL_MS;
	const forwarded: Forwarded[] = [];
	const waiting = targets.values();
	const worker = async () => {
		for (const subscriber of waiting) {
			const outcome = await sendOn(context, subscriber, delivery, options, end);
			forwarded.push({ subscriber, outcome });
		}
	};
	await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, worker));
	return verdictOf(forwarded);
}

function verdictOf(forwarded: readonly Forwarded[]): Verdict {
	const urls = (wanted: Outcome) =>
		forwarded.filter(({ outcome }) => outcome === wanted).map(({ subscriber }) => subscriber.url);
	// A test session is somebody's look into the editor: it holds up nobody's production.
	const isOwed = ({ subscriber, outcome }: Forwarded) =>
		outcome === 'mayHeal' && subscriber.kind !== 'test';
	const status = forwarded.some(isOwed) ? 503 : 200;
	return { status, forwarded, taken: urls('taken'), gone: urls('gone') };
}

async function sendOn(
	context: Sender,
	subscriber: Subscriber,
	delivery: Delivery,
	{ key, health, pausesMs = PAUSES_MS, limitMs = ONE_MS }: ForwardOptions,
	end: number,
): Promise<Outcome> {
	const isOnce = subscriber.kind === 'test' || isSick(health, subscriber);
	const limit = Math.min(limitMs, isSick(health, subscriber) ? SICK_MS : ONE_MS);
	for (const pause of [...(isOnce ? [] : pausesMs), undefined]) {
		const now = Date.now();
		const letter = letterFor(subscriber, delivery, key, now);
		const answer = now < end ? await post(context, letter, Math.min(limit, end - now)) : {};
		const outcome = outcomeOf(subscriber, answer);
		const isLast = pause === undefined || Date.now() + pause >= end;
		if (outcome !== 'mayHeal' || isLast) return diagnose(health, subscriber, outcome, Date.now());
		await sleep(pause);
	}
	return 'mayHeal';
}

async function post({ helpers }: Sender, letter: Letter, timeout: number): Promise<LetterAnswer> {
	try {
		const answer = (await helpers.httpRequest({
			...{ method: 'POST', url: letter.url, headers: letter.headers, body: letter.body },
			...{ returnFullResponse: true, ignoreHttpStatusErrors: true, disableFollowRedirect: true },
			// The helper's own limit is for silence, not for an answer that comes drop by drop.
			...{ timeout, abortSignal: AbortSignal.timeout(timeout) },
		})) as { statusCode: number; body: unknown };
		return { status: answer.statusCode, body: answer.body };
	} catch {
		// Refused, unknown, too slow or cut off: all of them may heal.
		return {};
	}
}
