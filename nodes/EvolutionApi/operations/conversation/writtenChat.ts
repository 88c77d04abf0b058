import type { IDataObject } from 'n8n-workflow';

import { retry } from '../../core/concurrency/retry';
import { InputProblem } from '../../core/input/inputProblem';
import type { Connection } from '../../server/adapter';
import type { Delivery } from '../../server/delivery';
import {
	makeSentAt,
	readMessageKeys,
	readSentAt,
	whereChat,
	withTimeOf,
} from '../../server/words/keys';
import { asDelivery } from '../../server/words/messages';
import {
	asFirstSent,
	inOrder,
	isDeleted,
	readStore,
	STORE_ROUTE,
	whereSent,
} from '../../server/words/messageStore';
import type { Call } from '../../table/operation';
import { asksForAccount, compileFilters, type DeliveryFilter } from '../../events/filters';
import { makeEventId, parseDelivery, withChatAddresses } from '../../events/eventItems';
import { replyQueue } from '../../hub/waits';
import { ownAddresses } from '../../trigger/items/addressBook';
import { activeTriggersOn } from '../../trigger/active/activeTriggers';
import { makeInstanceId } from '../../server/account';
import { hasTaken } from '../../trigger/memory/seenEvents';
import { askWritten, type WrittenAnswer } from '../../trigger/memory/writtenLately';
import { startsWithAnswers } from '../../trigger/settings/triggerSettings';
import { isRecordSaid } from '../message/stored';
import {
	isAnswer,
	isOfMessageType,
	readWrittenMessage,
	withoutAutomaticAnswers,
	type ChatMessage,
} from './debounce';
import { triggersBefore, type TriggerMessage } from './triggerMessage';
import { asJid, isPerson } from '../../core/values/addresses';

export const readsChat = {
	method: 'POST',
	path: STORE_ROUTE,
	idempotent: true,
	supportedBy: { evolutionGo: true },
} as const;

interface WrittenChat {
	/** The message that started the execution; undefined if another execution has already returned it. */
	readonly own: Delivery | undefined;
	/** Returns the messages so far, in the same order for each execution. Leaves out replies that only resumed an execution. */
	read(): Promise<readonly ChatMessage[]>;
	/** Claims messages right before the workflow gets them. @returns the messages that no other execution has claimed */
	give(messages: readonly ChatMessage[]): Promise<readonly ChatMessage[]>;
	/** Tells whether the message answered a question, or may have. An answer doesn't start the workflow. */
	isUndecided(message: ChatMessage): boolean;
}

/** Maximum number of reads to find a message: the server may store it a moment after the workflow gets it. */
const FIND_TRIES = 5;

const FIND_PAUSE_MS = 1000;

/** After the first read of a chat, further reads begin this many hours before the message that started the workflow. */
const LATE_HOURS = 0.25;

/**
 * Opens a message's chat in the server's store, which every worker can read, even after a restart of n8n. The store doesn't
 * show which messages answer a pending question: only n8n knows that.
 * @throws {InputProblem} if the server does not store the message
 */
export async function openStoredChat(
	call: Call,
	message: TriggerMessage,
	maxMessageAge: number,
): Promise<WrittenChat> {
	const { connection, instance } = call;
	const own = asFirstSent(await findRecord(call, message.messageId), connection);
	const chat = listAddresses(message);
	const answers = answersWithoutStart(call);
	let records: IDataObject[] = [];
	// IDs of deleted messages, noted here because keepTime() removes the mark of deletion from a record.
	const deletions = new Set<unknown>();
	return {
		own: withChatAddresses(asDelivery(own, instance), chat),
		async read() {
			const hours = records.length === 0 ? maxMessageAge : LATE_HOURS;
			const page = await readMessages(call, own, chat, hours);
			for (const record of page.filter(isDeleted)) deletions.add(readMessageKeys(record).id);
			records = inOrder([...records, ...page.map((record) => keepTime(record, records))]);
			const messages = onePerMessage(inOrder(restoreTimes(records, connection)))
				.map((record) => readWrittenMessage(record, instance))
				.filter(
					({ id, isOurs, delivery }) =>
						isOurs || id === message.messageId || !answers?.isOne(delivery),
				)
				.map((line) => addAddresses({ ...line, isDeleted: deletions.has(line.id) }, chat));
			return withoutAutomaticAnswers(messages);
		},
		isUndecided: ({ delivery }) => answers?.isUndecided(delivery) === true,
		give: async (messages) => messages,
	};
}

// Editing or deleting a message changes the time of its row. These functions restore the order.

function keepTime(record: IDataObject, earlier: readonly IDataObject[]): IDataObject {
	const before = earlier.find(({ id }) => id === record.id);
	return before === undefined ? record : withTimeOf(record, before);
}

function restoreTimes(records: readonly IDataObject[], connection: Connection): IDataObject[] {
	const rows = [...records].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
	const isStill = (row: IDataObject) => asFirstSent(row, connection) === row;
	const timesOf = (some: readonly IDataObject[]) => some.filter(isStill).map(readSentAt);
	return rows.map((row, place) => {
		if (isStill(row)) return row;
		const earliest = Math.max(...timesOf(rows.slice(0, place)));
		const latest = timesOf(rows.slice(place + 1)).find((time) => time >= earliest) ?? Infinity;
		const cameAt = readSentAt(asFirstSent(row, connection));
		return { ...row, ...makeSentAt(Math.min(Math.max(cameAt, earliest), latest)) };
	});
}

/** The server may store a message twice, for example when it receives the history of the chat. */
function onePerMessage(records: readonly IDataObject[]): IDataObject[] {
	const byId = new Map<unknown, IDataObject>();
	for (const record of records) {
		const { id } = readMessageKeys(record);
		if (!byId.has(id)) byId.set(id, record);
	}
	return [...byId.values()];
}

/** Lists the person's addresses that the trigger knew, since the server may store only one of them. Empty for a group. */
const listAddresses = ({ chat, address, isGroup }: TriggerMessage): string[] =>
	isGroup ? [] : [...new Set([chat, address].map(asJid))].filter(isPerson);

const addAddresses = (message: ChatMessage, chat: readonly string[]): ChatMessage => ({
	...message,
	delivery: withChatAddresses(message.delivery, chat),
});

/** @throws {InputProblem} if the server hasn't stored the message */
export async function findRecord(
	{ context, connection, instance }: Call,
	id: string,
): Promise<IDataObject> {
	const find = async () => await readStore({ context, connection, instance }, { key: { id } });
	const [record] = await retry(find, {
		attempts: FIND_TRIES,
		delay: () => FIND_PAUSE_MS,
		isRetryable: ({ length }) => length === 0,
		signal: context.getExecutionCancelSignal(),
	});
	if (record !== undefined) return record;
	throw notStored(id);
}

export const notStored = (id: string) =>
	new InputProblem(
		[],
		`The server has not stored the message "${id}"`,
		'Check the instance. The server must store messages: start it with DATABASE_SAVE_DATA_NEW_MESSAGE=true.',
	);

/**
 * Reads a chat back to the account's last answer before the message `own`, but at most `maxMessageAge` hours.
 * @returns records, oldest first
 */
async function readMessages(
	{ context, connection, instance }: Call,
	own: IDataObject,
	chat: readonly string[],
	maxMessageAge: number,
): Promise<IDataObject[]> {
	const keys = readMessageKeys(own);
	const seconds = readSentAt(own);
	const range = whereSent(new Date((seconds - maxMessageAge * 3600) * 1000));
	const isAnswerBefore = (record: IDataObject) => isAnswer(record) && readSentAt(record) < seconds;
	// The server may store the account's messages under the person's other address (number or LID).
	const addresses = [...new Set([keys.chat, keys.otherChat ?? keys.chat, ...chat].map(String))];
	const chats = await Promise.all(
		addresses.map(async (jid) => {
			const where = { key: whereChat(jid), ...range };
			return await readStore({ context, connection, instance }, where, (page) =>
				page.some(isAnswerBefore),
			);
		}),
	);
	return inOrder(chats.flat());
}

interface Before {
	readonly chat: readonly string[];
	readonly without: readonly unknown[];
	readonly count: number;
}

/**
 * Reads the messages before a message in its chat, oldest first, except those whose IDs are in `without`.
 * @param chat more addresses of the chat, in addition to those stored with the message
 * @param count maximum number of messages; the newest are returned
 */
export async function readBefore(
	{ context, connection, instance }: Call,
	own: IDataObject,
	{ chat, without, count }: Before,
): Promise<IDataObject[]> {
	const keys = readMessageKeys(own);
	const until = whereSent(undefined, new Date(readSentAt(own) * 1000));
	const readId = (record: IDataObject) => readMessageKeys(record).id;
	const isWanted = (record: IDataObject) =>
		isRecordSaid(record) && !without.includes(readId(record));
	const addresses = [...new Set([keys.chat, keys.otherChat ?? keys.chat, ...chat].map(String))];
	const chats = await Promise.all(
		addresses.map(async (jid) => {
			const where = { key: whereChat(jid), ...until };
			let matches = 0;
			return await readStore({ context, connection, instance }, where, (page) => {
				// Messages from the same second don't count, since they may have come after the message `own`.
				matches += page.filter((record) => isWanted(record) && isEarlier(record, own)).length;
				return matches >= count;
			});
		}),
	);
	const all = inOrder(chats.flat());
	const place = all.findIndex((record) => readId(record) === readId(own));
	return all.slice(0, Math.max(0, place)).filter(isWanted).slice(-count);
}

const isEarlier = (record: IDataObject, other: IDataObject) =>
	readSentAt(record) < readSentAt(other);

/**
 * Reads a chat whose messages the server doesn't keep, from the latest deliveries in the memory of the trigger's process. Each
 * message is given to only one execution, so that no message is answered twice.
 * @throws {InputProblem} if the trigger doesn't know the message
 */
export async function openDeliveredChat(
	call: Call,
	message: TriggerMessage,
	maxMessageAge: number,
): Promise<WrittenChat> {
	const { messageId, instance: of = call.instance } = message;
	const chat = listAddresses(message);
	const { context, connection } = call;
	const reader = `${String(context.getWorkflow().id)}/${context.getNode().id}`;
	const ask = async (give?: readonly string[]): Promise<WrittenAnswer> => {
		const answer = await askWritten(call, { of, messageId, reader, give });
		if (answer !== undefined) return answer;
		throw new InputProblem(
			[],
			`No trigger in n8n has received the message "${messageId}", and ${connection.server.name} keeps no messages`,
			'Choose a message that the Evolution API Trigger of a published workflow has received since n8n was started. This does not work with webhook processors, because each remembers only the messages that it receives.',
		);
	};
	const listMessages = async (): Promise<ChatMessage[]> =>
		(await ask()).messages.flatMap(({ body, hasExecution, seconds }) => {
			const delivery = parseDelivery(body, connection.server);
			return delivery === undefined
				? []
				: [addAddresses({ ...readDelivery(delivery), hasExecution, seconds }, chat)];
		});
	const own = (await listMessages()).find(({ id }) => id === messageId);
	const from = (own?.seconds ?? 0) - maxMessageAge * 3600;
	return {
		own: own?.delivery,
		async read() {
			const all = withoutAutomaticAnswers(await listMessages());
			return all.filter(({ seconds }) => !(seconds < from));
		},
		async give(messages) {
			const { grants: grantedIds } = await ask(messages.flatMap(({ id }) => id ?? []));
			return messages.filter(({ id }) => id !== null && grantedIds.includes(id));
		},
		// A delivery only arrives here after the trigger has decided whether it answers a question.
		isUndecided: () => false,
	};
}

function readDelivery(delivery: Delivery): Omit<ChatMessage, 'seconds'> {
	const { event, message } = delivery;
	const isOurs = message?.fromMe === true;
	const isAnswer = isOurs && isOfMessageType(message, 'all');
	return {
		id: message?.id ?? null,
		isOurs,
		isAnswer,
		// Messages sent through the API come as another event.
		isByPerson: isAnswer && event === 'messages.upsert',
		delivery,
	};
}

/**
 * Returns a function that tells whether a message passes the trigger's filters, and so starts an execution.
 * @param chat JID of the chat
 * @throws {RequestFailure} if a filter needs the account's addresses, and the server can't return them now
 */
export async function startsWorkflow(
	{ context, index, instance, connection }: Call,
	chat: string,
): Promise<(message: Delivery) => boolean> {
	const ran = triggersBefore(context, index).filter(({ params }) => params !== undefined);
	const filters = ran.map(({ params }) => compileSafely(params?.filters));
	if (filters.length === 0) return () => true;
	const account =
		chat.endsWith('@g.us') && filters.some((filter) => filter.asksForAccount)
			? await ownAddresses({ context, connection, instance }, chat)
			: [];
	return (message) => filters.some(({ passes }) => passes({ ...message, account }));
}

interface KnownAnswers {
	/** Tells whether the message answered a question, and therefore started no workflow. */
	isOne(message: Delivery): boolean;
	/** Tells whether the message has answered a question, or the trigger hasn't decided yet whether it does. */
	isUndecided(message: Delivery): boolean;
}

/**
 * Finds messages that answered a question, and therefore didn't start this workflow.
 * @returns undefined if the trigger runs in another process, or if its settings let answers start the workflow
 */
export function answersWithoutStart(call: Call): KnownAnswers | undefined {
	const { context, connection, instance } = call;
	const workflow = `${String(context.getWorkflow().id)}/`;
	const triggers = activeTriggersOn(makeInstanceId(connection, instance)).filter(({ nodeId }) =>
		nodeId.startsWith(workflow),
	);
	const startsSome = triggers.some(({ settings }) => startsWithAnswers(settings));
	if (triggers.length === 0 || startsSome) return undefined;
	const isOne = (message: Delivery) => replyQueue.wasForQuestion(makeEventId(message));
	const isTaken = (message: Delivery) => {
		const eventId = makeEventId(message);
		return triggers.some((trigger) => hasTaken(trigger, eventId));
	};
	return { isOne, isUndecided: (message) => isOne(message) || !isTaken(message) };
}

/** If the filters can't be compiled, for example because an expression has no value outside the trigger, all messages pass. */
function compileSafely(filters: unknown): { passes: DeliveryFilter; asksForAccount: boolean } {
	try {
		return { passes: compileFilters({ filters }), asksForAccount: asksForAccount({ filters }) };
	} catch {
		return { passes: () => true, asksForAccount: false };
	}
}
