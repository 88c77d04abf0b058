import { isRecord } from '../core/server/answer';
import type { Subscriber } from './record';

/**
 * What our webhooks answer to a delivery. A mere 2xx is not enough: n8n gives one while it starts, too.
 */
export const ACKNOWLEDGEMENT = 'evolution-hub: taken';

/** What an execution that waits for a reply answers to what is no answer to it. */
export const DECLINED = 'evolution-hub: not for me';

/** What it answers where it no longer waits for this reply. */
export const OVER = 'evolution-hub: the wait has finished';

/**
 * - `taken`: the subscriber has it
 * - `declined`: a wait goes on, and the next one may have it
 * - `gone`: nobody listens there any more
 * - `final`: refused; the same again would be refused again
 * - `mayHeal`: a later try may succeed
 */
export type Acknowledgement = 'taken' | 'declined' | 'gone' | 'final' | 'mayHeal';

/** An answer to a letter; no status where there was none. */
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
	if (kind === 'foreign') return foreignOutcome(status);
	const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
	const isSuccess = status >= 200 && status < 300;
	if (isSuccess && text.includes(ACKNOWLEDGEMENT)) return 'taken';
	if (isSuccess && text.includes(DECLINED)) return 'declined';
	if (/does not exist|has finished/i.test(text) || status === 410) return 'gone';
	const isPage = /^\s*<(?:!doctype|html)/i.test(text);
	// "n8n is starting up. Please wait" is a 200, too.
	if (isSuccess) return isPage ? 'gone' : 'mayHeal';
	if (status === 404) return isRecord(body) ? 'gone' : 'mayHeal';
	// An execution that runs at this moment waits again soon.
	const heals = [408, 409, 425, 429, 431].includes(status) || status >= 500;
	return heals ? 'mayHeal' : 'final';
}

function foreignOutcome(status: number): Acknowledgement {
	if (status >= 200 && status < 300) return 'taken';
	return FINAL_STATUS.includes(status) ? 'final' : 'mayHeal';
}
