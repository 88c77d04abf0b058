import type { IDataObject } from 'n8n-workflow';

import { isBusinessAccount } from '../server/ask/numbers';
import { RequestFailure } from '../errors/failure';
import type { Target } from '../server/adapter';
import { CLOCK_TOLERANCE_MS } from '../server/clock';
import type { Delivery } from '../server/delivery';
import { getChatType } from '../core/values/addresses';
import { asRecord, firstText } from '../core/values/answer';
import {
	AUTOMATIC_WITHIN_S,
	readPossibleAutomatic,
	TELLING_LETTERS,
} from '../events/automaticReply';
import { chatNames, makeEventId, eventToItems } from '../events/eventItems';
import { mayAnswer } from '../events/ownMessage';
import type { Reply } from '../hub/reply';
import { type Turn, replyQueue } from '../hub/waits';
import { isAnswerer } from './acceptedAnswers';
import {
	type Answer,
	isAboutOther,
	isInWords,
	isOfOther,
	namesQuestion,
	EMPTY_ANSWER,
	understand,
} from './question';
import {
	ASK_WHICH,
	isLastStraw,
	noteHeard,
	promptAgain,
	wasHeard,
	wasPrompt,
} from './invalidAnswer';
import { answered, type TakenAnswer } from './resume';
import type { WaitState } from './state';

interface Offer {
	readonly delivery: Delivery;
	readonly turn: Turn;
	/** Time (Unix s, server's clock) at which the server delivered the event; undefined if the time isn't signed. */
	readonly deliveredAt?: number;
}

/**
 * In a private chat, the waiting execution also takes a message that isn't an answer, if all other executions have declined it.
 * Taken messages start no other workflow by default.
 * @returns the answer that resumes the execution; `taken` if the execution takes the message, but the question stays open
 */
export async function takeAnswer(
	target: Target,
	state: WaitState,
	offer: Offer,
): Promise<TakenAnswer | Reply> {
	const { question, answerers } = state;
	const reading = await hear(target, state, offer);
	if (typeof reading === 'string') return reading;
	const { delivery, message, match, isMeant, mustAskWhich } = reading;
	const otherwise = keepsOthers(state, offer.turn) ? 'taken' : 'declined';
	if (!isMeant && otherwise === 'declined') return otherwise;
	const isByApp = await isAutomatic(target, state, reading, offer.deliveredAt).catch(orLater);
	if (isByApp !== false) return isByApp === true ? 'declined' : isByApp;
	if (!isMeant) return otherwise;
	const author = delivery.message?.author ?? [];
	const mayDecide = await isAnswerer(target, answerers, author).catch(orLater);
	if (mayDecide !== true) return mayDecide === false ? otherwise : mayDecide;
	const eventId = makeEventId(offer.delivery);
	if (replyQueue.hasAnsweredOther(eventId, question.mark)) return 'taken';
	const isAnswer = match !== undefined && !mustAskWhich;
	if (!isAnswer && (mustAskWhich || !isLastStraw(state, delivery))) {
		// In the background, so that the next message is not delayed.
		void promptAgain(target, state, delivery, mustAskWhich ? ASK_WHICH : state.reprompt);
		return 'taken';
	}
	// There must be no `await` between the check above and this claim: another execution may get the message at the same time.
	if (!replyQueue.claim(eventId, question.mark)) return 'again';
	const answer = match ?? { ...EMPTY_ANSWER, text: firstText(message.text) };
	return { item: { ...answered(state, answer, message), answered: isAnswer }, eventId };
}

function orLater(error: unknown): 'again' {
	if (error instanceof RequestFailure) return 'again';
	throw error;
}

const keepsOthers = ({ chat, requiresQuote }: WaitState, { isLast }: Turn): boolean =>
	isLast && requiresQuote !== true && getChatType(chat) === 'private';

async function hear(
	target: Target,
	state: WaitState,
	{ delivery: original, turn, deliveredAt }: Offer,
): Promise<Reading | Reply> {
	const isInChat = mayAnswer(original) && chatNames(original).includes(state.chat);
	if (state.question.form === 'page' || !isInChat || !mayCorrect(state, original))
		return 'declined';
	// If n8n was killed, the message that started the execution comes again. It isn't an answer, however new it is.
	if (state.startedBy?.includes(original.message?.id ?? '') === true) return 'declined';
	const delivery = await withVote(target, state, original);
	if (typeof delivery === 'string') return delivery;
	const isNew = isNewer(state, delivery, deliveredAt);
	const reading = readAnswer(state, delivery, turn);
	// A message that quotes the question, or votes in it, was sent after it, even if the clocks show otherwise.
	if (reading === undefined || !(isNew || reading.namesIt)) return 'declined';
	if (isNew) noteHeard(state.question.mark, delivery.message?.id);
	return reading;
}

/**
 * Tells whether the WhatsApp app of a business wrote the message automatically, within seconds: faster than a person can write.
 * Returns false for a text that quotes the question or names a choice.
 */
async function isAutomatic(
	target: Target,
	{ askedAt, chat, question, startedBy = [] }: WaitState,
	{ delivery, match }: Reading,
	deliveredAt: number | undefined,
): Promise<boolean> {
	const text = readPossibleAutomatic(delivery, false);
	if (text === undefined || text.length < TELLING_LETTERS || startedBy.length > 0) return false;
	if (match !== undefined && question.responseType !== 'freeText') return false;
	const { seconds = NaN } = delivery.message ?? {};
	const isSoon = (deliveredAt ?? seconds) - askedAt <= AUTOMATIC_WITHIN_S;
	return isSoon && seconds >= askedAt - ROUNDING_S && (await isBusinessAccount(target, chat));
}

/** An answer may seem this much older than its question, because times are rounded to whole seconds. */
const ROUNDING_S = 1;

/**
 * Whether the delivery isn't an edit, or is an edit that may count as an answer. A delivery doesn't prove who edited a message:
 * an edit only counts if this execution has already heard the message, if anyone may answer, and if nothing is approved.
 */
const mayCorrect = (
	{ chat, question, answerers, requiresQuote }: WaitState,
	{ event, message }: Delivery,
): boolean =>
	event !== 'messages.edited' ||
	(getChatType(chat) === 'private' &&
		answerers === undefined &&
		question.responseType !== 'approval' &&
		requiresQuote !== true &&
		wasHeard(question.mark, message?.id));

function isNewer(
	{ askedAt, askedAtHere }: WaitState,
	{ event, message }: Delivery,
	deliveredAt: number | undefined,
): boolean {
	if (event === 'messages.edited') return true;
	const { storedAt = NaN, seconds = NaN } = message ?? {};
	const earliestDelivery = askedAt - ROUNDING_S;
	// `deliveredAt`, `storedAt` and `askedAt` are by the server's clock.
	if ((deliveredAt ?? storedAt) < earliestDelivery) return false;
	// WhatsApp may deliver an old message late. `seconds` is by WhatsApp's clock, which may differ from the server's and n8n's.
	const earliest = Math.min(askedAt, askedAtHere) - CLOCK_TOLERANCE_MS / 1000;
	return !(seconds < earliest);
}

interface Reading {
	readonly delivery: Delivery;
	readonly message: IDataObject;
	/** Undefined if the message wasn't understood. */
	readonly match: Answer | undefined;
	/** The message quotes the question, presses one of its buttons, votes in it, or reacts to it. */
	readonly namesIt: boolean;
	/** The message was meant as an answer, whether or not it was understood. */
	readonly isMeant: boolean;
	readonly mustAskWhich: boolean;
}

/** Reads the answer in a message; undefined if the message is about something else. */
function readAnswer(state: WaitState, delivery: Delivery, turn: Turn): Reading | undefined {
	const { question, messageId } = state;
	const [message] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (message === undefined) return undefined;
	// Quoting our "not understood" message, or reacting to it, counts as quoting the question, or reacting to the question.
	const isByPrompt = quotesPrompt(state, message);
	const subject = { ...message };
	if (isByPrompt) subject.quoted = { ...asRecord(message.quoted), id: messageId };
	if (wasPrompt(question.mark, firstText(message.targetMessageId)))
		subject.targetMessageId = messageId;
	const match = understand(question, messageId, subject, turn);
	if (match === undefined && isOfOther(question, message)) return undefined;
	const namesIt = namesQuestion(question, messageId, subject);
	const isAlone = turn.others === 0;
	const quotesOther = isAboutOther(messageId, subject, turn);
	const isVague = !isAlone && quotesOther && keepsOthers(state, turn);
	const isOnlyAsked = isAlone && !quotesOther && message.isGroup !== true;
	const isAttempt = isInWords(message) && (namesIt || isVague || isOnlyAsked);
	const isMeant = match !== undefined || isAttempt;
	// With two questions in the chat, "ok, thanks" may be about either, even after one of them has ended.
	const mustName = state.requiresQuote === true || !isAlone || turn.hadNeighbor === true;
	const mustAskWhich = match === undefined ? isVague : mustName && (isByPrompt || !namesIt);
	return { delivery, message, match, namesIt, isMeant, mustAskWhich };
}

/** Recognizes our "not understood" message by its text. Several open questions may use the same text. */
function quotesPrompt({ messageId, reprompt }: WaitState, { quoted }: IDataObject): boolean {
	const { id, text } = asRecord(quoted);
	const isPrompt = reprompt !== undefined && text === reprompt.message;
	if (!isPrompt || messageId === null || id === messageId) return false;
	return replyQueue.markOfQuestion(String(id)) === undefined;
}

/** How long to let the server redeliver an unreadable vote: some servers only know the chosen options after a while. */
const VOTE_STORED_MS = 60_000;

async function withVote(
	target: Target,
	{ messageId, question, pollSecret }: WaitState,
	delivery: Delivery,
): Promise<Delivery | 'taken' | 'again'> {
	const { server } = target.connection;
	if (server.readVote === undefined) return delivery;
	const [item] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (item?.kind !== 'pollVote' || item.targetMessageId !== messageId) return delivery;
	const poll = { choices: question.labels, secret: pollSecret };
	const fullDelivery = await server.readVote(target, delivery, poll);
	if (fullDelivery !== undefined) return fullDelivery;
	const age = Date.now() - (delivery.message?.seconds ?? 0) * 1000;
	return age < VOTE_STORED_MS ? 'again' : 'taken';
}
