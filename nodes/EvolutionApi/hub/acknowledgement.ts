import { isRecord } from '../core/values/answer';
import type { Subscriber } from './list';

/** What our webhooks say to a delivery. */
const WORDS = [
	/** The subscriber has it. */
	'taken',
	/** The execution goes on waiting, and the next one may have the message. */
	'declined',
	/** The same, but the message was meant as an answer: the execution has asked the person again. */
	'askedAgain',
	/** The execution has asked which question the message answers, and no other may have it. */
	'askedWhich',
	/** Nobody listens there any more, or at another URL. */
	'gone',
] as const;

type Word = (typeof WORDS)[number];

/** A word, or without one: `final`, refused and it would be refused again; `mayHeal`, a later try may succeed. */
export type Acknowledgement = Word | 'final' | 'mayHeal';

/** What a subscriber answered; without a status if no answer came. */
export interface SubscriberAnswer {
	readonly status?: number;
	/** Parsed JSON, else the text. */
	readonly body?: unknown;
}

/**
 * What our webhooks answer. A mere 2xx is not enough: n8n gives one while it starts, too.
 * @param details what else was asked
 */
export const acknowledge = (word: Word, details: object = {}): string =>
	JSON.stringify({ evolutionHub: word, ...details });

/** After these the server does not try again either. */
const FINAL_STATUS = [400, 401, 403, 404, 422];

export function readAcknowledgement(
	{ kind }: Subscriber,
	{ status, body }: SubscriberAnswer,
): Acknowledgement {
	if (status === undefined) return 'mayHeal';
	const isSuccess = status >= 200 && status < 300;
	if (kind === 'foreign') {
		if (isSuccess) return 'taken';
		return FINAL_STATUS.includes(status) ? 'final' : 'mayHeal';
	}
	return isSuccess ? readWord(body) : readRefusal(status, body);
}

function readWord(body: unknown): Acknowledgement {
	const word = isRecord(body) ? WORDS.find((one) => one === body.evolutionHub) : undefined;
	if (word !== undefined) return word;
	// "n8n is starting up. Please wait" is a 200, too.
	const isPage = typeof body === 'string' && /^\s*<(?:!doctype|html)/i.test(body);
	return isPage ? 'gone' : 'mayHeal';
}

function readRefusal(status: number, body: unknown): Acknowledgement {
	// n8n says it in JSON. A page or a text comes from a proxy, or from an n8n that starts.
	if (status === 404) return isRecord(body) ? 'gone' : 'mayHeal';
	// An execution that is running at this moment will wait again soon.
	if (status === 409) return /has finished/i.test(JSON.stringify(body)) ? 'gone' : 'mayHeal';
	if (status === 410) return 'gone';
	const mayHeal = [408, 425, 429, 431].includes(status) || status >= 500;
	return mayHeal ? 'mayHeal' : 'final';
}
