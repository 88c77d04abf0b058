import { defineOperation } from '../../core/defineOperation';
import { instance } from '../../fields/instance';
import { receipts, receivedMessagesFields, receivedMessagesInput } from './receivedMessages';

/** `POST /chat/markMessageAsRead/{instance}`: the blue ticks, for the messages of all items at once. */
export const markAsRead = defineOperation({
	name: 'Mark as Read',
	value: 'markAsRead',
	action: 'Mark messages as read',
	description: 'Tell the sender that messages were read, and clear them from the unread count',
	request: { method: 'POST', path: '/chat/markMessageAsRead/{instance}', retry: 'always' },
	fields: [instance, ...receivedMessagesFields],
	input: receivedMessagesInput,
	example: { recipient: '5511988887777', messageIds: '3EB0A1B2C3D4E5F60718' },
	bulk: receipts('readMessages', 'read'),
});
