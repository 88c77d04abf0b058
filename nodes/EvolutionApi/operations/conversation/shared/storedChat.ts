import type { IDataObject } from 'n8n-workflow';

import { retry } from '../../../core/concurrency/retry';
import { InputProblem } from '../../../core/input/inputProblem';
import {
	inChat,
	inOrder,
	readStore,
	secondsOf,
	timeRange,
} from '../../../core/server/evolutionApi/messageStore';
import type { Call } from '../../../core/table/operation';
import { recordOf } from '../../../core/values/answer';
import { isSaid } from '../../message/shared/chatTurn';
import { asDelivery } from '../../message/shared/storedMessage';
import { asWritten, isAnswer } from './counted';
import type { StartingMessage } from './messageOf';
import type { WrittenChat } from './writtenChat';

/** The store may receive a message a moment later than the workflow. */
const FIND_TRIES = 5;
const FIND_PAUSE_MS = 1000;

/**
 * The chat of a message in the server's store. That alone decides, so that workers and restarts of n8n do not matter.
 * @throws {InputProblem} if the server does not store the message
 */
export async function storedChat(
	call: Call,
	{ messageId }: StartingMessage,
	maxMessageAge: number,
): Promise<WrittenChat> {
	const { instance } = call;
	const own = await findRecord(call, messageId);
	let records: IDataObject[] = [];
	return {
		own: asDelivery(own, instance),
		async read() {
			const hours = records.length === 0 ? maxMessageAge : 0;
			records = inOrder([...records, ...(await readChat(call, own, hours))]);
			return records.map((record) => asWritten(record, instance));
		},
		give: async (messages) => messages,
	};
}

/** The message in the store. @throws {InputProblem} if the server does not store it */
export async function findRecord(
	{ context, connection, instance }: Call,
	id: string,
): Promise<IDataObject> {
	const find = async () => await readStore({ context, connection, instance }, { key: { id } });
	const [found] = await retry(find, {
		attempts: FIND_TRIES,
		delay: () => FIND_PAUSE_MS,
		isRetryable: ({ length }) => length === 0,
		signal: context.getExecutionCancelSignal(),
	});
	if (found !== undefined) return found;
	throw new InputProblem(
		[],
		`The server has not stored the message "${id}"`,
		'Check the instance. The server must store messages: start it with DATABASE_SAVE_DATA_NEW_MESSAGE=true.',
	);
}

/** The records of the chat, in order, since our last answer before the message, but at most for `maxMessageAge`. */
async function readChat(
	{ context, connection, instance }: Call,
	{ key, messageTimestamp }: IDataObject,
	maxMessageAge: number,
): Promise<IDataObject[]> {
	const { remoteJid, remoteJidAlt } = recordOf(key);
	const seconds = secondsOf(messageTimestamp);
	const range = timeRange(new Date((seconds - maxMessageAge * 3600) * 1000));
	const isAnswerBefore = (record: IDataObject) =>
		isAnswer(record) && secondsOf(record.messageTimestamp) < seconds;
	// Our own messages may be stored under the other address of the person.
	const addresses = [...new Set([remoteJid, remoteJidAlt ?? remoteJid].map(String))];
	const chats = await Promise.all(
		addresses.map(async (jid) => {
			const where = { key: inChat(jid), messageTimestamp: range };
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
 * What was said in the chat before a message, oldest first.
 * @param own the message in the store
 * @param chat addresses of the chat, beside those that the store has with the message
 * @param without IDs of messages that are left out
 * @param count how many messages at most: the newest ones
 */
export async function readBefore(
	{ context, connection, instance }: Call,
	own: IDataObject,
	{ chat, without, count }: Before,
): Promise<IDataObject[]> {
	const { remoteJid, remoteJidAlt } = recordOf(own.key);
	const until = timeRange(undefined, new Date(secondsOf(own.messageTimestamp) * 1000));
	const idOf = ({ key }: IDataObject) => recordOf(key).id;
	const isWanted = (record: IDataObject) => isSaid(record) && !without.includes(idOf(record));
	const addresses = [...new Set([remoteJid, remoteJidAlt ?? remoteJid, ...chat].map(String))];
	const chats = await Promise.all(
		addresses.map(async (jid) => {
			const where = { key: inChat(jid), messageTimestamp: until };
			let found = 0;
			return await readStore({ context, connection, instance }, where, (page) => {
				// Those of the last second may have come after the message.
				found += page.filter((one) => isWanted(one) && isEarlier(one, own)).length;
				return found >= count;
			});
		}),
	);
	const all = inOrder(chats.flat());
	const place = all.findIndex((record) => idOf(record) === idOf(own));
	return all.slice(0, Math.max(0, place)).filter(isWanted).slice(-count);
}

const isEarlier = (one: IDataObject, other: IDataObject) =>
	secondsOf(one.messageTimestamp) < secondsOf(other.messageTimestamp);
