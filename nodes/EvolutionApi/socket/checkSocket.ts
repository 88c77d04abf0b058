import { RequestFailure } from '../core/failures/failure';
import type { Caller, Connection } from '../core/server/adapter';
import { askSocketOf } from './askSocket';
import { CLOSE, isJoinable, PacketReader } from './packets';
import { NOT_SOCKET_IO } from './session';

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
