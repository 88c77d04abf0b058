import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf, firstText, textsOf } from '../core/values/answer';
import { NOTHING_SAID } from '../events/kinds';
import type { Offer } from '../hub/waits';
import { choiceId, type Question } from './question';
import { chosenBy } from './words';

/** What the node outputs, besides the message; null is what was not asked or not answered. */
export interface Answer {
	readonly approved: boolean | null;
	/** The chosen label, for an approval as well. */
	readonly choice: string | null;
	/** What the person wrote. */
	readonly text: string | null;
}

/**
 * Reads the answer out of a message.
 * @param message as the trigger simplifies it
 * @param questionId ID of the message that asked; null if the server did not tell it
 * @param offer `replyOnly`: only a message that quotes the question counts
 * @returns undefined if it does not answer the question
 */
export function understand(
	question: Question,
	questionId: string | null,
	message: IDataObject,
	offer: Offer,
): Answer | undefined {
	if (!saysSomething(message)) return undefined;
	const isReply = isReplyTo(questionId, message);
	if (offer === 'replyOnly' && !isReply) return undefined;
	// What quotes something else is about that.
	if (!isReply && quotesOther(questionId, message) && !pressedHere(question, message))
		return undefined;
	// A button or a vote belongs to its own message and to no other.
	if (isPressed(message) && !isReply && !pressedHere(question, message)) return undefined;
	const text = firstText(message.text);
	if (question.responseType === 'freeText') return { ...NOTHING, text };
	const index = chosenIn(question, message);
	return index === undefined ? undefined : answerFor(question, index, text);
}

/**
 * Whether a message was meant as an answer, although it is none: it quotes the question, or it comes in the chat with the
 * person, where nothing else is asked.
 * @param prompt what is sent because an answer was not understood: quoting it is quoting the question
 */
export function isAttempt(
	questionId: string | null,
	message: IDataObject,
	offer: Offer,
	prompt: string | undefined,
): boolean {
	// A vote that is taken back asks for nothing.
	if (!saysSomething(message) || isPressed(message)) return false;
	const { quoted, isGroup } = message;
	const isToPrompt = prompt !== undefined && firstText(recordOf(quoted).text) === prompt;
	if (isReplyTo(questionId, message) || isToPrompt) return true;
	return offer === 'alone' && isGroup !== true && !isRecord(quoted);
}

const saysSomething = ({ fromMe, kind }: IDataObject) =>
	fromMe !== true && !NOTHING_SAID.some((nothing) => nothing === kind);

function isReplyTo(id: string | null, { quoted, targetMessageId }: IDataObject): boolean {
	const quotedId = firstText(recordOf(quoted).id, targetMessageId);
	return quotedId !== null && quotedId === id;
}

/** A server that did not tell the ID of the question leaves open what is quoted. */
const quotesOther = (id: string | null, { quoted }: IDataObject): boolean => {
	const quotedId = firstText(recordOf(quoted).id);
	return id !== null && quotedId !== null && quotedId !== id;
};

/** Whether the message itself says which question it answers: it quotes it, or is a button or a vote of it. */
export const namesQuestion = (
	question: Question,
	questionId: string | null,
	message: IDataObject,
): boolean => isReplyTo(questionId, message) || pressedHere(question, message);

const isPressed = ({ kind }: IDataObject) => /Answer$|^pollVote$/.test(String(kind));

/** The IDs of buttons and rows begin with the mark of the question. */
const pressedHere = (question: Question, { buttonId, rowId }: IDataObject) =>
	(firstText(buttonId, rowId) ?? '').startsWith(`${question.mark}-`);

function chosenIn(question: Question, message: IDataObject): number | undefined {
	const { labels, synonyms } = question;
	const pressed = firstText(message.buttonId, message.rowId);
	const byId = labels.findIndex((_label, index) => choiceId(question, index) === pressed);
	if (byId !== -1) return byId;
	if (message.kind !== 'pollVote') return chosenBy(firstText(message.text) ?? '', labels, synonyms);
	// Empty if the person has withdrawn the vote.
	const [voted] = textsOf(message.selectedOptions);
	const index = labels.findIndex((label) => label === voted);
	return index === -1 ? undefined : index;
}

/** The answer for a chosen label. @param text what the person wrote, if anything */
export const answerFor = (
	{ responseType, labels }: Question,
	index: number,
	text: string | null,
): Answer => ({
	approved: responseType === 'approval' ? index === 0 : null,
	choice: labels[index] ?? null,
	text,
});

export const NOTHING: Answer = { approved: null, choice: null, text: null };
