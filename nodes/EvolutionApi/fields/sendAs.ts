import type { z } from 'zod';

import { POLL_ROUTE, TEXT_ROUTE } from '../server/ask/messages';
import { choice } from '../core/input/checks';
import { reportProblem } from '../core/input/inputProblem';
import type { MessageContent } from '../server/messageContent';
import { tellsVotes } from '../server/serverVersion';
import type { Call } from '../table/operation';
import type { Field } from '../core/values/field';
import { joinParagraphs } from '../core/values/text';
import { choiceField } from './fieldKinds';
import { messageOptionsBody, type MessageOptions } from './messageOptions';

// Sends buttons and lists, which many phones do not show, in forms that every phone shows.

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
				'A poll with 2 to 10 choices. Evolution API 2.3.0 to 2.3.6 does not report votes, so the node sends a numbered list there.',
		},
	],
	default: 'interactive',
	description: 'How the choices are sent. A poll has no footer.',
});

export const sendAsInput = choice('interactive', 'numberedList', 'poll').default(sendAs.default);

type SendAs = z.output<typeof sendAsInput>;

export interface PlainMessage {
	readonly title?: string;
	readonly description?: string;
	readonly lines: string;
	readonly footer?: string;
	readonly labels: readonly string[];
}

const writeQuestion = ({ title, description }: PlainMessage) => joinParagraphs(title, description);

const writeText = ({ title, description, lines, footer }: PlainMessage) =>
	joinParagraphs(title === undefined ? undefined : `*${title}*`, description, lines, footer);

interface SendForm {
	readonly form: SendAs;
	readonly number: string;
	readonly options?: MessageOptions;
}

/**
 * A poll is sent as text if the server wouldn't report its votes. With `asText`, a message that WhatsApp rejected is sent again
 * as a text, with a new ID.
 */
export async function sendInForm(
	{ context, connection, asText, ask }: Call,
	message: PlainMessage,
	{ form, number, options = {} }: SendForm,
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
		path: POLL_ROUTE,
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
		path: TEXT_ROUTE,
		body: { number, text, ...messageOptionsBody(options, text) },
	};
}

export const storedPlainForms = (message: PlainMessage) => storedText(writeText(message));

export function plainContent(form: SendAs, message: PlainMessage): MessageContent | undefined {
	if (form === 'interactive') return undefined;
	const text = writeText(message);
	if (form === 'numberedList') return { kind: 'text', typedText: text };
	const question = writeQuestion(message);
	// In the store, the message may be a poll or a text: an earlier version of the server may have sent a text instead.
	const forms = [...storedPoll(question, message.labels), ...storedText(text)];
	return { kind: 'composed', typedText: question, forms };
}

const POLL = { min: 2, max: 10 };

const POLL_LENGTHS = { question: 255, option: 100 };

export function checkPollLengths(
	question: string,
	labels: readonly string[],
	context: z.RefinementCtx,
	[ofQuestion, ofOptions]: readonly [question: string, options: string],
): void {
	const long = labels.find((label) => label.length > POLL_LENGTHS.option);
	if (question.length > POLL_LENGTHS.question) {
		const problem = `has ${question.length} characters, but the question of a poll has ${POLL_LENGTHS.question} at most`;
		reportProblem(context, problem, 'Shorten it, or send a numbered list instead.', [ofQuestion]);
	} else if (long !== undefined) {
		const problem = `has "${long.slice(0, 40)}…" of ${long.length} characters, but an option of a poll has ${POLL_LENGTHS.option} at most`;
		reportProblem(context, problem, 'Shorten it, or send a numbered list instead.', [ofOptions]);
	}
}

export function checkPoll(message: PlainMessage, context: z.RefinementCtx): void {
	const { labels } = message;
	const report = (problem: string) =>
		reportProblem(context, problem, 'Send it as a numbered list instead.', ['sendAs']);
	if (labels.length < POLL.min || labels.length > POLL.max) {
		report(`cannot be Poll: a poll has ${POLL.min} to ${POLL.max} choices, not ${labels.length}`);
	} else if (new Set(labels).size < labels.length) {
		report('cannot be Poll: two choices are the same');
	} else {
		checkPollLengths(writeQuestion(message), labels, context, ['sendAs', 'sendAs']);
	}
}

// The forms in which the server stores buttons, cards, polls and texts. The node uses them to recognize a sent message.

export interface FilledButton {
	readonly type: 'call' | 'copy' | 'pix' | 'reply' | 'url';
	readonly displayText?: string;
	readonly id?: string;
	readonly copyCode?: string;
	readonly url?: string;
	readonly phoneNumber?: string;
	/** Payee and key of a PIX button. */
	readonly name?: string;
	readonly key?: string;
}

/** Uses only the fields of the button's type. Another field may still contain a value from before the type was changed. */
export function storedButton(button: FilledButton): object {
	const { displayText: display_text, name: merchant_name, key } = button;
	const parameters = {
		call: { display_text, phone_number: button.phoneNumber },
		copy: { display_text, copy_code: button.copyCode },
		pix: { payment_settings: [{ pix_static_code: { merchant_name, key } }] },
		reply: { display_text, id: button.id },
		url: { display_text, url: button.url },
	};
	return { buttonParamsJson: parameters[button.type] };
}

interface Card {
	readonly body: string;
	readonly footer?: string;
	readonly buttons: readonly FilledButton[];
}

export const storedCard = ({ body, footer, buttons }: Card): object => ({
	body: { text: body },
	footer: { text: footer },
	nativeFlowMessage: { buttons: buttons.map(storedButton) },
});

/** Keys of a stored poll. WhatsApp chooses the key by the poll's destination, and by whether it allows several answers. */
const POLL_KEYS = ['pollCreationMessage', 'pollCreationMessageV2', 'pollCreationMessageV3'];

export function storedPoll(question: string, labels: readonly string[]): object[] {
	const poll = { name: question, options: labels.map((optionName) => ({ optionName })) };
	return POLL_KEYS.map((key) => ({ [key]: poll }));
}

/** A text with a link preview or a quote is stored as `extendedTextMessage`. */
const storedText = (text: string): object[] => [
	{ conversation: text },
	{ extendedTextMessage: { text } },
];

export const interactiveNotice = {
	displayName:
		'WhatsApp shows buttons, lists and carousels only on some phones, although the server always answers "sent". Test with your recipients, or send a poll or a numbered list instead.',
	name: 'interactiveNotice',
	type: 'notice',
	displayOptions: { hide: { sendAs: ['numberedList', 'poll'] } },
	default: '',
} as const satisfies Field;
