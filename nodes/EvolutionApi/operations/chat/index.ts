import type { Resource } from '../../core/table/operation';
import { archive } from './archive';
import { get } from './get';
import { getChannels } from './getChannels';
import { getDeliveryUpdates } from './getDeliveryUpdates';
import { getMany } from './getMany';
import { getPollVotes } from './getPollVotes';
import { markAsPlayed } from './markAsPlayed';
import { markAsRead } from './markAsRead';
import { markAsUnread } from './markAsUnread';
import { requestHistory } from './requestHistory';
import { sendPresence } from './sendPresence';

export const chat: Resource = {
	name: 'Chat',
	value: 'chat',
	description: 'List chats, mark them as read, archive them, show "typing…"',
	operations: [
		getMany,
		get,
		markAsRead,
		markAsUnread,
		markAsPlayed,
		sendPresence,
		archive,
		getDeliveryUpdates,
		getPollVotes,
		getChannels,
		requestHistory,
	],
};
