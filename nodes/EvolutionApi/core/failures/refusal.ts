import { isRecord } from '../server/answer';
import type { ServerAnswer } from './failure';

/** What the connection to WhatsApp says in the middle of a send; the message may be out by then. */
const FROM_WITHIN = /^Error: |Connection Closed|Timed Out/i;

/**
 * Whether the server says in its own shape that it did not do what was asked: `{ status, error, response }`
 * with a 4xx. A proxy says the same of a request that has gone through, and of a time that is over.
 */
export const isRefusal = ({ status, body }: ServerAnswer, messages: readonly string[]): boolean =>
	status >= 400 &&
	status < 500 &&
	isRecord(body) &&
	body.status === status &&
	typeof body.error === 'string' &&
	!messages.some((message) => FROM_WITHIN.test(message));
