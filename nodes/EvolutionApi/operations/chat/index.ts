import type { Resource } from '../../table/operation';
import { getChat, getChannels, getManyChats } from './chats';
import { archive, markAsPlayed, markAsRead, markAsUnread, sendPresence } from './marks';
import { getUnanswered } from './unanswered';
import { getDeliveryUpdates, getPollVotes } from './messageStatus';

export const chat: Resource = {
	name: 'Chat',
	value: 'chat',
	description: 'List chats, mark them as read, archive them, show "typing…"',
	operations: [
		getManyChats,
		getChat,
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
