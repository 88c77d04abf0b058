import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { chatField, chatInput } from '../../fields/recipient';
import {
	lastMessage,
	lastMessageBody,
	lastMessageInput,
	lookUpLastMessage,
} from './shared/lastMessage';

/** `POST /chat/markChatUnread/{instance}` */
export const markAsUnread = defineOperation({
	name: 'Mark as Unread',
	value: 'markAsUnread',
	action: 'Mark a WhatsApp chat as unread',
	description: 'Mark a chat as unread in the list of chats',
	request: { method: 'POST', path: '/chat/markChatUnread/{instance}', retry: 'always' },
	fields: [instanceField, chatField, lastMessage],
	input: { recipient: chatInput, lastMessage: lastMessageInput },
	example: { recipient: '5511988887777' },
	lookUp: lookUpLastMessage,
	body: (input, _item, current) => ({
		chat: input.recipient,
		lastMessage: lastMessageBody(input, current),
	}),
	output: (_answer, { recipient }) => ({ markedAsUnread: true, chat: recipient }),
});
