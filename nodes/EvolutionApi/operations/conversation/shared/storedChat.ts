import type { IDataObject } from 'n8n-workflow';

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
import { pause } from '../../../core/values/pause';
import { isAnswer } from './counted';

/** The store may receive a message a moment later than the workflow. */
const FIND_TRIES = 5;
const FIND_PAUSE_MS = 1000;

/** The message in the store. @throws {InputProblem} if the server does not store it */
export async function findRecord(
	{ context, connection, instance }: Call,
	id: string,
): Promise<IDataObject> {
	const cancelled = context.getExecutionCancelSignal();
	for (let attempt = 1; ; attempt++) {
		const [found] = await readStore({ context, connection, instance }, { key: { id } });
		if (found !== undefined) return found;
		if (attempt === FIND_TRIES || cancelled?.aborted === true) break;
		await pause(FIND_PAUSE_MS, cancelled);
	}
	throw new InputProblem(
		['messageSource'],
		`the message store of the server does not have the message ${id}`,
		'The server must store messages: start it with DATABASE_SAVE_DATA_NEW_MESSAGE=true. Check the instance, too.',
	);
}

/** The records of the chat, in order, since our last answer before the message, but at most for `lookBackHours`. */
export async function readChat(
	{ context, connection, instance }: Call,
	{ key, messageTimestamp }: IDataObject,
	lookBackHours: number,
): Promise<IDataObject[]> {
	const { remoteJid, remoteJidAlt } = recordOf(key);
	const seconds = secondsOf(messageTimestamp);
	const range = timeRange(new Date((seconds - lookBackHours * 3600) * 1000));
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
