import type { IDataObject } from 'n8n-workflow';

import { makeChatKey, readFromMe, readKeys, withChat } from '../../server/words/keys';
import { readLid } from '../../server/words/messageStore';
import { wholeAnswer } from '../../server/paging';
import { defineOperation } from '../../table/operation';
import { asRecord, asRecords } from '../../core/values/answer';
import { isLid, isPhone } from '../../core/values/addresses';
import { collectionInput, listFilters, choiceField, textField } from '../../fields/fieldKinds';
import { readOptions, readOptionsInput, listFields, simplify } from '../../fields/reads';
import { choice } from '../../core/input/checks';
import { lines } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { messageId, messageIdInput, optionalMessageId } from '../../fields/messageKey';
import { chatField, chatFilterField, chatInput, optionalChat } from '../../fields/recipient';
import { newestMessages } from './chats';

/** The server's values for each status. A second value is Meta's: the server returns it for WHATSAPP-BUSINESS instances. */
const STATUS_WORDS = {
	DELETED: ['DELETED'],
	DELIVERY_ACK: ['DELIVERY_ACK', 'DELIVERED'],
	EDITED: ['EDITED'],
	ERROR: ['ERROR', 'FAILED'],
	PENDING: ['PENDING'],
	PLAYED: ['PLAYED'],
	READ: ['READ'],
	SERVER_ACK: ['SERVER_ACK', 'SENT'],
} as const;

type StatusName = keyof typeof STATUS_WORDS;

const STATUSES = Object.keys(STATUS_WORDS) as [StatusName, ...StatusName[]];

const isStatus = (status: unknown, name: StatusName) =>
	STATUS_WORDS[name].some((word) => word === status);

/** `POST /chat/findStatusMessage/{instance}`, which cannot filter by status. */
export const getDeliveryUpdates = defineOperation({
	name: 'Get Delivery Updates',
	value: 'getDeliveryUpdates',
	action: 'Get the delivery updates of WhatsApp messages',
	description: 'Get when messages were delivered, read or played, as an item for each change',
	request: { method: 'POST', path: '/chat/findStatusMessage/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		listFilters(
			chatFilterField('Number or JID of the person or group whose messages to check'),
			textField('Message ID', 'messageId', {
				placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
				description: 'Only the updates of the message with this ID',
			}),
			choiceField('Status', 'status', {
				options: [
					{ name: 'Deleted', value: 'DELETED' },
					{ name: 'Delivered', value: 'DELIVERY_ACK' },
					{ name: 'Edited', value: 'EDITED' },
					{ name: 'Error', value: 'ERROR' },
					{ name: 'Pending', value: 'PENDING' },
					{ name: 'Played', value: 'PLAYED' },
					{ name: 'Read', value: 'READ' },
					{ name: 'Sent', value: 'SERVER_ACK' },
				],
				default: 'READ',
				description: 'Only updates to this status',
			}),
		),
		simplify,
	],
	input: {
		filters: collectionInput({
			chat: optionalChat,
			messageId: optionalMessageId,
			status: choice(...STATUSES),
		}),
	},
	example: { filters: { chat: '5511988887777' } },
	body: ({ filters }) => ({
		where: {
			// A message ID is enough. Adding the chat might exclude the message, since the server may know the chat by its LID.
			...makeChatKey(filters?.messageId === undefined ? filters?.chat : undefined),
			id: filters?.messageId,
		},
	}),
	// If WhatsApp hides a person's number, the server keeps some updates under the number and some under the LID.
	async run({ filters: { chat = '', messageId } = {} }, call) {
		const hasTwo = messageId === undefined && isPhone(chat);
		const lid = hasTwo ? readLid(await newestMessages(call, chat), chat) : undefined;
		const updates = asRecords(await call.ask());
		if (lid === undefined) return updates;
		const limit = (call.limit ?? Infinity) - updates.length;
		const body = { where: makeChatKey(lid) };
		return [...updates, ...asRecords(await call.ask({ body, limit }))];
	},
	output: ({ data }, { filters: { chat } = {} }) =>
		asRecords(data).map((update) =>
			chat !== undefined && isPhone(chat) && isLid(readKeys(update).chat)
				? withChat(update, chat, readKeys(update).chat)
				: update,
		),
	paging: {
		size: 100,
		ask: (page, size) => ({ page, offset: size }),
		records: wholeAnswer,
		keep: ({ status }, { filters }) =>
			filters?.status === undefined || isStatus(status, filters.status),
	},
	simplify: (update: IDataObject) => {
		const { updatedId, chat } = readKeys(update);
		return {
			messageId: updatedId as string,
			chat: chat as string,
			fromMe: readFromMe(update),
			participant: update.participant ?? null,
			status: update.status,
		};
	},
});

/** `{ poll: { name, totalVotes, results: { Morning: { votes, voters } } } }` → one entry for each option */
function simplifyPoll({ poll }: IDataObject): IDataObject {
	const { name = null, totalVotes = 0, results, reason } = asRecord(poll);
	const options = Object.entries(asRecord(results)).map(([option, result]) => {
		const { votes = 0, voters = [] } = asRecord(result);
		return { option, votes, voters };
	});
	return { question: name, totalVotes, options, ...(reason === undefined ? {} : { reason }) };
}

export const getPollVotes = defineOperation({
	name: 'Get Poll Votes',
	value: 'getPollVotes',
	action: 'Get the votes of a WhatsApp poll',
	description: 'Get the number of votes for each option of a poll, and who voted',
	since: '2.4.0',
	request: { method: 'POST', path: '/chat/getPollVote/{instance}', reads: true },
	fields: [
		instanceField,
		chatField,
		messageId,
		textField('Poll Options', 'pollOptions', {
			typeOptions: { rows: 4 },
			displayOptions: { show: { authentication: ['evolutionGo'] } },
			hint: 'One option per line, exactly as in the poll',
			placeholder: 'e.g.\nMorning\nAfternoon',
			description:
				'Options of the poll. Without them, the output shows checksums instead, because Evolution Go returns only these.',
		}),
		readOptions,
		simplify,
	],
	input: {
		recipient: chatInput,
		messageId: messageIdInput,
		pollOptions: lines.optional(),
		options: readOptionsInput,
	},
	example: { recipient: '5511988887777', messageId: '3EB0A1B2C3D4E5F60718' },
	body: ({ recipient, messageId: id }) => ({ message: { key: { id } }, ...makeChatKey(recipient) }),
	simplify: simplifyPoll,
});
