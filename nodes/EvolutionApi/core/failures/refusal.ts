import { isRecord } from '../server/answer';
import type { Exchange } from './failure';

/** What the connection to WhatsApp says in the middle of a send, when the message may be out. */
const WHILE_SENDING = /^Error: |Connection Closed|Timed Out/i;

/**
 * Whether the server says in its own shape that it did not do what was asked: `{ status, error, response }`
 * with a 4xx. The same status without that shape comes from a proxy: also for a request that has gone through, or has
 * taken too long.
 */
export const isRefusal = ({ status, body, messages }: Exchange): boolean =>
	status >= 400 &&
	status < 500 &&
	isRecord(body) &&
	body.status === status &&
	typeof body.error === 'string' &&
	!messages.some((message) => WHILE_SENDING.test(message));
