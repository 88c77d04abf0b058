import { RequestFailure } from '../failures/failure';
import type { Ask, Caller, Connection } from './adapter';

/** Sends what the port asks, with the key that the server wants. It throws a {@link RequestFailure} where the server did not do it. */
export const sendTo =
	(context: Caller, connection: Connection): Ask =>
	async (request) => {
		const result = await connection.server.send(context, connection, request);
		if ('failure' in result) throw new RequestFailure(result.failure);
		return result.body;
	};
