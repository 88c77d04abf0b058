import type { Connection } from '../core/server/adapter';
import { askSocketOf } from './askSocket';
import { realWorld, SocketConnection, type SocketListener } from './socketConnection';

// The events of an instance over Socket.IO, by plain HTTP.

export { SWITCHED_OFF } from './askSocket';
export { checkSocket } from './checkSocket';

/** By server, instance and key. */
const connections = new Map<string, SocketConnection>();

/** Gives the events of the instance to the listener. @returns ends it */
export function listen(
	connection: Connection,
	instance: string,
	listener: SocketListener,
): () => Promise<void> {
	const { baseUrl, apiKey, ignoreCertificateErrors } = connection;
	const name = JSON.stringify([baseUrl, instance, apiKey, ignoreCertificateErrors]);
	const world = realWorld((contextNow) => askSocketOf(contextNow, connection, instance));
	const known = connections.get(name);
	const shared = known ?? new SocketConnection(world, instance, () => connections.delete(name));
	connections.set(name, shared);
	return shared.add(listener);
}
