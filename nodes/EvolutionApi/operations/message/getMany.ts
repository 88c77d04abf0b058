import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

import {
	inChat,
	inOrder,
	secondsOf,
	STORE_PAGES,
	STORE_ROUTE,
	timeRange,
} from '../../core/server/evolutionApi/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import { recordOf, recordsIn } from '../../core/values/answer';
import { spellings } from '../../core/values/jid';
import { collectionInput, listFilters, optionsField } from '../../fields/collections';
import { choiceField, textField, timeField } from '../../fields/fieldKinds';
import { choice, flag, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { isOldestFirst, sort, sortShape } from '../../fields/sort';
import { optionalChat } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { storeTime } from '../../fields/storeFilters';
import { toggle } from '../../fields/toggle';
import { chatTurn, isSaid } from './shared/chatTurn';
import { simplifyStoredMessage } from './shared/storedMessage';

const filtersInput = collectionInput({
	after: storeTime,
	before: storeTime,
	chat: optionalChat,
	member: optionalChat,
	messageId: optionalText,
	messageType: optionalText,
	sender: choice('anyone', 'me', 'others'),
});

/** Whether this member wrote it, by number or by LID: the store may name either first. */
function isBy(member: string, { key, participant }: IDataObject): boolean {
	const { participant: author, participantAlt, participantPn, participantLid } = recordOf(key);
	const addresses = [author, participantAlt, participantPn, participantLid, participant];
	return spellings(member).some((jid) => addresses.includes(jid));
}

interface FoundBy {
	readonly filters?: z.output<typeof filtersInput>;
	readonly options?: { readonly asChatHistory?: boolean };
}

const isWithin = (time: number, after?: Date, before?: Date): boolean =>
	(after === undefined || time >= after.getTime()) &&
	(before === undefined || time <= before.getTime());

/** The filters that the server does not have: a chat history's own, `fromMe: false`, the member, the type, and the exact time. */
function matches(record: IDataObject, { filters, options }: FoundBy): boolean {
	const { messageType, member, sender, after, before } = filters ?? {};
	const fromMe = recordOf(record.key).fromMe === true;
	const time = secondsOf(record.messageTimestamp) * 1000;
	return (
		(options?.asChatHistory !== true || isSaid(record)) &&
		(messageType === undefined || record.messageType === messageType) &&
		(member === undefined || isBy(member, record)) &&
		(sender === undefined || sender === 'anyone' || fromMe === (sender === 'me')) &&
		isWithin(time, after, before)
	);
}

/** `POST /chat/findMessages/{instance}`: the message store of the server, newest first. */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp messages',
	description: 'Get the messages of one chat, or of all, from the message store of the server',
	request: { method: 'POST', path: STORE_ROUTE, reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			timeField('After', 'after', { description: 'Only messages since this time' }),
			timeField('Before', 'before', { description: 'Only messages up to this time' }),
			textField('Chat', 'chat', {
				placeholder: 'e.g. 5511988887777',
				description: 'Number or JID of the person or group whose messages to get',
			}),
			textField('Member', 'member', {
				placeholder: 'e.g. 5511977776666',
				description:
					'Number or JID of a group member. Only messages that this person sent in groups.',
			}),
			textField('Message ID', 'messageId', {
				placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
				description: 'Only the message with this ID',
			}),
			textField('Message Type', 'messageType', {
				placeholder: 'e.g. imageMessage',
				description: 'Only messages of this type, as "messageType" in the output',
			}),
			choiceField('Sender', 'sender', {
				options: [
					{ name: 'Anyone', value: 'anyone' },
					{ name: 'Others', value: 'others' },
					{ name: 'This Instance', value: 'me' },
				],
				default: 'anyone',
				description: 'Sender of the messages',
			}),
		),
		optionsField(
			toggle(
				'As Chat History',
				'asChatHistory',
				'Whether to return only who said what, oldest first, for a model ("role" and "content") or a Chat Memory Manager ("type" and "content")',
			),
			sort,
		),
		simplify,
	],
	input: {
		filters: filtersInput,
		options: collectionInput({ ...sortShape, asChatHistory: flag }),
	},
	example: { filters: { chat: '5511988887777' } },
	body: ({ filters = {} }) => ({
		where: {
			key: {
				...(filters.chat && inChat(filters.chat)),
				id: filters.messageId,
				fromMe: filters.sender === 'me' ? true : undefined,
			},
			messageType: filters.messageType,
			messageTimestamp:
				filters.after || filters.before ? timeRange(filters.after, filters.before) : undefined,
		},
	}),
	paging: { ...STORE_PAGES, keep: matches },
	output({ data }, { options }, instance) {
		if (options?.asChatHistory === true) {
			return inOrder(recordsIn(data)).map((record) => chatTurn(record, instance));
		}
		return isOldestFirst(options) ? inOrder(recordsIn(data)) : recordsIn(data);
	},
	// What is said in a chat history has no key.
	simplify: (item, instance) => (item.key ? simplifyStoredMessage(item, instance) : item),
});
