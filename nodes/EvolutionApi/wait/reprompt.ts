import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import type { Connection } from '../core/http/connection';
import { fillRoute } from '../core/http/route';
import { inChat, readStore, secondsOf, timeRange } from '../core/server/evolutionApi/messageStore';
import { saysTheSame } from '../core/server/messageContent';
import { send } from '../core/server/request';
import { isRecord, recordOf } from '../core/values/answer';
import { firstText } from '../core/values/loose';
import { chatAddresses } from '../events';
import type { Reprompt, WaitState } from './state';

// *When Not Understood*: a text to who gave an answer that is none of the choices. n8n cannot change what an execution
// has stored while it waits, so how often that was said is counted in the server's message store, and in this process for
// what the store does not have yet, or never has.

/** What this process knows of a question. */
interface Prompted {
	/** IDs of the messages that were answered so. */
	readonly messages: Set<string>;
	/** ID of the newest message that was not understood: the only one that is answered. */
	newest?: string;
	isUnderstood: boolean;
	/** Ends with the message before. */
	turn: Promise<void>;
}

/** More than wait at a time. */
const REMEMBERED = 5_000;
/** By mark of the question. */
const questions = new Map<string, Prompted>();

function knownOf(mark: string): Prompted {
	const known = questions.get(mark);
	if (known !== undefined) return known;
	const fresh = { messages: new Set<string>(), isUnderstood: false, turn: Promise.resolve() };
	questions.set(mark, fresh);
	for (const oldest of questions.keys()) {
		if (questions.size <= REMEMBERED) break;
		questions.delete(oldest);
	}
	return fresh;
}

/** The question has its answer: whoever wrote something else before is not told any more. */
export function noteUnderstood(mark: string): void {
	const known = questions.get(mark);
	if (known !== undefined) known.isUnderstood = true;
}

/**
 * Sends the text as an answer to a message, once, unless it was sent often enough. Never throws.
 * @param data of the delivery of that message
 */
export async function promptAgain(
	context: IWebhookFunctions,
	connection: Connection,
	state: WaitState,
	reprompt: Reprompt,
	data: IDataObject,
): Promise<void> {
	const id = firstText(recordOf(data.key).id);
	if (id === null) return;
	const known = knownOf(state.question.mark);
	known.newest = id;
	const turn = async () => {
		try {
			await sendIfDue({ context, connection, state, reprompt, data, id }, known);
		} catch (error) {
			const cause = error instanceof RequestFailure ? error.failure.message : '';
			context.logger.warn('A person could not be told that the answer was not understood', {
				cause,
			});
		}
	};
	await (known.turn = known.turn.then(turn));
}

interface Due {
	readonly context: IWebhookFunctions;
	readonly connection: Connection;
	readonly state: WaitState;
	readonly reprompt: Reprompt;
	readonly data: IDataObject;
	readonly id: string;
}

/** @throws {RequestFailure} if the store cannot be read, or the server does not send it */
async function sendIfDue(due: Due, known: Prompted): Promise<void> {
	const { context, connection, state, reprompt, data, id } = due;
	const { messages } = known;
	const isOver = () =>
		known.isUnderstood ||
		known.newest !== id ||
		messages.has(id) ||
		messages.size >= reprompt.maxTimes;
	if (isOver()) return;
	const sent = await promptsSince(due);
	for (const record of sent) {
		const quoted = firstText(recordOf(record.contextInfo).stanzaId);
		if (quoted !== null) messages.add(quoted);
	}
	// WHATSAPP-BUSINESS instances do not store what a message quotes.
	if (isOver() || sent.length >= reprompt.maxTimes) return;
	messages.add(id);
	const { instance } = state;
	await send(context, connection, {
		method: 'POST',
		path: fillRoute('/message/sendText/{instance}', { instance }),
		body: { number: reprompt.recipient, text: reprompt.text, quoted: quoteOf(data) },
		retry: 'neverAfterSent',
		instance,
	});
}

/** What was sent in the chat since the question, and says the same. */
async function promptsSince({ context, connection, state, reprompt, data }: Due) {
	const since = new Date(state.askedAt * 1000);
	const addresses = new Set(chatAddresses({ key: recordOf(data.key) }));
	const chats = await Promise.all(
		[...addresses].map(async (jid) => {
			const where = { key: { ...inChat(jid), fromMe: true }, messageTimestamp: timeRange(since) };
			return await readStore(context, connection, state.instance, where, (page) =>
				page.some(({ messageTimestamp }) => secondsOf(messageTimestamp) < state.askedAt),
			);
		}),
	);
	const prompts = new Map<string, IDataObject>();
	for (const record of chats.flat()) {
		const isSince = secondsOf(record.messageTimestamp) >= state.askedAt;
		const { fromMe, id } = recordOf(record.key);
		const content = { kind: 'text', typed: reprompt.text } as const;
		const isPrompt = fromMe === true && id !== state.messageId;
		if (isSince && isPrompt && (await saysTheSame(content, record.message)))
			prompts.set(String(id), record);
	}
	return [...prompts.values()];
}

/** The server need not look it up. Of files nothing goes along. */
function quoteOf({ key, message }: IDataObject): object {
	const { conversation, extendedTextMessage } = recordOf(message);
	const text = firstText(conversation, recordOf(extendedTextMessage).text);
	return { key: isRecord(key) ? key : {}, message: { conversation: text ?? '' } };
}
