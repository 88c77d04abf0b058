import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { makePersonId } from '../core/values/addresses';
import { firstText } from '../core/values/answer';
import { textBefore } from '../core/values/text';
import { onAnswered, type OwnAnswer } from '../n8n/stored';
import { replyQueue } from '../hub/waits';
import { ANSWERED_AT } from './form';
import { type Answer, EMPTY_ANSWER, type ResponseType } from './question';
import type { WaitState } from './state';

// An answer only counts once n8n has resumed the execution with it.

/** An accepted answer. n8n hasn't resumed the execution with it yet. */
export interface TakenAnswer {
	/** Output of the node when the execution resumes. */
	readonly item: IDataObject;
	/** ID of the event of the message. */
	readonly eventId: string;
}

/** A call to resume an execution, and the reactions to its outcome. */
interface Resuming {
	/** Mark of the question. */
	readonly mark: string;
	/** Output of the node when the execution resumes. */
	readonly item: IDataObject;
	/** Called when the execution resumes. */
	readonly done: () => void;
	/** Called if n8n refuses to resume the execution, and no other call is known to have resumed it. */
	readonly failed: () => void;
	/** Returns an answer to send instead of n8n's. @param isDone whether the execution resumes */
	readonly respond?: (isDone: boolean) => OwnAnswer;
}

/** Tells n8n to resume the execution, and watches whether it does. */
export function resumeWith(
	context: IWebhookFunctions,
	{ mark, item, done, failed, respond }: Resuming,
): IWebhookResponseData {
	onAnswered(context.getResponseObject(), (isStored) => {
		if (isStored) replyQueue.finish(mark);
		// If there are two calls at the same time, n8n resumes the execution with only one of them.
		const isDone = replyQueue.isFinished(mark);
		if (isStored) done();
		else if (!isDone) failed();
		return respond?.(isDone);
	});
	return { workflowData: [[{ json: item }]] };
}

// The node's output: this package's own keys, then the responder and the time of the answer, and then `data`, with the keys of
// n8n's Slack and Telegram nodes. With `data`, a workflow that was made for n8n's nodes also works after this node.

/** The person who answered, as far as the server identifies them. */
interface Responder {
	readonly name: string | null;
	/** Digits with country code. */
	readonly number: string | null;
	/** The complete LID, with `@lid`. */
	readonly lid: string | null;
}

/** Reads the responder. @param message in the trigger's simplified form */
const toResponder = (message: IDataObject): Responder => ({
	name: firstText(message.senderName),
	number: firstText(message.senderPhone),
	lid: firstText(message.senderLid),
});

/** A question, and its chat. */
type Asked = Pick<WaitState, 'chat' | 'message' | 'messageId'>;

/** Returns the question for the output, since a loop may ask several. */
const toQuestion = ({ message, messageId }: Asked) => ({ question: { text: message, messageId } });

/** Returns the item to output while there's no answer, or after a time-out. */
export function unanswered(type: ResponseType, timedOut: boolean, place: Asked): IDataObject {
	const nobody = {
		respondedAt: null,
		responder: null,
		personId: makePersonId(place.chat),
		...toQuestion(place),
	};
	return type === 'customForm'
		? { data: null, timedOut, ...nobody, message: null }
		: { ...EMPTY_ANSWER, timedOut, answered: false, message: null, ...nobody, data: null };
}

/** Returns the item for a submitted form, without responder: anyone may have the link. @param answers by label, with the time */
export const toFilledForm = (place: Asked, answers: IDataObject): IDataObject => ({
	data: answers,
	timedOut: false,
	respondedAt: answers[ANSWERED_AT],
	responder: null,
	personId: makePersonId(place.chat),
	...toQuestion(place),
	message: null,
});

/**
 * Returns the item for an answer.
 * @param message null if the answer came from the page, where anyone with the link can answer
 */
export function answered(
	place: Asked & Pick<WaitState, 'question'>,
	answer: Answer,
	message: IDataObject | null,
): IDataObject {
	const { question, messageId } = place;
	// A click on the page has no timestamp: it was made just now.
	const respondedAt = firstText(message?.timestamp) ?? new Date().toISOString();
	const responder = message === null ? null : toResponder(message);
	const chat = firstText(message?.chat);
	return {
		...answer,
		timedOut: false,
		answered: true,
		message,
		respondedAt,
		responder: responder === null ? null : { ...responder },
		personId: message === null ? makePersonId(place.chat) : message.personId,
		...toQuestion(place),
		data: {
			...toResponse(question.responseType, answer),
			respondedAt,
			responder: responder && asUser(responder),
			// The chat, under Slack's key and under Telegram's key.
			channel: chat,
			chatId: chat,
			messageId,
		},
	};
}

function toResponse(type: ResponseType, { approved, choice, text }: Answer): IDataObject {
	if (type === 'approval') return { approved };
	return type === 'choice' ? { choice, text } : { text };
}

/** Returns the responder with the keys of Slack's and Telegram's users. `username` contains the number. */
function asUser({ name, number, lid }: Responder): IDataObject {
	const id = number ?? (lid === null ? null : textBefore('@', lid));
	return { id, name, username: id, source: 'whatsapp', number, lid };
}
