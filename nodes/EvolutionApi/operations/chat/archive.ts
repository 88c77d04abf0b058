import { defineOperation } from '../../core/table/defineOperation';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { chatField, chatInput } from '../../fields/recipient';
import { toggle } from '../../fields/toggle';
import {
	lastMessage,
	lastMessageBody,
	lastMessageInput,
	lookUpLastMessage,
} from './shared/lastMessage';

/** `POST /chat/archiveChat/{instance}`, which answers `archived: true` even when it unarchives. */
export const archive = defineOperation({
	name: 'Archive',
	value: 'archive',
	action: 'Archive or unarchive a WhatsApp chat',
	description: 'Archive or unarchive a chat',
	request: { method: 'POST', path: '/chat/archiveChat/{instance}', retry: 'always' },
	fields: [
		instanceField,
		chatField,
		toggle('Archive', 'archive', 'Whether to archive (on) or unarchive (off) the chat', true),
		lastMessage,
	],
	input: { recipient: chatInput, archive: flag, lastMessage: lastMessageInput },
	example: { recipient: '5511988887777', archive: true },
	lookUp: lookUpLastMessage,
	body: (input, _item, current) => ({
		chat: input.recipient,
		archive: input.archive,
		lastMessage: lastMessageBody(input, current),
	}),
	output: (_answer, { recipient, archive: archived }) => ({ archived, chat: recipient }),
});
