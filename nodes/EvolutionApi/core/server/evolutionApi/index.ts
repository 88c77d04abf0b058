import { fillRoute, queryString } from '../../http/route';
import type { ServerAdapter } from '../adapter';
import { trySend } from '../request';
import { EXPLANATIONS } from './evolutionAnswers';
import { evolutionDeliveries } from './evolutionDeliveries';
import { evolutionInstances } from './evolutionInstances';
import { evolutionLists } from './evolutionLists';
import { evolutionMedia } from './evolutionMedia';
import { evolutionMembers } from './evolutionMembers';
import { evolutionNumbers } from './evolutionNumbers';
import { evolutionSends } from './evolutionSends';
import { evolutionSockets } from './evolutionSockets';
import { evolutionStore } from './evolutionStore';
import { versionOf } from './evolutionVersion';
import { evolutionWebhook } from './evolutionWebhook';
import { nearestOnEvolution } from './lackingOnEvolution';
import { isRefusal } from './refusal';
import { requireVotes } from './toldVotes';

/** Evolution API, 2.3 and newer. The table is written in its words, but for what only another server has. */
export const evolutionApi: ServerAdapter = {
	kind: 'evolutionApi',
	name: 'Evolution API',

	can: ({ request }) => request.onlyOn === undefined,
	nearest: nearestOnEvolution,
	async ask(context, connection, asked) {
		const path = fillRoute(asked.route, asked.parameters) + queryString(asked.query);
		return await trySend(context, connection, { ...asked, path });
	},
	send: trySend,

	explanations: EXPLANATIONS,
	isRefusal,
	version: versionOf,

	deliveries: evolutionDeliveries,
	webhook: evolutionWebhook,
	sockets: evolutionSockets,
	store: evolutionStore,
	instances: evolutionInstances,
	numbers: evolutionNumbers,
	groups: evolutionMembers,
	lists: evolutionLists,
	sends: evolutionSends,
	media: evolutionMedia,
	votes: { require: requireVotes },
};
