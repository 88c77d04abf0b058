import type { IncomingMessage } from 'node:http';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';

type Callback = (refusal: string | null | undefined, allowed: boolean) => void;

/**
 * Decides who may open a Socket.IO session. The server checks the key only then, so a session outlives a change of the key,
 * and may join the namespaces of all instances.
 */
export const admission =
	(state: State) =>
	(request: IncomingMessage, callback: Callback): void => {
		const refusal = isForeign(request) ? 'Foreign origin' : refusalOf(state, request);
		callback(refusal, refusal === undefined);
	};

/** Tells whether a page of another site sent the request. Such pages must not read the events. */
function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
	return origin !== undefined && origin !== `http://${host}`;
}

function refusalOf(state: State, request: IncomingMessage): string | undefined {
	const { config, key: globalKey, instances } = state;
	const { searchParams } = new URL(request.url ?? '', 'http://localhost');
	// Servers before 2.3.3 don't check the key.
	if (!isAtLeast(config, '2.3.3')) return undefined;
	const { allowedHosts } = config.websocket;
	const isAllowed =
		allowedHosts.includes('*') || allowedHosts.includes(String(request.socket.remoteAddress));
	if (searchParams.has('EIO') && isAllowed) return undefined;
	const key = searchParams.get('apikey') || String(request.headers.apikey ?? '');
	if (!key) return 'apiKey is required';
	if (config.databaseDown) return 'Authentication error';
	const isInstanceKey = [...instances.values()].some(({ token }) => token === key);
	return isInstanceKey || key === globalKey ? undefined : 'Invalid global token';
}
