import { fillRoute, queryString } from '../../http/route';
import { requestIn, type Dialect } from '../dialect';
import { trySend } from '../request';

/** The table is written in it. */
export const evolutionDialect: Dialect = {
	async ask(context, connection, asked) {
		const path = fillRoute(asked.route, asked.parameters) + queryString(asked.query);
		return await trySend(context, connection, { ...requestIn(asked), path });
	},
	send: trySend,
	can: () => true,
	nearest: () => '',
	hasStore: true,
	name: 'Evolution API',
};
