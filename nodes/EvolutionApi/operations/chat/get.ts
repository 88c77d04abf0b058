import type { IDataObject } from 'n8n-workflow';

import { lidIn, numberIn } from '../../core/server/evolutionApi/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import { recordOf, recordsIn } from '../../core/values/answer';
import { isLid, isPerson, spellings } from '../../core/values/jid';
import { plainNameOrNull } from '../../core/values/plainName';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { instanceField } from '../../fields/instance';
import { chatField, chatInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { newestMessages } from './shared/newestMessages';

/** Messages of the chat that are read: our own have only one of the addresses. */
const MESSAGES_READ = 100;

/** The records of one chat as one: the newest, with the labels of all. Each counts what was written under its address. */
function oneChat(records: readonly IDataObject[], recipient: string): IDataObject {
	const newestFirst = [...records].sort((a, b) => changedAt(b) - changedAt(a));
	const [newest = {}] = newestFirst;
	const jids = records.map(({ remoteJid }) => remoteJid);
	const labels = newestFirst
		.map((record) => record.labels)
		.filter(Array.isArray)
		.flat();
	const lid = jids.find(isLid);
	const number = jids.find((jid) => !isLid(jid)) ?? recipient;
	return {
		...newest,
		remoteJid: number,
		...(lid !== undefined && lid !== number && { remoteJidAlt: lid }),
		name: newestFirst.map(({ name }) => name).find((name) => typeof name === 'string') ?? null,
		unreadMessages: records.reduce(
			(sum, { unreadMessages }) => sum + Number(unreadMessages ?? 0),
			0,
		),
		labels: labels.length > 0 ? [...new Set(labels)] : (newest.labels ?? null),
	};
}

const isFilled = (answer: unknown) => Object.keys(recordOf(answer)).length > 0;

const changedAt = ({ updatedAt }: IDataObject) => Date.parse(String(updatedAt)) || 0;

/** `GET /chat/findChatByRemoteJid/{instance}`: the server's record of a chat, `null` if it has none. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp chat',
	description: 'Get the name, the labels and the unread count of a chat',
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
	fields: [instanceField, chatField, readOptions, simplify],
	input: { recipient: chatInput, options: readOptionsInput },
	example: { recipient: '5511988887777' },
	query: ({ recipient }) => ({ remoteJid: recipient }),
	// If WhatsApp hides the number of a person, the server may have a record under the number and one under the LID.
	async run({ recipient }, call) {
		const hasTwo = isPerson(recipient);
		const current = hasTwo ? await newestMessages(call, recipient, MESSAGES_READ) : {};
		const known = [lidIn(current, recipient), numberIn(current, recipient)];
		const others = new Set([...spellings(recipient), ...known.filter((jid) => jid !== undefined)]);
		others.delete(recipient);
		const found = await Promise.all(
			[...others].map(async (remoteJid) => await call.ask({ query: { remoteJid }, whenEmpty: {} })),
		);
		const rest = found.filter(isFilled);
		// What an empty answer means counts only if all of them are empty.
		const own = await call.ask(rest.length === 0 ? {} : { whenEmpty: {} });
		return [own, ...rest].filter(isFilled);
	},
	output: ({ data }, { recipient }) => oneChat(recordsIn(data), recipient),
	simplify: ({ remoteJid, name, unreadMessages, labels, createdAt, updatedAt }) => ({
		chat: remoteJid,
		name: plainNameOrNull(name),
		unreadCount: unreadMessages ?? 0,
		labels: labels ?? [],
		createdAt: createdAt ?? null,
		updatedAt: updatedAt ?? null,
	}),
});
