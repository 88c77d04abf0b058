import type { IDataObject } from 'n8n-workflow';

import type { PollVote, Server, Target } from '../core/server/server';
import { serverOf } from '../core/server/serverOf';
import { senderKeys } from '../core/values/addresses';
import { recordOf } from '../core/values/answer';
import { firstText } from '../core/values/loose';
import { Remembered } from '../core/values/remembered';
import { eventIdOf, eventToItems, type Delivery } from '../events';
import { replyQueue } from '../hub';
import type { Agreement } from './agreement';
import { answerTimeOf } from './answerItem';
import { answererOf } from './answerers';
import { withQuestionQuoted } from './remind/quotesReminder';
import type { WaitState } from './state';
import { answerFor, NOTHING, understand, type Answer } from './understand';

// *How Many Must Agree*. n8n cannot change what an execution has stored while it waits, so no count is kept: with each answer
// it is made anew from what the server has of the group since the question, and from what has come to this process.

/** What a person has said last. */
interface Ballot {
	/** As the trigger simplifies it. */
	readonly message: IDataObject;
	/** Addresses of the person, in the `comparable` spelling. */
	readonly by: readonly string[];
	/** Undefined: a vote was taken back. */
	readonly answer: Answer | undefined;
}

/** One that says something. */
export type GivenBallot = Ballot & { readonly answer: Answer };

/** More than wait at a time. */
const REMEMBERED = 1_000;
/** What came to this process, by mark of the question and ID of the message. */
const come = new Remembered<Map<string, Ballot>>(REMEMBERED);

/** What all have said, once that is certain. */
export interface Decision {
	readonly answer: Answer;
	readonly votes: IDataObject[];
}

/**
 * Whether a message may be counted, where several have to agree: an answer to something else in the group is not one to the question, and where only the
 * votes of a poll can be counted later, words cannot.
 */
export function isCountable(
	{ connection }: Pick<Target, 'connection'>,
	state: WaitState,
	message: IDataObject,
): boolean {
	const { messageId, reprompt, answerers, agreement } = state;
	if (agreement === undefined || agreement.needed === 1) return true;
	if (serverOf(connection).votes.results !== undefined) return message.kind === 'pollVote';
	const { id, text } = recordOf(withQuestionQuoted(state, message).quoted);
	const prompts = [reprompt?.text, answerers?.textForOthers];
	return firstText(id) === null || id === messageId || prompts.includes(firstText(text) ?? '');
}

/**
 * Counts all votes, with the one that has just come.
 * @returns undefined while the outcome is open
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function countVotes(
	target: Target,
	state: WaitState,
	agreement: Agreement,
	last: GivenBallot,
): Promise<Decision | undefined> {
	if (agreement.isAlone === true) return { answer: last.answer, votes: [asVote(last)] };
	const votes = lastOfEach(await ballotsSince(target, state, last));
	const answer = outcomeOf(state, agreement, votes, last.answer);
	return answer && { answer, votes: votes.map(asVote) };
}

const idOf = ({ message }: Ballot) => firstText(message.messageId) ?? '';

/** All that can be known of, oldest first. */
async function ballotsSince(
	target: Target,
	state: WaitState,
	last: GivenBallot,
): Promise<Ballot[]> {
	const here = come.getOr(state.question.mark, () => new Map<string, Ballot>());
	here.set(idOf(last), last);
	if (state.agreement?.needed === 1) return [...here.values()];
	const { votes } = serverOf(target.connection);
	const told =
		votes.results === undefined
			? await storedBallots(target, state)
			: await countedBallots(target, state, votes.results);
	const ids = new Set(told.map(idOf));
	// What has come by itself says more: the server may keep a vote without what was voted for.
	const known = told.map((ballot) => here.get(idOf(ballot)) ?? ballot);
	// A server that counts by itself has only the last vote of each person, and its times have no zone.
	if (votes.results !== undefined) return ids.has(idOf(last)) ? known : [...known, last];
	const others = [...here.values()].filter((ballot) => !ids.has(idOf(ballot)));
	return [...known, ...others].sort((a, b) => timeOf(a) - timeOf(b));
}

const timeOf = ({ message }: Ballot) =>
	Date.parse(firstText(message.timestamp) ?? '') || Number.MAX_SAFE_INTEGER;

/** Without votes that were taken back. @param ballots oldest first */
function lastOfEach(ballots: readonly Ballot[]): GivenBallot[] {
	const hasLater = ({ by }: Ballot, index: number) =>
		ballots.slice(index + 1).some((later) => later.by.some((name) => by.includes(name)));
	return ballots
		.filter((ballot, index) => !hasLater(ballot, index))
		.flatMap(({ answer, ...ballot }) => (answer === undefined ? [] : [{ ...ballot, answer }]));
}

/** @param last the answer that has just come */
function outcomeOf(
	{ question }: WaitState,
	{ needed, of, noEnds }: Agreement,
	votes: ReadonlyArray<{ readonly answer: Answer }>,
	last: Answer,
): Answer | undefined {
	const count = (choice: string | null) =>
		votes.filter(({ answer }) => answer.choice === choice).length;
	const no = votes.find(({ answer }) => answer.approved === false);
	if (noEnds && no !== undefined) return no.answer;
	const agreed = question.labels.findIndex((label) => count(label) >= needed);
	if (agreed !== -1) return answerFor(question, agreed, last.text);
	const open = of - votes.length;
	const isApproval = question.responseType === 'approval';
	const wanted = isApproval ? question.labels.slice(0, 1) : question.labels;
	if (wanted.some((label) => count(label) + open >= needed)) return undefined;
	return isApproval ? answerFor(question, 1, last.text) : { ...NOTHING, text: last.text };
}

const asVote = ({ answer, message }: GivenBallot): IDataObject => {
	const { respondedAt, responder } = answerTimeOf(message);
	const messageId = firstText(message.messageId);
	return { ...answer, respondedAt, responder: { ...responder }, messageId };
};

/** By what the server keeps of the group since the question. */
async function storedBallots(target: Target, state: WaitState): Promise<Ballot[]> {
	const { store } = serverOf(target.connection);
	const { askedAt, recipient: group } = state;
	const since = askedAt - 1;
	const from = new Date(since * 1000);
	const stored = await store.between(target, { from, group }, () => false);
	const ballots: Ballot[] = [];
	for (const delivery of stored) {
		// A server may give others, too, and someone may have edited what is older.
		if (Number(delivery.message?.seconds) < since) continue;
		ballots.push(...(await ballotOfMessage(target, state, delivery)));
	}
	return ballots;
}

/** By what the server counts in a poll. */
async function countedBallots(
	target: Target,
	state: WaitState,
	results: NonNullable<Server['votes']['results']>,
): Promise<Ballot[]> {
	const { messageId, question } = state;
	const poll = { messageId: messageId ?? '', choices: question.labels };
	const ballots: Ballot[] = [];
	for (const vote of await results(target, poll))
		ballots.push(...(await ballotOfVote(target, state, vote)));
	return ballots;
}

async function ballotOfMessage(
	target: Target,
	state: WaitState,
	delivery: Delivery,
): Promise<Ballot[]> {
	const { question, messageId, startedBy, answerers } = state;
	const [message] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (message === undefined || message.fromMe === true) return [];
	if (startedBy?.includes(firstText(message.messageId) ?? '') === true) return [];
	if (replyQueue.hasAnsweredOther(eventIdOf(delivery), question.mark)) return [];
	const answer = understand(question, messageId, withQuestionQuoted(state, message), 'open');
	const isTakenBack = message.kind === 'pollVote' && message.targetMessageId === messageId;
	if (answer === undefined && !isTakenBack) return [];
	if (!isCountable(target, state, message)) return [];
	const by = await answererOf(target, answerers, authorOf(delivery));
	return by === null ? [] : [{ message, by, answer }];
}

const authorOf = ({ message }: Delivery) => message?.author ?? [];

async function ballotOfVote(
	target: Target,
	{ question, answerers }: WaitState,
	{ voter, name, time, chosen, messageId }: PollVote,
): Promise<Ballot[]> {
	const by = await answererOf(target, answerers, voter);
	if (by === null) return [];
	const index = question.labels.findIndex((label) => chosen.includes(label));
	const answer = index === -1 ? undefined : answerFor(question, index, null);
	const message = { senderName: name, ...senderKeys(...voter), timestamp: time, messageId };
	return [{ message, by, answer }];
}
