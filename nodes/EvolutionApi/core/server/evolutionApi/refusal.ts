import type { ServerAnswer } from '../../failures/failure';
import { isRecord } from '../../values/answer';

/** What the connection to WhatsApp says in the middle of a send, when the message may be out. */
const WHILE_SENDING = /^Error: |Connection Closed|Timed Out/i;

/**
 * Whether the server itself has answered: `{ status, error, response }`, where templates and numbers have a list
 * `message` instead of `response`. Another shape comes from a proxy, also for a request that has gone through, or has
 * taken too long.
 */
export const isFromServer = ({ status, body }: ServerAnswer): boolean =>
	isRecord(body) &&
	body.status === status &&
	typeof body.error === 'string' &&
	(isRecord(body.response) || Array.isArray(body.message));

/** Whether the server says with a 4xx that it did not do what was asked. */
export const isRefusal = (answer: ServerAnswer, messages: readonly string[]): boolean =>
	answer.status >= 400 &&
	answer.status < 500 &&
	isFromServer(answer) &&
	!messages.some((message) => WHILE_SENDING.test(message));
