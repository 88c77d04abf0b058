import type { IDataObject } from 'n8n-workflow';

import type { OwnMessage } from '../server/ask/messages';
import { asRecord, firstText, asTexts } from '../core/values/answer';
import { joinParagraphs, numberLines } from '../core/values/text';
import { NOTHING_SAID } from '../events/messageKinds';
import { choiceId, markOfChoice, type Turn, replyQueue } from '../hub/waits';
import { findLabel, type Menu } from './findLabel';

export type Form = 'buttons' | 'list' | 'numberedList' | 'page' | 'poll';

export type ResponseType = 'approval' | 'choice' | 'customForm' | 'freeText';

/** Plain JSON. */
export interface Question extends Menu {
	readonly responseType: ResponseType;
	readonly form: Form;
	/** This package's own ID for the question, such as `1a2b3c4d`. */
	readonly mark: string;
}

export interface Wording {
	readonly message: string;
	readonly footer?: string;
	readonly listButtonText: string;
	readonly pageUrl: string;
}

/** @param recipient number or JID */
export function questionMessage(
	question: Question,
	wording: Wording,
	recipient: string,
): OwnMessage {
	const { form, labels } = question;
	const { message, pageUrl } = wording;
	switch (form) {
		case 'numberedList':
			return { kind: 'text', recipient, text: joinParagraphs(message, numberLines(labels)) };
		case 'page': {
			const text = joinParagraphs(message, pageUrl);
			// Without a link preview, because the server would fetch the page to make one.
			return { kind: 'text', recipient, text, showsPreview: false };
		}
		case 'poll':
			return { kind: 'poll', recipient, question: message, choices: labels };
		default:
			return { kind: form, recipient, ...pressable(question, wording) };
	}
}

/** The first line of the message becomes the title. */
function pressable({ labels, mark }: Question, { message, footer, listButtonText }: Wording) {
	const [title = '', ...lines] = message.trim().split('\n');
	const description = lines.join('\n').trim();
	return {
		title,
		description: description === '' ? undefined : description,
		footer,
		opener: listButtonText,
		choices: labels.map((label, index) => ({ id: choiceId(mark, index), label })),
	};
}

/** A person's answer, as in the node's output; null for missing parts. */
export interface Answer {
	readonly approved: boolean | null;
	/** The chosen label. Set for an approval, too, in addition to `approved`. */
	readonly choice: string | null;
	readonly text: string | null;
}

/**
 * @param message in the trigger's simplified form
 * @param questionId ID of the question; null if the server didn't return it
 * @returns undefined if the message doesn't answer the question
 */
export function understand(
	question: Question,
	questionId: string | null,
	message: IDataObject,
	turn: Turn,
): Answer | undefined {
	if (!saysSomething(message) && !isReactionTo(question, questionId, message)) return undefined;
	// A pressed button or a vote only answers the question that it belongs to.
	const isElsewhere = isPressed(message) || isAboutOther(questionId, message, turn);
	if (isElsewhere && !namesQuestion(question, questionId, message)) return undefined;
	const text = firstText(message.text);
	if (question.responseType === 'freeText') return { ...EMPTY_ANSWER, text };
	const index = findChosen(question, message);
	return index === undefined ? undefined : answerFor(question, index, text);
}

/** Tells whether an invalid answer may get a reply: the message has content, and isn't a pressed button or a vote. */
export const isInWords = (message: IDataObject): boolean =>
	saysSomething(message) && !isPressed(message);

const saysSomething = ({ fromMe, kind, text }: IDataObject) =>
	fromMe !== true &&
	(kind === 'edited' ? text !== null : !NOTHING_SAID.some((nothing) => nothing === kind));

const isReactionTo = (
	{ labels }: Question,
	id: string | null,
	{ kind, fromMe, targetMessageId }: IDataObject,
) =>
	kind === 'reaction' &&
	fromMe !== true &&
	labels.length > 0 &&
	id !== null &&
	targetMessageId === id;

/**
 * Tells whether the message quotes another message instead of this question. If no other question is open in a private chat,
 * the quoted message must be an earlier question. @param id this question's message ID; if it's null, the result is false
 */
export function isAboutOther(
	id: string | null,
	{ quoted, isGroup }: IDataObject,
	{ others }: Turn,
): boolean {
	const quotedId = firstText(asRecord(quoted).id);
	if (id === null || quotedId === null || quotedId === id) return false;
	return others > 0 || isGroup === true || replyQueue.markOfQuestion(quotedId) !== undefined;
}

export function namesQuestion(
	{ mark }: Question,
	questionId: string | null,
	message: IDataObject,
): boolean {
	const id = firstText(asRecord(message.quoted).id, message.targetMessageId);
	return (id !== null && id === questionId) || markOfPressed(message) === mark;
}

export function isOfOther({ mark }: Question, message: IDataObject): boolean {
	const { kind, targetMessageId } = message;
	if (kind === 'reaction') return true;
	const other =
		kind === 'pollVote'
			? replyQueue.markOfQuestion(String(targetMessageId))
			: markOfPressed(message);
	return other !== undefined && other !== mark;
}

const isPressed = ({ kind }: IDataObject) => /Answer$|^pollVote$/.test(String(kind));

const markOfPressed = ({ buttonId, rowId }: IDataObject) =>
	markOfChoice(firstText(buttonId, rowId) ?? '');

function findChosen(question: Question, message: IDataObject): number | undefined {
	const { labels } = question;
	const button = firstText(message.buttonId, message.rowId);
	const byId = labels.findIndex((_label, index) => choiceId(question.mark, index) === button);
	if (byId !== -1) return byId;
	if (message.kind !== 'pollVote') return findLabel(firstText(message.text) ?? '', question);
	// Empty if the person has withdrawn the vote.
	const [choice = ''] = asTexts(message.selectedOptions);
	const index = labels.indexOf(choice);
	return index === -1 ? undefined : index;
}

export const answerFor = (
	{ responseType, labels }: Question,
	index: number,
	text: string | null,
): Answer => ({
	approved: responseType === 'approval' ? index === 0 : null,
	choice: labels[index] ?? null,
	text,
});

export const EMPTY_ANSWER: Answer = { approved: null, choice: null, text: null };
