import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isBusinessAccount } from '../server/ask/numbers';
import { RequestFailure } from '../errors/failure';
import type { Target } from '../server/adapter';
import { CLOCK_TOLERANCE_MS } from '../server/clock';
import type { Delivery } from '../server/delivery';
import { asRecord, firstText } from '../core/values/answer';
import {
	AUTOMATIC_WITHIN_S,
	readPossibleAutomatic,
	TELLING_LETTERS,
} from '../events/automaticReply';
import { chatNames, makeEventId, eventToItems } from '../events/eventItems';
import { type Offer, replyQueue } from '../hub/waits';
import { isAnswerer } from './acceptedAnswers';
import { isAttempt, namesQuestion, NOTHING, understand, type Answer } from './question';
import { isLastStraw, noteHeard, promptAgain, wasHeard, wasPrompt } from './invalidAnswer';
import { answered, type TakenAnswer } from './resume';
import type { WaitState } from './state';
import type { Authentic } from './verify';

// Whether a message is the answer to the question.

/** A delivery that is offered to an execution, and how. */
interface OfferedMessage {
	readonly delivery: Delivery;
	readonly offer: Offer;
}

/** Whether it is a message of the chat. */
function canAnswer({ chat, question }: WaitState, delivery: Delivery): boolean {
	if (question.form === 'page') return false;
	if (!['messages.upsert', 'messages.edited'].includes(delivery.event)) return false;
	return chatNames(delivery).includes(chat);
}

/** Why an execution goes on waiting. */
type NotTaken = 'declined' | 'older' | 'askedAgain' | 'askedWhich' | 'mayHeal';

/** @returns the answer, or why the execution goes on waiting */
export async function takeAnswer(
	context: IWebhookFunctions,
	state: WaitState,
	offered: OfferedMessage,
	authentic: Authentic,
): Promise<TakenAnswer | NotTaken> {
	const { question, answerers } = state;
	const { connection } = authentic;
	const heard = await hear(context, state, offered, authentic);
	if (typeof heard === 'string') return heard;
	const { delivery, message, said } = heard;
	const target = { context, connection, instance: state.instance };
	const author = delivery.message?.author ?? [];
	const mayDecide = await isAnswerer(target, answerers, author).catch(orLater);
	if (mayDecide === 'mayHeal') return mayDecide;
	if (!mayDecide) return 'declined';
	const isByApp = await isAutomatic(target, state, heard, authentic).catch(orLater);
	if (isByApp !== false) return isByApp === true ? 'older' : isByApp;
	const eventId = makeEventId(offered.delivery);
	if (replyQueue.hasAnsweredOther(eventId, question.mark)) return 'declined';
	const continues = said === undefined && isLastStraw(state, delivery);
	const unclear = continues ? undefined : askBack(target, state, heard);
	if (unclear !== undefined) return unclear;
	// Without an await since the check: the same message may be on offer to another wait at this moment.
	if (!replyQueue.claim(eventId, question.mark)) return 'mayHeal';
	const answer = said ?? { ...NOTHING, text: firstText(message.text) };
	return { item: { ...answered(state, answer, message), answered: !continues }, eventId };
}

/** Asks once more, in the background, because it must not hold up the next message. @returns undefined for a clear answer */
function askBack(
	target: Target,
	state: WaitState,
	{ delivery, said, isUnnamed }: Heard,
): NotTaken | undefined {
	if (said === undefined) {
		if (state.reprompt === undefined) return 'declined';
		void promptAgain(target, state, delivery);
		return 'askedAgain';
	}
	if (!isUnnamed) return undefined;
	void promptAgain(target, asksWhich(state), delivery);
	// No other question may have it either: whoever opens questions would choose which one is answered.
	return 'askedWhich';
}

/** What a message says to the question, or why it is not about it. */
async function hear(
	context: IWebhookFunctions,
	state: WaitState,
	{ delivery: given, offer }: OfferedMessage,
	authentic: Authentic,
): Promise<Heard | 'declined' | 'older' | 'mayHeal'> {
	if (!canAnswer(state, given)) return 'declined';
	// After a kill of n8n it is offered once more, and the clocks cannot tell: it may have come in the same second.
	if (state.startedBy?.includes(given.message?.id ?? '') === true) return 'older';
	const delivery = await withVote(context, state, given, authentic);
	if (typeof delivery === 'string') return delivery;
	if (delivery.event === 'messages.edited') {
		return isCorrection(state, delivery) ? readAnswer(state, delivery, offer) : 'older';
	}
	if (isOlder(state, delivery, authentic)) {
		// What quotes the question is not older than it, whatever the clocks say.
		const reply = readAnswer(state, delivery, 'replyOnly');
		return reply === 'declined' ? 'older' : reply;
	}
	noteHeard(state.question.mark, delivery.message?.id);
	return readAnswer(state, delivery, offer);
}

/**
 * Whether an edit is of a message that was written after the question was asked: one that this process has heard, or one that
 * the server has stored since. Of what was written before, a person corrects something else.
 */
function isCorrection(state: WaitState, delivery: Delivery): boolean {
	const { id, storedAt } = delivery.message ?? {};
	if (wasHeard(state.question.mark, id)) return true;
	return storedAt !== undefined && storedAt >= state.askedAt - ROUNDING_S;
}

/**
 * Whether the app of a business has answered by itself: it does so within seconds, faster than a person can write. A text that
 * quotes the question or names a choice is an answer all the same.
 */
async function isAutomatic(
	target: Target,
	{ askedAt, chat, question, startedBy = [] }: WaitState,
	{ delivery, said }: Heard,
	{ deliveredAt }: Authentic,
): Promise<boolean> {
	const text = readPossibleAutomatic(delivery, false);
	if (text === undefined || text.length < TELLING_LETTERS || startedBy.length > 0) return false;
	if (said !== undefined && question.responseType !== 'freeText') return false;
	const { seconds = NaN } = delivery.message ?? {};
	const isSoon = (deliveredAt ?? seconds) - askedAt <= AUTOMATIC_WITHIN_S;
	return isSoon && seconds >= askedAt - ROUNDING_S && (await isBusinessAccount(target, chat));
}

/** Whole seconds, and some channels round up. */
const ROUNDING_S = 1;

/** Whether the message was written before the question was asked. */
function isOlder(
	{ askedAt, askedAtHere }: WaitState,
	{ message }: Delivery,
	{ deliveredAt = message?.storedAt ?? NaN }: Authentic,
): boolean {
	// One clock, the server's, has dated both.
	if (deliveredAt < askedAt - ROUNDING_S) return true;
	// WhatsApp may have held it up, which has a clock of its own.
	const earliest = Math.min(askedAt, askedAtHere) - CLOCK_TOLERANCE_MS / 1000;
	return (message?.seconds ?? NaN) < earliest;
}

/** The server cannot be asked now: it delivers the message again. */
function orLater(error: unknown): 'mayHeal' {
	if (error instanceof RequestFailure) return 'mayHeal';
	throw error;
}

interface Heard {
	readonly delivery: Delivery;
	readonly message: IDataObject;
	/** Undefined: it was not understood. */
	readonly said: Answer | undefined;
	/** It is an answer, but does not say to which question, and has to. */
	readonly isUnnamed: boolean;
}

const QUOTE_IT = 'Please answer again, and quote the question that you mean (swipe it, or Reply).';

/** What is asked where an answer does not say which question it is for. */
const asksWhich = (state: WaitState): WaitState => ({
	...state,
	reprompt: { message: QUOTE_IT, maxAttempts: 20, recipient: state.recipient ?? state.chat },
});

function readAnswer(
	state: WaitState,
	delivery: Delivery,
	offer: Offer,
): Heard | 'declined' | 'older' {
	const { question, messageId, reprompt } = state;
	const [message] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (message === undefined) return 'declined';
	const named = withPromptMeant(state, message);
	const quoting = withPromptQuoted(state, named);
	const said = understand(question, messageId, quoting, offer);
	// A reaction to something else is for whoever has asked for reactions, as if there was no question.
	if (said === undefined && message.kind === 'reaction') return 'older';
	if (said === undefined && !isAttempt(messageId, quoting, offer, reprompt?.message))
		return 'declined';
	const isByText = quoting !== named;
	const mustName =
		state.requiresQuote === true ||
		(offer === 'open' && question.responseType === 'approval') ||
		(offer !== 'alone' && isByText);
	const isUnnamed = mustName && said !== undefined && !namesQuestion(question, messageId, named);
	return { delivery, message, said, isUnnamed };
}

/** A reaction to what was sent because an answer was not understood is one to the question. */
function withPromptMeant({ messageId, question }: WaitState, message: IDataObject): IDataObject {
	const isPrompt = wasPrompt(question.mark, firstText(message.targetMessageId));
	return isPrompt ? { ...message, targetMessageId: messageId } : message;
}

/**
 * Quoting what was sent because an answer was not understood is quoting the question. It is known by its text alone, which
 * other questions, and other people, may have sent as well: that names no question where several are open.
 */
function withPromptQuoted({ messageId, reprompt }: WaitState, message: IDataObject): IDataObject {
	const quoted = asRecord(message.quoted);
	const isPrompt =
		messageId !== null &&
		reprompt !== undefined &&
		firstText(quoted.text) === reprompt.message &&
		replyQueue.markOfQuestion(String(quoted.id)) === undefined;
	return isPrompt ? { ...message, quoted: { ...quoted, id: messageId } } : message;
}

/** A server may know a vote only a while after it has delivered it. For so long it is to deliver it again. */
const VOTE_STORED_MS = 60_000;

/** The delivery with what was voted for, which some servers have to be asked. */
async function withVote(
	context: IWebhookFunctions,
	{ instance, messageId, question, pollSecret }: WaitState,
	delivery: Delivery,
	{ connection }: Authentic,
): Promise<Delivery | 'declined' | 'mayHeal'> {
	const { server } = connection;
	if (server.readVote === undefined) return delivery;
	const [item] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (item?.kind !== 'pollVote' || item.targetMessageId !== messageId) return delivery;
	const poll = { choices: question.labels, secret: pollSecret };
	const read = await server.readVote({ context, connection, instance }, delivery, poll);
	if (read !== undefined) return read;
	const age = Date.now() - (delivery.message?.seconds ?? 0) * 1000;
	return age < VOTE_STORED_MS ? 'mayHeal' : 'declined';
}
