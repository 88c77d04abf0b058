import type { Failure } from '../../failures/failure';
import { RequestFailure } from '../../failures/failure';
import type { Server } from '../server';
import { goMembers } from './goMembers';
import { goInstances } from './goInstances';
import { goLists } from './goLists';
import { goMedia } from './goMedia';
import { goNumbers } from './goNumbers';
import { goSends } from './goSends';
import { goStore } from './goStore';
import { goVotes } from './goVotes';
import { goWebhook } from './goWebhook';

/** Its WebSocket wants the global key in the address, and under load it ends the whole server. */
const NOT_HEARD: Failure = {
	message: 'Evolution Go is not heard through WebSocket',
	description: 'Receive its events through its webhook.',
	nothingDone: true,
};

const notHeard = async () => ({ failure: NOT_HEARD });

const refuseToHear = async () => {
	throw new RequestFailure(NOT_HEARD);
};

/** Evolution Go, 0.6.1 to 0.7.2, as its published source says: nothing of it was seen on a running server. */
export const evolutionGo: Server = {
	store: goStore,
	numbers: goNumbers,
	instances: goInstances,
	webhook: goWebhook,
	sockets: { find: refuseToHear, set: notHeard },
	media: goMedia,
	lists: goLists,
	sends: goSends,
	/** No route tells it. */
	version: async () => undefined,
	votes: goVotes,
	groups: goMembers,
};
