import type { Failure } from '../../failures/failure';
import { RequestFailure } from '../../failures/failure';
import type { Server } from '../server';
import { goInstances } from './goInstances';
import { goLists } from './goLists';
import { goMedia } from './goMedia';
import { goNumbers } from './goNumbers';
import { goSends } from './goSends';
import { goStore } from './goStore';
import { goWebhook } from './goWebhook';

/** What comes by itself: no node that needs it can be used with the credential. */
const NOT_HEARD: Failure = {
	message: 'This package does not listen to Evolution Go yet',
	description: 'Receive its webhooks with the Webhook node of n8n.',
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
	askTime: async () => {},
	requireVotes: refuseToHear,
};
