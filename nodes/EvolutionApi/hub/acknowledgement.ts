import { isRecord } from '../core/values/answer';
import type { Subscriber } from './record';

/**
 * What our webhooks answer to a delivery that they have taken. A mere 2xx is not enough: n8n gives one while
 * it starts, too.
 */
export const ACKNOWLEDGEMENT = 'evolution-hub: taken';

/** The answer of a waiting execution to a message that does not answer its question. */
export const DECLINED = 'evolution-hub: not for me';

/** The same where the execution has asked the person again: the message was meant as an answer. */
export const ASKED_AGAIN = `${DECLINED}, asked again`;

/** The same where the execution has asked which question the message answers. */
export const ASKED_WHICH = `${DECLINED}, asked which question is meant`;

/** The answer of an execution that no longer waits for this reply. */
export const OVER = 'evolution-hub: the wait has finished';

/** The answer of a workflow that is registered at another URL than the one that was called, since n8n has moved. */
export const MOVED = 'evolution-hub: the workflow has another URL';

/**
 * - `taken`: the subscriber has it
 * - `declined`: the execution goes on waiting, and the next one may have the message
 * - `askedAgain`: the same, but the message was meant as an answer
 * - `askedWhich`: the execution goes on waiting, and no other may have the message
 * - `gone`: nobody listens there any more
 * - `final`: refused, and it would be refused again
 * - `mayHeal`: a later try may succeed
 */
export type Acknowledgement =
	| 'taken'
	| 'declined'
	| 'askedAgain'
	| 'askedWhich'
	| 'gone'
	| 'final'
	| 'mayHeal';

/** What a subscriber answered; without a status if no answer came. */
export interface SubscriberAnswer {
	readonly status?: number;
	/** Parsed JSON, else the text. */
	readonly body?: unknown;
}

/** After these the server does not try again either. */
const FINAL_STATUS = [400, 401, 403, 404, 422];

export function acknowledgementOf(
	{ kind }: Subscriber,
	{ status, body }: SubscriberAnswer,
): Acknowledgement {
	if (status === undefined) return 'mayHeal';
	const isSuccess = status >= 200 && status < 300;
	if (kind === 'foreign') {
		if (isSuccess) return 'taken';
		return FINAL_STATUS.includes(status) ? 'final' : 'mayHeal';
	}
	const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
	return isSuccess ? meantBy(text) : refusedWith(status, body, text);
}

function meantBy(text: string): Acknowledgement {
	if (text.includes(ACKNOWLEDGEMENT)) return 'taken';
	if (text.includes(ASKED_WHICH)) return 'askedWhich';
	if (text.includes(ASKED_AGAIN)) return 'askedAgain';
	if (text.includes(DECLINED)) return 'declined';
	if (text.includes(OVER) || text.includes(MOVED)) return 'gone';
	const isPage = /^\s*<(?:!doctype|html)/i.test(text);
	// "n8n is starting up. Please wait" is a 200, too.
	return isPage ? 'gone' : 'mayHeal';
}

function refusedWith(status: number, body: unknown, text: string): Acknowledgement {
	// n8n says it in JSON. A page or a text comes from a proxy, or from an n8n that starts.
	if (status === 404) return isRecord(body) ? 'gone' : 'mayHeal';
	// An execution that is running at this moment will wait again soon.
	if (status === 409) return /has finished/i.test(text) ? 'gone' : 'mayHeal';
	if (status === 410) return 'gone';
	const mayHeal = [408, 425, 429, 431].includes(status) || status >= 500;
	return mayHeal ? 'mayHeal' : 'final';
}
