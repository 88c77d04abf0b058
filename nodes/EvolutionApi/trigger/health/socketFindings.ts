import type { Connection } from '../../core/server/adapter';
import { wrong, type Finding } from './finding';

/** Somebody wants events through WebSocket, and nobody can get them. */
export const refusedSocket = (
	{ connection }: { readonly connection: Connection },
	error: unknown,
): Finding =>
	wrong(
		notASocket(connection, error instanceof Error ? error.message : String(error)),
		SOCKET_HELP,
	);

export const notASocket = ({ baseUrl }: Connection, why: string) =>
	`${baseUrl}/socket.io/ does not answer as WebSocket does: ${why}`;

export const SOCKET_HELP =
	'If events are to come through WebSocket, let the proxy in front of the server pass /socket.io/ on to it.';

/** @param missing names of events */
export const notSentFinding = (missing: readonly string[]): Finding =>
	wrong(
		`The server does not send through WebSocket what workflows want: ${missing.join(', ')}`,
		'Wait five minutes: active workflows put it right by themselves. Or switch the workflow off and on again.',
	);
