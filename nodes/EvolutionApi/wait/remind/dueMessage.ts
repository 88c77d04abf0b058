import type { IWebhookFunctions } from 'n8n-workflow';

import type { OwnMessage } from '../../core/server/server';
import { numbered, paragraphs } from '../../core/values/paragraphs';
import { pinOf, pinText } from '../pins';
import { resumeUrl, type WaitState } from '../state';
import type { DueStep } from './dueLater';

/** Characters of the question that a reminder repeats. */
const SHORT = 300;

/** The message of a step. @param at which of its times, Unix ms */
export function dueMessage(
	context: IWebhookFunctions,
	state: WaitState,
	step: DueStep,
	at: number,
): OwnMessage & { readonly kind: 'text' } {
	const { question, message, messageId, webhookBaseUrl } = state;
	const { recipient, chat, escalates } = step;
	const page = question.form === 'page' ? resumeUrl(context, webhookBaseUrl) : undefined;
	const isQuoting = messageId !== null && escalates !== true;
	return {
		kind: 'text',
		recipient,
		text: paragraphs(textOf(state, step), page, pinFor(context, state, step)),
		showsPreview: page === undefined ? undefined : false,
		quotes: isQuoting ? { messageId, chat, text: message } : undefined,
		once: `${question.mark} ${recipient} ${at}`,
	};
}

/** Whoever decides on the page instead needs one for it. */
function pinFor(context: IWebhookFunctions, state: WaitState, { escalates, recipient }: DueStep) {
	const pin = escalates === true ? pinOf(context, state, recipient) : undefined;
	return pin === undefined ? undefined : pinText(pin);
}

/** Without the address of a page. The question is not told in words, since nobody knows the language of the person. */
function textOf({ message, question }: WaitState, { text, escalates }: DueStep): string {
	const choices = question.form === 'page' ? undefined : numbered(question.labels);
	if (escalates === true) {
		// Whoever is asked now has read nothing of it.
		return text === undefined
			? paragraphs(`⏫ ${message}`, choices)
			: paragraphs(text, message, choices);
	}
	if (text !== undefined) return text;
	const short = message.length <= SHORT ? message : `${message.slice(0, SHORT).trimEnd()}…`;
	return paragraphs(`🔔 ${short}`, choices);
}

/** The text that a reminder in a chat has, where somebody quotes it, or the question to somebody else. */
export const isDueText = (state: WaitState, text: string): boolean =>
	state.dueLater?.steps.some((step) => textOf(state, step) === text) === true;
