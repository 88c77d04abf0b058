import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { makePersonId } from '../core/values/addresses';
import { firstText } from '../core/values/answer';
import { textBefore } from '../core/values/text';
import { onAnswered, type OwnAnswer } from '../n8n/stored';
import { replyQueue } from '../hub/waits';
import { ANSWERED_AT } from './form';
import { type Answer, EMPTY_ANSWER, type ResponseType } from './question';
import type { WaitState } from './state';

export interface TakenAnswer {
	readonly item: IDataObject;
	readonly eventId: string;
}

/** Outcome of a call: it resumed the execution, another call is known to have resumed it, or no call has resumed it. */
type ResumeOutcome = 'resumed' | 'late' | 'failed';

/**
 * @param mark the question's ID, such as `1a2b3c4d`
 * @param react called with the outcome; may return an HTTP answer to send instead of n8n's own
 */
export function resumeWith(
	context: IWebhookFunctions,
	mark: string,
	item: IDataObject,
	react: (outcome: ResumeOutcome) => OwnAnswer | undefined,
): IWebhookResponseData {
	onAnswered(context.getResponseObject(), (isStored) => {
		// n8n resumes the execution only once. If a call with another answer was faster, this call is late.
		if (!isStored) return react(replyQueue.isFinished(mark) ? 'late' : 'failed');
		replyQueue.finish(mark);
		return react('resumed');
	});
	return { workflowData: [[{ json: item }]] };
}

// The node's output: this package's own keys, then the responder and the time of the answer, and then `data`, with the keys of
// n8n's Slack and Telegram nodes. With `data`, a workflow that was made for n8n's nodes also works after this node.

/** @param message in the trigger's simplified form */
const toResponder = (message: IDataObject) => ({
	name: firstText(message.senderName),
	/** Digits with country code. */
	number: firstText(message.senderPhone),
	/** The complete LID, with `@lid`. */
	lid: firstText(message.senderLid),
});

const toQuestion = ({ message, messageId }: WaitState) => ({
	question: { text: message, messageId },
});

export function unanswered(state: WaitState, timedOut: boolean): IDataObject {
	if (state.question.responseType === 'customForm') return toForm(state, null, timedOut);
	return {
		...EMPTY_ANSWER,
		timedOut,
		answered: false,
		message: null,
		respondedAt: null,
		responder: null,
		personId: makePersonId(state.chat),
		...toQuestion(state),
		data: null,
	};
}

/**
 * `responder` is null, because anyone with the link may have answered.
 * @param answers the values by label, and the time of the answer; null while no one has answered
 */
export const toForm = (
	state: WaitState,
	answers: IDataObject | null,
	timedOut: boolean,
): IDataObject => ({
	data: answers,
	timedOut,
	respondedAt: answers === null ? null : answers[ANSWERED_AT],
	responder: null,
	personId: makePersonId(state.chat),
	...toQuestion(state),
	message: null,
});

/** @param message the WhatsApp message; null for an answer on the question's web page, where anyone with the link can answer */
export function answered(
	state: WaitState,
	answer: Answer,
	message: IDataObject | null,
): IDataObject {
	// A click on the question's web page sends no message, and so has no timestamp. The person clicked just now.
	const respondedAt = firstText(message?.timestamp) ?? new Date().toISOString();
	const responder = message === null ? null : toResponder(message);
	const chat = firstText(message?.chat);
	return {
		...answer,
		timedOut: false,
		answered: true,
		message,
		respondedAt,
		responder,
		personId: message === null ? makePersonId(state.chat) : message.personId,
		...toQuestion(state),
		data: {
			...toResponse(state.question.responseType, answer),
			respondedAt,
			responder: responder && asUser(responder),
			// The same value twice: n8n's Slack node calls it `channel`, and its Telegram node `chatId`.
			channel: chat,
			chatId: chat,
			messageId: state.messageId,
		},
	};
}

function toResponse(type: ResponseType, { approved, choice, text }: Answer): IDataObject {
	if (type === 'approval') return { approved };
	return type === 'choice' ? { choice, text } : { text };
}

function asUser({ name, number, lid }: ReturnType<typeof toResponder>): IDataObject {
	const id = number ?? (lid === null ? null : textBefore('@', lid));
	return { id, name, username: id, source: 'whatsapp', number, lid };
}
