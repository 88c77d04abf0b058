import type { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import type { MessageContent } from '../core/server/messageContent';
import type { Field } from '../core/values/field';
import { choice } from './inputs';
import { messageOptionsBody, type MessageOptions } from './messageOptions';
import { storedPoll } from './storedForms';

// Buttons and lists, which many phones do not show, in forms that every phone shows.

export const sendAs = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	options: [
		{
			name: 'Interactive Message',
			value: 'interactive',
			description: 'With real buttons or a real list. Many phones do not show them.',
		},
		{
			name: 'Numbered Text',
			value: 'numbers',
			description: 'A text with the choices in numbered lines. Every phone shows it.',
		},
		{ name: 'Poll', value: 'poll', description: 'A poll with 2 to 10 choices' },
	],
	default: 'interactive',
	description: 'How the choices are sent. A poll has no footer.',
} as const satisfies Field;

export const sendAsInput = choice('interactive', 'numbers', 'poll').default('interactive');

type SendAs = z.output<typeof sendAsInput>;

/** A message with choices, whatever its form. */
export interface PlainMessage {
	readonly title?: string;
	readonly description?: string;
	/** The choices as lines of a text. */
	readonly lines: string;
	readonly footer?: string;
	/** The choices as options of a poll. */
	readonly labels: readonly string[];
}

/** `1. Yes`, `2. No` */
export const numbered = (labels: readonly string[], first = 1) =>
	labels.map((label, index) => `${index + first}. ${label}`).join('\n');

/** The given parts, with an empty line between them. */
export const paragraphs = (...parts: ReadonlyArray<string | undefined>) =>
	parts.filter((part) => part !== undefined && part.trim() !== '').join('\n\n');

const questionOf = ({ title, description }: PlainMessage) => paragraphs(title, description);

const textOf = ({ title, description, lines, footer }: PlainMessage) =>
	paragraphs(title === undefined ? undefined : `*${title}*`, description, lines, footer);

/** The route and body for this form; undefined for the interactive one. @param options of the message */
export function plainRequest(
	form: SendAs,
	number: string,
	message: PlainMessage,
	{ mentionEveryone, mentions, ...options }: MessageOptions = {},
): { readonly path: string; readonly body: object } | undefined {
	if (form === 'interactive') return undefined;
	if (form === 'poll') {
		const body = { number, name: questionOf(message), values: message.labels, selectableCount: 1 };
		// The server ignores mentions in polls.
		return {
			path: '/message/sendPoll/{instance}',
			body: { ...body, ...messageOptionsBody(options) },
		};
	}
	const given = messageOptionsBody({ ...options, mentionEveryone, mentions });
	return {
		path: '/message/sendText/{instance}',
		body: { number, text: textOf(message), ...given },
	};
}

/** What the message says in this form; undefined for the interactive one. */
export function plainContent(form: SendAs, message: PlainMessage): MessageContent | undefined {
	if (form === 'interactive') return undefined;
	if (form === 'numbers') return { kind: 'text', typed: textOf(message) };
	const question = questionOf(message);
	return { kind: 'composed', typed: question, forms: storedPoll(question, message.labels) };
}

const POLL = { min: 2, max: 10 };

/** Reports what cannot be a poll. */
export function checkPoll(labels: readonly string[], context: z.RefinementCtx): void {
	const report = (problem: string) =>
		reportProblem(context, problem, 'Send it as numbered text instead.', ['sendAs']);
	if (labels.length < POLL.min || labels.length > POLL.max) {
		report(`a poll has ${POLL.min} to ${POLL.max} choices, not ${labels.length}`);
	} else if (new Set(labels).size < labels.length) {
		report('two choices of a poll cannot be the same');
	}
}
