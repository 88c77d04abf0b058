import { defineOperation } from '../../core/table/defineOperation';
import { isLid } from '../../core/values/jid';
import { instanceField } from '../../fields/instance';
import { receipts, receivedMessagesFields, receivedMessagesInput } from './shared/receivedMessages';

/** `POST /chat/markMessageAsRead/{instance}`: the blue ticks, for the messages of all items at once. */
export const markAsRead = defineOperation({
	name: 'Mark as Read',
	value: 'markAsRead',
	action: 'Mark WhatsApp messages as read',
	description: 'Mark messages as read, which the sender sees, and clear them from the unread count',
	request: { method: 'POST', path: '/chat/markMessageAsRead/{instance}', retry: 'always' },
	fields: [instanceField, ...receivedMessagesFields],
	input: receivedMessagesInput,
	example: { recipient: '5511988887777', messageIds: '3EB0A1B2C3D4E5F60718' },
	// Older servers leave such messages out and still report success.
	needs: ({ recipient }) =>
		isLid(recipient)
			? {
					since: '2.4.0',
					what: 'Marking messages of a LID as read',
					hint: 'Enter the phone number of the chat instead.',
				}
			: undefined,
	bulk: {
		...receipts('readMessages', 'read'),
		target: ({ recipient }) => String(isLid(recipient)),
	},
});
