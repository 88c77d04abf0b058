import { isLid, isPhone } from '../../core/server/jid';
import { lidIn, newestOf } from '../../core/server/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import { concurrency } from '../../fields/concurrency';
import { instanceField } from '../../fields/instance';
import { chatField, chatInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';

/** `GET /chat/findChatByRemoteJid/{instance}`: the server's record of a chat, `null` if it has none. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a chat',
	description: 'Get what the server knows about a chat: name, labels, unread messages',
	since: '2.3.1',
	request: {
		method: 'GET',
		path: '/chat/findChatByRemoteJid/{instance}',
		reads: true,
		whenEmpty: {
			message: 'The server has no record of this chat',
			description:
				'Check the number or JID. Chat → Get Many also lists the chats that the server knows only by their messages.',
			notFound: true,
		},
	},
	fields: [instanceField, chatField, simplify, concurrency],
	input: { recipient: chatInput },
	example: { recipient: '5511988887777' },
	// If WhatsApp hides the number of a person, the server keeps what they write under their LID.
	lookUp: ({ recipient }) => (isPhone(recipient) ? newestOf(recipient) : undefined),
	query: ({ recipient }, current) => ({ remoteJid: lidIn(current, recipient) ?? recipient }),
	output: (answer, { recipient }) =>
		isLid(answer.remoteJid)
			? { ...answer, remoteJid: recipient, remoteJidAlt: answer.remoteJid }
			: answer,
	simplify: ({ remoteJid, name, unreadMessages, labels, createdAt, updatedAt }) => ({
		chat: remoteJid,
		name: name ?? null,
		unreadCount: unreadMessages ?? 0,
		labels: labels ?? [],
		createdAt: createdAt ?? null,
		updatedAt: updatedAt ?? null,
	}),
});
