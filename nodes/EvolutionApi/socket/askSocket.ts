import type { Failure } from '../core/failures/failure';
import type { AnsweredFile, Caller, Connection } from '../core/server/adapter';
import { queryString } from '../core/http/route';
import { trySendOnce } from '../core/server/request';
import type { AskSocket, SocketRequest } from './session';

// Socket.IO with n8n's own HTTP helper: `/socket.io/` below the base URL.

const ROUTE = '/socket.io/';

/** The server pings every 25 s, and ends the session 20 s after a ping without an answer. */
const SILENCE_MS = 45_000;
/** Events with files in them; what is larger is fetched from the store. */
const MAX_BYTES = 64 * 1024 * 1024;

/** @param contextNow the context of a trigger that is active */
export const askSocketOf =
	(contextNow: () => Caller, connection: Connection, instance: string): AskSocket =>
	async ({ sid, packets, signal }: SocketRequest) => {
		const result = await trySendOnce(contextNow(), connection, {
			method: packets === undefined ? 'GET' : 'POST',
			path: ROUTE + queryString({ EIO: 4, transport: 'polling', sid }),
			body: packets === undefined ? undefined : Buffer.from(packets),
			headers: { 'content-type': 'text/plain;charset=UTF-8' },
			retry: 'neverAfterSent',
			timeoutMs: SILENCE_MS,
			maxBytes: MAX_BYTES,
			asFile: true,
			signal,
			instance,
		});
		if ('failure' in result) return { failure: explained(result.failure, instance) };
		return { text: String((result.body as AnsweredFile).data) };
	};

/** The session is unknown to the server, which may have been started again. */
export const isForgotten = ({ httpCode, message }: Failure) =>
	httpCode === 400 && /session id unknown/i.test(message);

/** Socket.IO refuses in a form of its own: `{ code, message }`. */
function explained(failure: Failure, instance: string): Failure {
	const { httpCode, message, unknownRoute } = failure;
	if (unknownRoute === true) return SWITCHED_OFF;
	if (httpCode !== 403 || !/token|apikey|auth/i.test(message)) return failure;
	return {
		...failure,
		message: `The server refused the API key for the instance "${instance}"`,
		description:
			'Check the key in the credential: the global key is AUTHENTICATION_API_KEY in the settings of the server.',
	};
}

/** Without WebSocket the server does not know the route. */
export const SWITCHED_OFF: Failure = {
	message: 'WebSocket is switched off in the settings of the server: WEBSOCKET_ENABLED',
	description: 'Set WEBSOCKET_ENABLED=true there and restart it, or receive through a webhook.',
	nothingDone: true,
};
