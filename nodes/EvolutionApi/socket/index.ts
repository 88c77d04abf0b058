import { RequestFailure } from '../core/failures/failure';
import type { Caller, Connection } from '../core/server/adapter';
import { askSocketOf } from './askSocket';
import { CLOSE, isJoinable, PacketReader } from './packets';
import { NOT_SOCKET_IO } from './session';
import { realWorld, SocketConnection, type SocketListener } from './socketConnection';

// The events of an instance over Socket.IO, by plain HTTP.

export { SWITCHED_OFF } from './askSocket';

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

/**
 * Whether events of the instance can be received: begins a session, and ends it.
 * @throws {RequestFailure} that says what to do
 */
export async function checkSocket(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<void> {
	if (!isJoinable(instance)) throw new RequestFailure(COMMA);
	const ask = askSocketOf(() => context, connection, instance);
	const answer = await ask({});
	if ('failure' in answer) throw new RequestFailure(answer.failure);
	const [opened] = new PacketReader().read(answer.text);
	if (opened?.kind !== 'opened') throw new RequestFailure(NOT_SOCKET_IO);
	await ask({ sid: opened.sid, packets: CLOSE });
}

const COMMA = {
	message: 'An instance whose name has a comma cannot be received through WebSocket',
	description: 'Create the instance with another name, or receive through a webhook.',
};
