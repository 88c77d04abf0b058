import type { IDataObject } from 'n8n-workflow';

import { firstText, recordOf, textsOf } from '../events/values';
import type { Offer } from '../hub';
import { choiceId, type Question } from './question';
import { chosenBy } from './words';

/** What comes out of the node, apart from the message; null is what was not asked, or not said. */
export interface Answer {
	readonly approved: boolean | null;
	/** The label that was chosen; of an approval, too. */
	readonly choice: string | null;
	/** What the person wrote. */
	readonly text: string | null;
}

/** What is no answer, although it is an event in the chat. */
const NO_ANSWERS = ['deleted', 'edited', 'pin', 'reaction', 'system', 'unknown'];

/**
 * What a message says to the question.
 * @param message as the trigger simplifies it
 * @param questionId the message with the question; null where the server did not say
 * @param offer `replyOnly`: only what quotes the question counts
 * @returns undefined where it is no answer to it
 */
export function understand(
	question: Question,
	questionId: string | null,
	message: IDataObject,
	offer: Offer,
): Answer | undefined {
	const kind = String(message.kind);
	if (message.fromMe === true || NO_ANSWERS.includes(kind)) return undefined;
	const quotedId = firstText(recordOf(message.quoted).id, message.targetMessageId);
	const isReply = quotedId !== null && quotedId === questionId;
	if (offer === 'replyOnly' && !isReply) return undefined;
	// Who presses a button or votes means that message and no other.
	const isPressed = /Answer$|^pollVote$/.test(kind);
	if (isPressed && !isReply && !pressedHere(question, message)) return undefined;
	const text = firstText(message.text);
	if (question.responseType === 'freeText') return { ...NOTHING, text };
	const index = chosenIn(question, message);
	return index === undefined ? undefined : answerFor(question, index, text);
}

/** The IDs of buttons and rows hold the mark of the question. */
const pressedHere = (question: Question, { buttonId, rowId }: IDataObject) =>
	(firstText(buttonId, rowId) ?? '').startsWith(`${question.mark}-`);

function chosenIn(question: Question, message: IDataObject): number | undefined {
	const { labels } = question;
	const pressed = firstText(message.buttonId, message.rowId);
	const byId = labels.findIndex((_label, index) => choiceId(question, index) === pressed);
	if (byId !== -1) return byId;
	if (message.kind !== 'pollVote') return chosenBy(firstText(message.text) ?? '', labels);
	// None: the vote was taken back.
	const [voted] = textsOf(message.selectedOptions);
	const place = labels.findIndex((label) => label === voted);
	return place === -1 ? undefined : place;
}

/** The answer that one of the labels stands for. @param text what the person wrote, if anything */
export const answerFor = (
	{ responseType, labels }: Question,
	index: number,
	text: string | null,
): Answer => ({
	approved: responseType === 'approval' ? index === 0 : null,
	choice: labels[index] ?? null,
	text,
});

const NOTHING: Answer = { approved: null, choice: null, text: null };

/** The item while there is no answer, and when the time is over without one. */
export const unanswered = (timedOut: boolean): IDataObject => ({
	...NOTHING,
	timedOut,
	message: null,
});

/** The item for an answer; no message where it came from the page. */
export const answered = (answer: Answer, message: IDataObject | null): IDataObject => ({
	...answer,
	timedOut: false,
	message,
});
