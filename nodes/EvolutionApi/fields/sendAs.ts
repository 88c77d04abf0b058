import type { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import { tellsVotes } from '../core/server/serverVersion';
import type { MessageContent } from '../core/server/messageContent';
import type { Call } from '../core/table/operation';
import { paragraphs } from '../core/values/text';
import { choiceField } from './fieldKinds';
import { choice } from './inputs';
import { messageOptionsBody, type MessageOptions } from './messageOptions';
import { storedPoll, storedText } from './storedForms';

// Buttons and lists, which many phones do not show, in forms that every phone shows.

export const sendAs = choiceField('Send As', 'sendAs', {
	options: [
		{
			name: 'Interactive Message',
			value: 'interactive',
			description: 'With real buttons or a real list. Many phones do not show them.',
		},
		{
			name: 'Numbered List',
			value: 'numberedList',
			description: 'A text with the choices in numbered lines. Every phone shows it.',
		},
		{
			name: 'Poll',
			value: 'poll',
			description:
				'A poll with 2 to 10 choices. Evolution API 2.3.0 to 2.3.6 tells of no votes: there it is a numbered list.',
		},
	],
	default: 'interactive',
	description: 'How the choices are sent. A poll has no footer.',
});

export const sendAsInput = choice('interactive', 'numberedList', 'poll').default('interactive');

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

const writeQuestion = ({ title, description }: PlainMessage) => paragraphs(title, description);

const writeText = ({ title, description, lines, footer }: PlainMessage) =>
	paragraphs(title === undefined ? undefined : `*${title}*`, description, lines, footer);

interface Form {
	readonly form: SendAs;
	readonly number: string;
	readonly options?: MessageOptions;
}

/**
 * For `run`: sends the message in this form. Where nobody would hear of the votes, a poll is text, and so is what is sent in
 * the place of a refused message, with an ID of its own.
 */
export async function sendInForm(
	{ context, connection, asText, ask }: Call,
	message: PlainMessage,
	{ form, number, options = {} }: Form,
): Promise<unknown> {
	if (asText === true) {
		return await ask(textRequest(number, message, { ...options, messageId: undefined }));
	}
	if (form === 'interactive') return await ask();
	if (form === 'numberedList') return await ask(textRequest(number, message, options));
	// The server ignores mentions in polls.
	const others = { ...options, mentions: undefined };
	if (!tellsVotes(await connection.server.version?.(context, connection))) {
		return await ask(textRequest(number, message, others));
	}
	const name = writeQuestion(message);
	return await ask({
		path: '/message/sendPoll/{instance}',
		body: {
			number,
			name,
			values: message.labels,
			selectableCount: 1,
			...messageOptionsBody(others, name),
		},
	});
}

function textRequest(number: string, message: PlainMessage, options: MessageOptions) {
	const text = writeText(message);
	return {
		path: '/message/sendText/{instance}',
		body: { number, text, ...messageOptionsBody(options, text) },
	};
}

/** How the store keeps that text. */
export const storedInstead = (message: PlainMessage) => storedText(writeText(message));

/** What the message says in this form; undefined for the interactive one. */
export function plainContent(form: SendAs, message: PlainMessage): MessageContent | undefined {
	if (form === 'interactive') return undefined;
	const text = writeText(message);
	if (form === 'numberedList') return { kind: 'text', typed: text };
	const question = writeQuestion(message);
	// It may have been sent when the server was another.
	const forms = [...storedPoll(question, message.labels), ...storedText(text)];
	return { kind: 'composed', typed: question, forms };
}

const POLL = { min: 2, max: 10 };

/** Reports what cannot be a poll. */
export function checkPoll(labels: readonly string[], context: z.RefinementCtx): void {
	const report = (problem: string) =>
		reportProblem(context, problem, 'Send it as a numbered list instead.', ['sendAs']);
	if (labels.length < POLL.min || labels.length > POLL.max) {
		report(`cannot be Poll: a poll has ${POLL.min} to ${POLL.max} choices, not ${labels.length}`);
	} else if (new Set(labels).size < labels.length) {
		report('cannot be Poll: two choices are the same');
	}
}
