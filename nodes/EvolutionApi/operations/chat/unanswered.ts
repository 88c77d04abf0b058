import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { choice, decimal } from '../../core/input/checks';
import { reportProblem } from '../../core/input/inputProblem';
import { isHiddenCustomer } from '../../server/words/chatAddresses';
import { makeChatKey } from '../../server/words/keys';
import { asDelivery } from '../../server/words/messages';
import { mayBeLost, readChatJid, whereSent } from '../../server/words/messageStore';
import { ask, requireStore } from '../../server/connection';
import type { Delivery } from '../../server/delivery';
import type { DeliveredStored } from '../../server/records';
import { defineOperation, type Call } from '../../table/operation';
import {
	chatKeysFor,
	getChatType,
	isPhone,
	makePersonId,
	spellings,
} from '../../core/values/addresses';
import { asRecord, asRecords, isRecord } from '../../core/values/answer';
import { plainNameOrNull } from '../../core/values/text';
import { findAutomaticReplies, readPossibleAutomatic } from '../../events/automaticReply';
import { NOTHING_SAID } from '../../events/messageKinds';
import { makeSessionId } from '../../events/modelKeys';
import { isWrittenByHand } from '../../events/ownMessage';
import { kindAndText } from '../../events/readContent';
import {
	collectionInput,
	choiceField,
	listFilters,
	numberField,
	textField,
} from '../../fields/fieldKinds';
import { wordList } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/reads';
import { CHAT_PAGES } from './chats';
import { HOUR_MS } from '../../core/values/time';

/** Hardly any server keeps older messages. */
const MOST_HOURS = 8760;

/** Number of newest messages to read from each chat. Some of them, such as reactions, don't show who has to answer. */
const READ_OF_CHAT = 50;

/** Messages less than this apart are sorted by row ID, because two clocks set their times: the server's and WhatsApp's. */
const CLOSE_SECONDS = 900;

type Author = 'customer' | 'person' | 'api';

/** A message with content, unlike a reaction. */
interface Line {
	/** Unix seconds. */
	readonly seconds: number;
	/** Row ID, which increases with each message that the server stores. */
	readonly order: string;
	readonly by: Author;
	readonly delivery: Delivery;
}

interface ChatQuery {
	readonly lastMessageFrom: 'api' | 'customer' | 'us';
	readonly olderThan: number;
	readonly notOlderThan: number;
}

const FROM: Readonly<Record<ChatQuery['lastMessageFrom'], readonly Author[]>> = {
	api: ['api'],
	customer: ['customer'],
	us: ['api', 'person'],
};

function isListed(by: Author, seconds: number, query: ChatQuery): boolean {
	const hours = (Date.now() - seconds * 1000) / HOUR_MS;
	const isInTime = hours >= query.olderThan && hours <= query.notOlderThan;
	return isInTime && FROM[query.lastMessageFrom].includes(by);
}

function classifyAuthor(delivery: Delivery): Author {
	if (delivery.message?.fromMe !== true) return 'customer';
	return isWrittenByHand(delivery) ? 'person' : 'api';
}

/** Reads a message; undefined if it's deleted, rejected by WhatsApp, or has no content, such as a reaction. */
function toLine({ message: record, delivery }: DeliveredStored): Line | undefined {
	const kind = kindAndText(delivery)?.kind;
	const isSilent = kind === undefined || (kind !== 'call' && NOTHING_SAID.includes(kind));
	if (isSilent || record.isDeleted || record.outcome === 'rejected') return undefined;
	const { seconds, order } = record;
	return { seconds, order, by: classifyAuthor(delivery), delivery };
}

function isAfter(line: Line, other: Line): boolean {
	const apart = line.seconds - other.seconds;
	return Math.abs(apart) > CLOSE_SECONDS ? apart > 0 : line.order > other.order;
}

/**
 * Tells whether a chat may match the query, so that its messages must be read. `chat` doesn't show whether a person or
 * the API wrote the newest message, or which message came before a reaction.
 */
function mayBeWanted(chat: IDataObject, query: ChatQuery): boolean {
	if (!isRecord(chat.lastMessage)) return false;
	const delivery = asDelivery(chat.lastMessage, '');
	const kind = kindAndText(delivery)?.kind;
	if (kind === undefined || NOTHING_SAID.includes(kind) || mayBeLost(chat)) return true;
	const seconds = Date.parse(delivery.message?.time ?? '') / 1000;
	const hours = (Date.now() - seconds * 1000) / HOUR_MS;
	const isOurs = query.lastMessageFrom !== 'customer';
	const isFromWanted =
		(delivery.message?.fromMe === true) === isOurs ||
		// The message may be an automatic greeting of the Business app. In that case, no person has answered the customer.
		readPossibleAutomatic(delivery) !== undefined;
	return hours >= query.olderThan && hours <= query.notOlderThan && isFromWanted;
}

/**
 * Returns the chat's newest messages with content, from all its addresses, oldest first. Automatic replies of the WhatsApp
 * Business app aren't answers, so they're left out.
 */
async function readLines({ context, connection, instance }: Call, jid: string): Promise<Line[]> {
	const store = requireStore(connection);
	const messages = new Map<string, DeliveredStored>();
	for (const address of isPhone(jid) ? spellings(jid) : [jid]) {
		const target = { context, connection, instance };
		for (const message of await store.newestOfChat(target, address, READ_OF_CHAT))
			messages.set(message.message.messageId, message);
	}
	const all = [...messages.values()].flatMap((message) => toLine(message) ?? []);
	const automatic = findAutomaticReplies(
		all.map((line) => ({ ...line, line, isByPerson: line.by === 'person' })),
	);
	const automaticLines = new Set([...automatic].map(({ line }) => line));
	const lines = all.filter((line) => !automaticLines.has(line));
	return lines.sort((line, other) => (isAfter(line, other) ? 1 : -1));
}

const toIso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** @param lines oldest first */
function unansweredItem(lines: readonly Line[], last: Line, instance: string): IDataObject {
	const isOurs = last.by !== 'customer';
	const others = lines.filter(({ by }) => by === 'customer').at(-1);
	const before = lines.filter(({ by }) => (by === 'customer') === isOurs).at(-1);
	const first = lines.find((line) => before === undefined || isAfter(line, before)) ?? last;
	const chat = [last, ...lines].flatMap(({ delivery }) => delivery.chat);
	const { message } = last.delivery;
	return {
		...chatKeysFor(chat),
		name: plainNameOrNull(others?.delivery.message?.senderName),
		lastMessage: {
			messageId: message?.id ?? null,
			from: last.by,
			timestamp: toIso(last.seconds),
			...kindAndText(last.delivery),
		},
		hours: Math.floor((Date.now() / 1000 - last.seconds) / 360) / 10,
		unansweredSince: toIso(first.seconds),
		lastWrittenAt: others === undefined ? null : toIso(others.seconds),
		sessionId: makeSessionId({ instance, chat }),
		personId: makePersonId(...chat),
		instance,
	};
}

async function hasLabel(call: Call, jid: string, labels: readonly string[]): Promise<boolean> {
	if (labels.length === 0) return true;
	const route = '/chat/findChatByRemoteJid/{instance}';
	const query = makeChatKey(jid);
	const record = await ask(call, { method: 'GET', route, query, idempotent: true, whenEmpty: {} });
	const own = asRecord(record).labels;
	return Array.isArray(own) && own.some((label) => labels.includes(String(label)));
}

const CHAT_TYPE = 'people';

const filtersInput = collectionInput({
	chatType: choice('all', 'groups', 'people').default(CHAT_TYPE),
	labels: wordList.optional(),
});

const hours = decimal(0, MOST_HOURS);

/** `POST /chat/findChats/{instance}`, and `POST /chat/findMessages/{instance}` for each chat that may be unanswered. */
export const getUnanswered = defineOperation({
	name: 'Get Unanswered',
	value: 'getUnanswered',
	action: 'Get WhatsApp chats without an answer',
	description:
		'Get the chats whose last message has no answer yet: to follow up, or to find whom you forgot',
	request: { method: 'POST', path: '/chat/findChats/{instance}', reads: true },
	fields: [
		instanceField,
		choiceField('Last Message From', 'lastMessageFrom', {
			options: [
				{ name: 'Customer', value: 'customer', description: 'No one has answered the customer' },
				{
					name: 'Us',
					value: 'us',
					description: 'The customer has not answered the API or a person on the phone',
				},
				{
					name: 'Us, by the API',
					value: 'api',
					description:
						'The customer has not answered a message sent by the API. Messages that a person wrote in WhatsApp Web count as sent by the API.',
				},
			],
			default: 'customer',
		}),
		numberField('Older Than (Hours)', 'olderThan', {
			typeOptions: { minValue: 0, maxValue: MOST_HOURS },
			default: 24,
			description: 'Minimum age of the last message',
		}),
		numberField('Not Older Than (Hours)', 'notOlderThan', {
			typeOptions: { minValue: 0, maxValue: MOST_HOURS },
			default: 72,
			description: 'Maximum age of the last message. The search goes back this far.',
		}),
		...listFields,
		listFilters(
			choiceField('Chat Type', 'chatType', {
				options: [
					{ name: 'All', value: 'all', description: 'People and groups' },
					{ name: 'Groups', value: 'groups' },
					{ name: 'People', value: 'people' },
				],
				default: CHAT_TYPE,
				description: 'Defaults to people',
			}),
			textField('Labels', 'labels', {
				placeholder: 'e.g. 7, 12',
				description:
					'Only chats that have one of these labels. Enter their IDs, separated by commas: see Label → Get Many.',
			}),
		),
	],
	input: z
		.object({
			filters: filtersInput,
			lastMessageFrom: choice('api', 'customer', 'us'),
			olderThan: hours,
			notOlderThan: hours,
		})
		.superRefine(({ olderThan, notOlderThan }, context) => {
			if (notOlderThan > olderThan) return;
			const hint = 'Enter a larger number than in Older Than (Hours).';
			reportProblem(context, `is ${notOlderThan}, so that no chat can match`, hint, [
				'notOlderThan',
			]);
		}),
	example: { lastMessageFrom: 'us', olderThan: 24, notOlderThan: 72, filters: {} },
	preview: {
		chat: '5511988887777@s.whatsapp.net',
		chatType: 'private',
		isGroup: false,
		phoneNumber: '5511988887777',
		name: 'Ana',
		lastMessage: {
			messageId: '3EB0A1B2C3D4E5F6A7B8C9',
			from: 'api',
			timestamp: '2026-05-30T09:00:00.000Z',
			kind: 'text',
			text: 'Do you have a question about our offer?',
		},
		hours: 24,
		unansweredSince: '2026-05-29T09:00:00.000Z',
		lastWrittenAt: '2026-05-28T09:00:00.000Z',
		sessionId: 'demo/551188887777',
		personId: '551188887777',
		instance: 'demo',
	},
	needs: ({ filters }) =>
		filters?.labels === undefined ? undefined : { since: '2.3.1', what: 'A filter by labels' },
	body: ({ notOlderThan }) => ({
		where: whereSent(new Date(Date.now() - notOlderThan * HOUR_MS)),
	}),
	paging: {
		...CHAT_PAGES,
		keep: (chat, input) => isOfChosenType(chat, input.filters) && mayBeWanted(chat, input),
		merge: {
			identity: (chat) => spellings(readChatJid(chat))[0],
			// The server sorts chats by time, newest first.
			combine: ([newest]) => newest,
		},
	},
	async run({ filters, ...query }, call) {
		const { instance, limit: most = Infinity } = call;
		const items: IDataObject[] = [];
		// The chats that have been unanswered for longest come first.
		const chats = asRecords(await call.ask({ limit: Infinity })).reverse();
		for (const chat of chats) {
			if (items.length >= most) break;
			const jid = readChatJid(chat);
			const lines = await readLines(call, jid);
			const last = lines.at(-1);
			if (last === undefined || !isListed(last.by, last.seconds, query)) continue;
			if (await hasLabel(call, jid, filters?.labels ?? []))
				items.push(unansweredItem(lines, last, instance));
		}
		return items;
	},
});

function isOfChosenType(
	chat: IDataObject,
	{ chatType = 'people' }: { chatType?: 'all' | 'groups' | 'people' } = {},
): boolean {
	const jid = readChatJid(chat);
	const type = getChatType(jid);
	if (isHiddenCustomer(jid)) return false;
	return (
		(type === 'private' && chatType !== 'groups') || (type === 'group' && chatType !== 'people')
	);
}
