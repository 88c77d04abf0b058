import type { Resource } from '../../core/table/operation';
import { get, getChannels, getMany } from './chats';
import { archive, markAsPlayed, markAsRead, markAsUnread, sendPresence } from './marks';
import { getUnanswered } from './unanswered';
import { getDeliveryUpdates, getPollVotes } from './messageStatus';

export const chat: Resource = {
	name: 'Chat',
	value: 'chat',
	description: 'List chats, mark them as read, archive them, show "typing…"',
	operations: [
		getMany,
		get,
		getUnanswered,
		markAsRead,
		markAsUnread,
		markAsPlayed,
		sendPresence,
		archive,
		getDeliveryUpdates,
		getPollVotes,
		getChannels,
	],
};
