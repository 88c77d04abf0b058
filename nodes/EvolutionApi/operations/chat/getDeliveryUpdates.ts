import type { IDataObject } from 'n8n-workflow';

import { lidIn } from '../../core/server/evolutionApi/messageStore';
import { wholeAnswer } from '../../core/server/paging';
import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { isLid, isPhone } from '../../core/values/jid';
import { collectionInput, listFilters } from '../../fields/collections';
import { choiceField, textField } from '../../fields/fieldKinds';
import { choice, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { optionalChat } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { newestMessages } from './shared/newestMessages';

/** The words of the server; on a WHATSAPP-BUSINESS instance it uses Meta's. */
const WORDS = {
	DELETED: ['DELETED'],
	DELIVERY_ACK: ['DELIVERY_ACK', 'DELIVERED'],
	EDITED: ['EDITED'],
	ERROR: ['ERROR', 'FAILED'],
	PENDING: ['PENDING'],
	PLAYED: ['PLAYED'],
	READ: ['READ'],
	SERVER_ACK: ['SERVER_ACK', 'SENT'],
} as const;

type Status = keyof typeof WORDS;
const STATUSES = Object.keys(WORDS) as [Status, ...Status[]];

const isStatus = (status: unknown, wanted: Status) => WORDS[wanted].some((word) => word === status);

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
			textField('Chat', 'chat', {
				placeholder: 'e.g. 5511988887777',
				description: 'Number or JID of the person or group whose messages to check',
			}),
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
			messageId: optionalText,
			status: choice(...STATUSES),
		}),
	},
	example: { filters: { chat: '5511988887777' } },
	body: ({ filters }) => ({
		where: {
			// For a person it may be the LID. The ID of the message is enough.
			remoteJid: filters?.messageId === undefined ? filters?.chat : undefined,
			id: filters?.messageId,
		},
	}),
	// If WhatsApp hides the number of a person, some updates are kept under the number and some under the LID.
	async run({ filters: { chat = '', messageId } = {} }, call) {
		const hasTwo = messageId === undefined && isPhone(chat);
		const remoteJid = hasTwo ? lidIn(await newestMessages(call, chat), chat) : undefined;
		const updates = recordsIn(await call.ask());
		if (remoteJid === undefined) return updates;
		const wanted = (call.wanted ?? Infinity) - updates.length;
		return [...updates, ...recordsIn(await call.ask({ body: { where: { remoteJid } }, wanted }))];
	},
	output: ({ data }, { filters: { chat } = {} }) =>
		recordsIn(data).map((update) =>
			chat !== undefined && isPhone(chat) && isLid(update.remoteJid)
				? { ...update, remoteJid: chat, remoteJidAlt: update.remoteJid }
				: update,
		),
	paging: {
		size: 100,
		ask: (page, size) => ({ page, offset: size }),
		records: wholeAnswer,
		keep: ({ status }, { filters }) =>
			filters?.status === undefined || isStatus(status, filters.status),
	},
	simplify: ({ keyId, remoteJid, fromMe, participant, status }: IDataObject) => ({
		messageId: keyId,
		chat: remoteJid,
		fromMe: fromMe === true,
		participant: participant ?? null,
		status,
	}),
});
