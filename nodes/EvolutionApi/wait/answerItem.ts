import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../core/values/answer';
import { upTo } from '../core/values/text';
import { ANSWERED_AT } from './form/formDefinition';
import type { ResponseType } from './question';
import type { WaitState } from './state';
import { NOTHING, type Answer } from './understand';

// What comes out of the node: our own keys first, as they always were; then who answered and when; and `data` in the shape of
// n8n's own nodes, so that a workflow made for Slack's or Telegram's goes on behind ours.

/** Who answered, as far as the server tells. */
interface Responder {
	readonly name: string | null;
	/** Digits with country code. */
	readonly number: string | null;
	/** The whole `…@lid`. */
	readonly lid: string | null;
}

/** @param message as the trigger simplifies it */
const responderOf = (message: IDataObject): Responder => ({
	name: firstText(message.senderName),
	number: firstText(message.senderPhone),
	lid: firstText(message.senderLid),
});

/** The item until there is an answer, and after a time-out. */
export function unanswered(type: ResponseType, timedOut: boolean): IDataObject {
	const nobody = { respondedAt: null, responder: null };
	return type === 'customForm'
		? { data: null, timedOut, ...nobody, message: null }
		: { ...NOTHING, timedOut, message: null, ...nobody, data: null };
}

/** The item for a form that was sent. Nobody knows who has the link. @param answers by label, and their time */
export const filledIn = (answers: IDataObject): IDataObject => ({
	data: answers,
	timedOut: false,
	respondedAt: answers[ANSWERED_AT],
	responder: null,
	message: null,
});

/**
 * The item for an answer.
 * @param message null if the answer came from the page: nobody knows who has the link
 */
export function answered(
	{ question, messageId }: Pick<WaitState, 'question' | 'messageId'>,
	answer: Answer,
	message: IDataObject | null,
): IDataObject {
	// A click has no time: it came just now.
	const respondedAt = firstText(message?.timestamp) ?? new Date().toISOString();
	const responder = message === null ? null : responderOf(message);
	const chat = firstText(message?.chat);
	return {
		...answer,
		timedOut: false,
		message,
		respondedAt,
		responder: responder === null ? null : { ...responder },
		data: {
			...saidIn(question.responseType, answer),
			respondedAt,
			responder: responder && asUser(responder),
			// Slack's name and Telegram's.
			channel: chat,
			chatId: chat,
			messageId,
		},
	};
}

function saidIn(type: ResponseType, { approved, choice, text }: Answer): IDataObject {
	if (type === 'approval') return { approved };
	return type === 'choice' ? { choice, text } : { text };
}

/** With the keys of Slack's and Telegram's users, whose name to address them is here the number. */
function asUser({ name, number, lid }: Responder): IDataObject {
	const id = number ?? (lid === null ? null : upTo('@', lid));
	return { id, name, username: id, source: 'whatsapp', number, lid };
}
