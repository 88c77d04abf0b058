import { RequestFailure } from '../failures/failure';
import type { Caller, Connection } from '../http/connection';
import { dialectOf } from './dialectOf';
import type { Ask } from './server';

/** Sends what the port asks, with the key that the server wants. It throws a {@link RequestFailure} where the server did not do it. */
export const sendTo =
	(context: Caller, connection: Connection): Ask =>
	async (request) => {
		const result = await dialectOf(connection).send(context, connection, request);
		if ('failure' in result) throw new RequestFailure(result.failure);
		return result.body;
	};
