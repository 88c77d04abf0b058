import type { Server } from '../server';
import { evolutionMembers } from './evolutionMembers';
import { evolutionInstances } from './evolutionInstances';
import { evolutionLists } from './evolutionLists';
import { evolutionMedia } from './evolutionMedia';
import { evolutionNumbers } from './evolutionNumbers';
import { evolutionSends } from './evolutionSends';
import { evolutionSockets } from './evolutionSockets';
import { evolutionStore } from './evolutionStore';
import { versionOf } from './evolutionVersion';
import { evolutionWebhook } from './evolutionWebhook';
import { requireVotes } from './toldVotes';

/** Evolution API, 2.3 and newer. */
export const evolutionApi: Server = {
	store: evolutionStore,
	numbers: evolutionNumbers,
	instances: evolutionInstances,
	webhook: evolutionWebhook,
	sockets: evolutionSockets,
	media: evolutionMedia,
	lists: evolutionLists,
	sends: evolutionSends,
	version: versionOf,
	votes: { require: requireVotes },
	groups: evolutionMembers,
};
