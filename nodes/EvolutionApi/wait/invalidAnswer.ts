import { z } from 'zod';
import { sleep } from 'n8n-workflow';

import { sendOwn } from '../server/ask/messages';
import { RequestFailure } from '../errors/failure';
import { choice, integer } from '../core/input/checks';
import type { Target } from '../server/adapter';
import type { Delivery } from '../server/delivery';
import { BoundedMap } from '../core/values/boundedMap';
import { joinParagraphs, numberLines } from '../core/values/text';
import { choiceField, entryInput, entryField, numberField, textField } from '../fields/fieldKinds';
import { text } from '../fields/inputs';
import { replyQueue } from '../hub/waits';
import type { Question } from './question';
import type { Reprompt, WaitState } from './state';

const ATTEMPTS = { min: 0, max: 20 };
const INVALID_DEFAULTS = {
	message: 'Please answer with one of the choices.',
	maxAttempts: 3,
	afterLast: 'keepWaiting',
} as const;

export const invalidAnswerOption = entryField('Invalid Answer', 'invalidAnswer', {
	displayOptions: {
		hide: { '/showChoicesAs': ['page'] },
		show: { '/responseType': ['approval', 'choice'] },
	},
	default: { values: INVALID_DEFAULTS },
	description:
		'Replies to an answer that is not one of the choices. Without this option, the question is sent again with its choices: three times, then once an hour at most.',
	values: [
		textField('Message', 'message', {
			typeOptions: { rows: 2 },
			default: INVALID_DEFAULTS.message,
			description:
				'Reply text, which quotes the invalid answer. In a group, only messages that quote the question get it.',
		}),
		numberField('Max Attempts', 'maxAttempts', {
			typeOptions: { minValue: ATTEMPTS.min, maxValue: ATTEMPTS.max },
			default: INVALID_DEFAULTS.maxAttempts,
			description: 'Maximum number of invalid answers that get an immediate reply, or 0 for none',
		}),
		choiceField('If Still Invalid', 'afterLast', {
			options: [
				{
					name: 'Continue',
					value: 'continue',
					description: 'The next invalid answer continues the workflow, with answered: false',
				},
				{
					name: 'Keep Waiting',
					value: 'keepWaiting',
					description: 'Invalid answers get the reply once an hour at most',
				},
			],
			default: INVALID_DEFAULTS.afterLast,
			description: 'What to do with invalid answers after Max Attempts replies',
		}),
	],
});

export const invalidAnswerInput = entryInput(
	z.object({
		message: text,
		maxAttempts: integer(ATTEMPTS.min, ATTEMPTS.max).default(INVALID_DEFAULTS.maxAttempts),
		afterLast: choice('continue', 'keepWaiting').default(INVALID_DEFAULTS.afterLast),
	}),
);

/** Without the option *Invalid Answer*, the reply repeats the question with its choices. */
export function chooseReprompt(
	input: z.output<typeof invalidAnswerInput>,
	{ labels, showsNumbers }: Pick<Question, 'labels' | 'showsNumbers'>,
	message: string,
): Reprompt | undefined {
	if (labels.length === 0) return undefined;
	const { maxAttempts } = input ?? INVALID_DEFAULTS;
	const lines = showsNumbers === true ? numberLines(labels) : labels.join('\n');
	if (input === undefined) return { message: joinParagraphs(message, lines), maxAttempts };
	const continues = input.afterLast === 'continue';
	return maxAttempts > 0 || continues
		? { message: input.message, maxAttempts, continues }
		: undefined;
}

// n8n can't change a waiting execution's stored data, so this process counts the replies to invalid answers.

class Prompts {
	readonly messages = new Set<string>();
	/** IDs of the "not understood" replies to invalid answers. */
	readonly replies = new Set<string>();
	/** When this process last replied to an invalid answer, Unix ms. */
	lastAt = 0;
	/** IDs of the newest messages after the question. An edit of one may still answer the question. */
	readonly later = new BoundedMap<true>(50);
	/** ID of the newest invalid answer: the only one that gets a reply. */
	newestId?: string;
}

/** Shortest time between two replies to invalid answers, once `maxAttempts` replies were sent. */
const REPEATED_AFTER_MS = 60 * 60_000;
/** Data about each question, keyed by its mark (an ID). The limit exceeds the number of questions open at the same time. */
const questions = new BoundedMap<Prompts>(5_000);

const promptsOf = (mark: string): Prompts => questions.getOr(mark, () => new Prompts());

export function noteHeard(mark: string, id: string | null = null): void {
	if (id !== null) promptsOf(mark).later.set(id, true);
}

export const wasHeard = (mark: string, id: string | null = null): boolean =>
	id !== null && questions.get(mark)?.later.has(id) === true;

export const wasPrompt = (mark: string, id: string | null): boolean =>
	id !== null && questions.get(mark)?.replies.has(id) === true;

/** Pause before a reply, so that only the newest of several quick messages gets one. */
const NEXT_MESSAGE_MS = 1_000;

export const ASK_WHICH: Reprompt = {
	message: 'Please answer again, and quote the question that you mean (swipe it, or Reply).',
	maxAttempts: 20,
};

/** Replies to an invalid answer, unless a newer one came. After `maxAttempts` replies, replies at most hourly. Never throws. */
export async function promptAgain(
	target: Target,
	{ question: { mark }, ...state }: WaitState,
	{ message, chat }: Delivery,
	reprompt: Reprompt | undefined,
): Promise<void> {
	const id = message?.id ?? null;
	if (reprompt === undefined || message === undefined || id === null) return;
	const recipient = state.recipient ?? state.chat;
	const prompts = promptsOf(mark);
	const { messages, replies } = prompts;
	prompts.newestId = id;
	await sleep(NEXT_MESSAGE_MS);
	if (replyQueue.isFinished(mark) || prompts.newestId !== id || messages.has(id)) return;
	const isOften = messages.size >= reprompt.maxAttempts;
	if (isOften && Date.now() - prompts.lastAt < REPEATED_AFTER_MS) return;
	messages.add(id);
	prompts.lastAt = Date.now();
	const answers = { message, chat: chat[0] ?? recipient };
	const once = `${mark} ${id}`;
	try {
		const text = reprompt.message;
		const { messageId } = await sendOwn(target, { kind: 'text', recipient, text, answers, once });
		// An ASK_WHICH reply isn't remembered: several questions are open, so a reaction to it can't answer any of them.
		if (messageId !== null && reprompt !== ASK_WHICH) replies.add(messageId);
	} catch (error) {
		const cause = error instanceof RequestFailure ? error.failure.message : '';
		target.context.logger?.warn('A person could not be told that the answer was not understood', {
			cause,
		});
	}
}

/** Tells whether an invalid answer resumes the execution, because we've already replied to `maxAttempts` invalid answers. */
export function isLastStraw({ question, reprompt }: WaitState, { message }: Delivery): boolean {
	if (reprompt?.continues !== true || message?.id == null) return false;
	const { messages } = promptsOf(question.mark);
	return messages.size >= reprompt.maxAttempts && !messages.has(message.id);
}
