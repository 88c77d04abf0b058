import { fillRoute, queryString } from '../../http/route';
import type { Dialect } from '../dialect';
import { trySend } from '../request';
import { nearestOnEvolution } from './lackingOnEvolution';

/** The table is written in it, but for what only another server has. */
export const evolutionDialect: Dialect = {
	async ask(context, connection, asked) {
		const path = fillRoute(asked.route, asked.parameters) + queryString(asked.query);
		return await trySend(context, connection, { ...asked, path });
	},
	/** What it cannot do is checked in the table, which is written for it. */
	check: async () => {},
	send: trySend,
	can: ({ request }) => request.onlyOn === undefined,
	nearest: nearestOnEvolution,
	hasStore: true,
	name: 'Evolution API',
};
