import { z } from 'zod';
import type { IWebhookFunctions } from 'n8n-workflow';

import { sendOwn } from '../server/ask/messages';
import { createKeyedMutex } from '../core/concurrency/limiter';
import { RequestFailure } from '../errors/failure';
import { choice, integer } from '../core/input/checks';
import type { Connection } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import type { DeliveredMessage, Delivery } from '../server/delivery';
import { saysTheSame } from '../server/messageContent';
import type { Field } from '../core/values/field';
import { BoundedMap } from '../core/values/boundedMap';
import { joinParagraphs, numberLines } from '../core/values/text';
import { choiceField, numberField, textField } from '../fields/fieldKinds';
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

export const invalidAnswerOption = {
	displayName: 'Invalid Answer',
	name: 'invalidAnswer',
	type: 'fixedCollection',
	displayOptions: {
		hide: { '/showChoicesAs': ['page'] },
		show: { '/responseType': ['approval', 'choice'] },
	},
	default: { values: INVALID_DEFAULTS },
	description:
		'Replies to an answer that is not one of the choices. Without this option, the question is sent again with its choices: three times, then once an hour at most.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				textField('Message', 'message', {
					typeOptions: { rows: 2 },
					default: INVALID_DEFAULTS.message,
					description:
						'Text of the reply, which quotes the answer. In a group, only replies to the question get one.',
				}),
				numberField('Max Attempts', 'maxAttempts', {
					typeOptions: { minValue: ATTEMPTS.min, maxValue: ATTEMPTS.max },
					default: INVALID_DEFAULTS.maxAttempts,
					description:
						'Maximum number of invalid answers to reply to at once, or 0 to reply to none',
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
		},
	],
} as const satisfies Field;

/** Input of {@link invalidAnswerOption}: undefined without it. */
export const invalidAnswerInput = z
	.object({
		values: z
			.object({
				message: text,
				maxAttempts: integer(ATTEMPTS.min, ATTEMPTS.max).default(INVALID_DEFAULTS.maxAttempts),
				afterLast: choice('continue', 'keepWaiting').default(INVALID_DEFAULTS.afterLast),
			})
			.optional(),
	})
	.optional()
	.transform((option) => option?.values);

/**
 * What an invalid answer gets: without the option the question and its choices, which need no language.
 * @param message of the question
 * @returns undefined if there is no reply
 */
export function chooseReprompt(
	given: z.output<typeof invalidAnswerInput>,
	{ labels, showsNumbers }: Pick<Question, 'labels' | 'showsNumbers'>,
	message: string,
): Omit<Reprompt, 'recipient'> | undefined {
	if (labels.length === 0) return undefined;
	const { maxAttempts } = given ?? INVALID_DEFAULTS;
	const lines = showsNumbers === true ? numberLines(labels) : labels.join('\n');
	if (given === undefined) return { message: joinParagraphs(message, lines), maxAttempts };
	const continues = given.afterLast === 'continue';
	return maxAttempts > 0 || continues
		? { message: given.message, maxAttempts, continues }
		: undefined;
}

// n8n cannot change what an execution has stored while it waits. The replies to invalid answers are counted in the server's
// message store, and in this process for messages that the store does not have yet, or never has.

/** What this process knows of a question. */
interface Prompted {
	/** IDs of the messages that were answered so. */
	readonly messages: Set<string>;
	/** IDs of what was sent so. */
	readonly prompts: Set<string>;
	/** Time of the last of them, Unix ms. */
	lastAt: number;
	/** IDs of the messages that came after the question, the newest last. */
	readonly heard: string[];
	/** ID of the newest message that was not understood: the only one that is answered. */
	newest?: string;
}

/** More than wait at a time. */
const REMEMBERED = 5_000;
/** How long after the last reply an invalid answer gets it again. */
const REPEATED_AFTER_MS = 60 * 60_000;
/** By mark of the question. */
const questions = new BoundedMap<Prompted>(REMEMBERED);

const findPrompted = (mark: string): Prompted =>
	questions.getOr(mark, () => ({
		messages: new Set<string>(),
		prompts: new Set<string>(),
		lastAt: 0,
		heard: [],
	}));

/** More than a person writes before the edit of one of them. */
const MOST_HEARD = 50;

/** A message has come after the question. @param id null if the server does not tell it */
export function noteHeard(mark: string, id: string | null = null): void {
	const { heard } = findPrompted(mark);
	if (id === null || heard.includes(id)) return;
	heard.push(id);
	if (heard.length > MOST_HEARD) heard.shift();
}

/** Whether this process knows that the message has come after the question. */
export const wasHeard = (mark: string, id: string | null = null): boolean =>
	id !== null && questions.get(mark)?.heard.includes(id) === true;

/** Whether this process knows that the message was sent because an answer was not understood. */
export const wasPrompt = (mark: string, id: string | null): boolean =>
	id !== null && questions.get(mark)?.prompts.has(id) === true;

/** By mark of the question: a text is counted before the next message is looked at. */
const mutex = createKeyedMutex();

/**
 * Sends the text as an answer to a message, once, unless it was sent often enough. Never throws.
 * @param delivery of that message
 */
export async function promptAgain(
	context: IWebhookFunctions,
	connection: Connection,
	state: WaitState,
	{ message, chat: chats }: Delivery,
): Promise<void> {
	const { reprompt } = state;
	const id = message?.id ?? null;
	if (reprompt === undefined || message === undefined || id === null) return;
	const known = findPrompted(state.question.mark);
	known.newest = id;
	const due = { context, connection, state, reprompt, id, chats, message };
	try {
		await mutex.run(state.question.mark, async () => await sendIfDue(due, known));
	} catch (error) {
		const cause = error instanceof RequestFailure ? error.failure.message : '';
		context.logger.warn('A person could not be told that the answer was not understood', {
			cause,
		});
	}
}

interface Due {
	readonly context: IWebhookFunctions;
	readonly connection: Connection;
	readonly state: WaitState;
	readonly reprompt: Reprompt;
	readonly id: string;
	/** All addresses of the chat. */
	readonly chats: readonly string[];
	readonly message: DeliveredMessage;
}

/** @throws {RequestFailure} if the store cannot be read, or the server does not send it */
async function sendIfDue(due: Due, known: Prompted): Promise<void> {
	const { context, connection, state, reprompt, id, message } = due;
	const { messages, prompts } = known;
	// WHATSAPP-BUSINESS instances do not store what a message quotes.
	const attempts = () => Math.max(messages.size, prompts.size);
	const isOver = () =>
		// A newer message, or the answer, has made the reply pointless.
		replyQueue.isFinished(state.question.mark) ||
		known.newest !== id ||
		messages.has(id) ||
		(attempts() >= reprompt.maxAttempts && Date.now() - known.lastAt < REPEATED_AFTER_MS);
	if (isOver()) return;
	await readPrompts(due, known);
	if (isOver()) return;
	messages.add(id);
	const { instance } = state;
	const { recipient, message: text } = reprompt;
	const once = `${state.question.mark} ${id}`;
	const answers = { message, chat: due.chats[0] ?? recipient };
	const prompt = { kind: 'text', recipient, text, answers, once } as const;
	const { messageId } = await sendOwn({ context, connection, instance }, prompt);
	if (messageId !== null) prompts.add(messageId);
	known.lastAt = Date.now();
}

/**
 * Whether the message is to continue the execution, although it's no answer: all replies are sent, and none of them to it.
 * @throws {RequestFailure} if the store cannot be read
 */
export async function isLastStraw(
	context: IWebhookFunctions,
	connection: Connection,
	state: WaitState,
	{ message, chat: chats }: Delivery,
): Promise<boolean> {
	const { reprompt } = state;
	const id = message?.id ?? null;
	if (reprompt?.continues !== true || message === undefined || id === null) return false;
	const known = findPrompted(state.question.mark);
	await readPrompts({ context, connection, state, reprompt, id, chats, message }, known);
	const attempts = Math.max(known.messages.size, known.prompts.size);
	return attempts >= reprompt.maxAttempts && !known.messages.has(id);
}

/** Adds what the store has of the replies. @throws {RequestFailure} if it cannot be read */
async function readPrompts(due: Due, known: Prompted): Promise<void> {
	for (const { messageId, answers, seconds } of await promptsSince(due)) {
		known.prompts.add(messageId);
		if (answers !== null) known.messages.add(answers);
		known.lastAt = Math.max(known.lastAt, seconds * 1000);
	}
}

/** What was sent in the chat since the question, and says the same. */
async function promptsSince({ context, connection, state, reprompt, chats }: Due) {
	const { instance, askedAt, messageId } = state;
	const { store } = connection.server;
	if (store === undefined) return [];
	const wanted = { own: true, since: new Date(askedAt * 1000) } as const;
	const prompts = new Map<string, StoredMessage>();
	for (const chat of new Set(chats)) {
		for await (const page of store.pages({ context, connection, instance }, { chat, ...wanted })) {
			for (const kept of page) {
				const content = { kind: 'text', typed: reprompt.message } as const;
				const isLater = kept.fromMe && kept.seconds >= askedAt && kept.messageId !== messageId;
				if (isLater && (await saysTheSame(content, kept.content)))
					prompts.set(kept.messageId, kept);
			}
			if (page.some(({ seconds }) => seconds < askedAt)) break;
		}
	}
	return [...prompts.values()];
}
