import { sleep } from 'n8n-workflow';

import { createKeyedMutex, createLimiter } from '../core/concurrency/limiter';
import { BoundedMap } from '../core/values/boundedMap';
import type { Subscriber, WorkflowSubscriber } from './list';
import type { Reply } from './reply';
import type { IncomingDelivery } from './subscribers';

// Several executions may wait for a reply in one chat, and a reply answers the question of one of them.

/** Comes with an event that is offered to a wait: its mark and its turn, as in `1a2b3c4d 1/2`. */
export const WAIT_HEADER = 'x-evolution-hub-wait';

/** Where a wait stands among those that wait in the chat of a message. */
export interface Turn {
	/** How many others wait there. */
	readonly others: number;
	/** All others have declined the message. */
	readonly isLast: boolean;
}

/** No other execution waits in the chat. */
export const ALONE: Turn = { others: 0, isLast: true };

/**
 * The end of a wait's URL after `#`, which no request carries. It tells apart the waits of an execution at one
 * node, which all have the same address.
 */
export const markOfWait = (url: string) => url.split('#')[1] ?? '';

/** Returns the ID of a button or row of a question, which looks like no ID that a user chooses: `wait-1a2b3c4d-2`. */
export const choiceId = (mark: string, index: number): string => `wait-${mark}-${index + 1}`;

/** @returns undefined if it's the ID of another button */
export const markOfChoice = (id: string): string | undefined =>
	/^wait-([\da-f]{8})-[1-9]\d?$/.exec(id)?.[1];

/** Returns the value of {@link WAIT_HEADER}. */
export const waitHeaderFor = ({ url }: Subscriber, { others, isLast }: Turn): string =>
	`${markOfWait(url)} ${isLast ? others + 1 : 1}/${others + 1}`;

/** Reads {@link WAIT_HEADER}. @returns undefined if it's for another question: an earlier one may have had the same address */
export function readTurn(header: unknown, ofMark: string): Turn | undefined {
	const [mark, turn = '1/1'] = String(header).split(' ');
	const [index = 1, count = 1] = turn.split('/').map(Number);
	return mark === ofMark ? { others: count - 1, isLast: index === count } : undefined;
}

/** Entries in each map: more than come while the server may deliver one of them again. */
const REMEMBERED = 5_000;
/**
 * Requests to waits at a time. n8n reads the whole execution for each of them: fifty at once would all be too
 * slow, be given up and sent again, without end.
 */
const AT_ONCE = 4;
/** After this long, n8n has answered a call or never will. */
const CLAIM_MS = 60_000;
const ASKING_LOOK_MS = 100;
/** How soon n8n has stored an execution that waits. */
const STORED_MS = 500;
/** After this long, n8n has stored it even if its database was locked, or never will. */
const SHOULD_WAIT_MS = 60_000;

/** Result of offering a message to the executions that wait in its chat. */
export interface Offered {
	/** `taken` if one of them has it. */
	readonly reply: Exclude<Reply, 'gone'>;
	/** URLs to be taken off the list. */
	readonly gone: readonly string[];
}

/** Facts of this process about a question. */
interface QuestionState {
	/** When it was asked here, Unix ms. */
	askedAt?: number;
	/** The name of the workflow that asked. */
	workflow?: string;
	/** Its execution still runs. Another process gets an error from it, and tries again. */
	isBeingAsked?: boolean;
	messageId?: string;
	/** It has its answer. The list in a delivery may still name its wait. */
	isFinished?: boolean;
}

/** Facts of this process about a message that was offered. */
interface MessageState {
	/** Mark of the question that it answered; empty if it was for a question and answered none. */
	answered?: string;
	/** Question whose execution n8n is about to resume with it, and since when, Unix ms. */
	claim?: { readonly mark: string; readonly at: number };
	/** URLs of waits that didn't respond. One that is gone at the next try may have taken it. */
	unanswered: readonly string[];
}

type Message = Pick<IncomingDelivery, 'id' | 'chats'>;
type Ask = (wait: WorkflowSubscriber, turn: Turn) => Promise<Reply>;

/**
 * Offers messages to the executions that wait for a reply. A message answers one question only, however often it is
 * delivered, and whichever executions wait at that time.
 */
export class ReplyQueue {
	/** Locks of chats and of messages. */
	private readonly mutex = createKeyedMutex();
	/** Each has its mark as key. */
	private readonly questions = new BoundedMap<QuestionState>(REMEMBERED);
	/** Each has the ID of its event as key. */
	private readonly messages = new BoundedMap<MessageState>(REMEMBERED);
	/** Requests to waits. */
	readonly requests = createLimiter(AT_ONCE);

	/**
	 * Offers a message to one wait after the other until one takes it. A wait that cannot decide now holds it up, or two
	 * could take it.
	 * @param waits of one chat, in this order
	 */
	async offer(
		{ id, chats }: Message,
		waits: readonly WorkflowSubscriber[],
		ask: Ask,
	): Promise<Offered> {
		const names = id === undefined ? chats : [...chats, id];
		return await this.mutex.run(names, async () => await this.offerNow(id, waits, ask));
	}

	/** Tells whether this process knows that the question has its answer: its execution resumes, and takes no other message. */
	isFinished(mark: string): boolean {
		return this.questions.get(mark)?.isFinished === true;
	}

	noteQuestion(messageId: string | null, mark: string): void {
		if (messageId !== null) this.question(mark).messageId = messageId;
	}

	/** @returns undefined if this process doesn't know the message as a question, whether open or decided */
	markOfQuestion(messageId: string): string | undefined {
		return this.questions.names().find((mark) => this.questions.get(mark)?.messageId === messageId);
	}

	finish(mark: string): void {
		if (mark !== '') this.question(mark).isFinished = true;
	}

	/** Tells whether this process knows that the message was for a question: it starts no workflow, and is not offered again. */
	wasForQuestion(id: string): boolean {
		return this.messages.get(id)?.answered !== undefined;
	}

	/** The message is for a question. @param mark of the one that it answers, if it does */
	noteForQuestion(id: string, mark = ''): void {
		const message = this.message(id);
		message.claim = undefined;
		message.answered = mark || (message.answered ?? '');
	}

	/** Tells whether the message was for another question. */
	hasAnsweredOther(id: string, mark: string): boolean {
		return (this.messages.get(id)?.answered ?? mark) !== mark;
	}

	/**
	 * The message is the answer to the question with this mark, and no other may have it until n8n has surely resumed that
	 * execution, or not: while its database is slow, it refuses a second call although it resumes with the first.
	 * @returns false if another one is about to have it
	 */
	claim(id: string, mark: string): boolean {
		const now = Date.now();
		const message = this.message(id);
		const { claim } = message;
		if (claim !== undefined && claim.mark !== mark && now - claim.at < CLAIM_MS) return false;
		message.claim = { mark, at: now };
		return true;
	}

	/**
	 * Asks the question of a wait that is on the list already: until n8n has stored the execution as waiting, it answers
	 * with an error for it.
	 * @param workflow its name
	 */
	async whileAsking<Sent>(url: string, ask: () => Promise<Sent>, workflow?: string): Promise<Sent> {
		const question = this.question(markOfWait(url));
		question.isBeingAsked = true;
		try {
			return await ask();
		} finally {
			Object.assign(question, { askedAt: Date.now(), workflow });
			void sleep(STORED_MS).then(() => (question.isBeingAsked = false));
		}
	}

	/** Tells whether this process has asked the question, and n8n should have stored long ago that its execution waits. */
	shouldWait(url: string): boolean {
		return Date.now() - (this.findQuestion(url)?.askedAt ?? Infinity) > SHOULD_WAIT_MS;
	}

	/** @returns undefined if this process doesn't know the question */
	findQuestion(url: string): Readonly<QuestionState> | undefined {
		return this.questions.get(markOfWait(url));
	}

	/** @param deadline when to give up, Unix ms */
	async untilAsked(url: string, deadline: number): Promise<void> {
		while (this.isBeingAsked(url) && Date.now() < deadline) await sleep(ASKING_LOOK_MS);
	}

	isBeingAsked(url: string): boolean {
		return this.findQuestion(url)?.isBeingAsked === true;
	}

	/**
	 * Notes an outcome.
	 * @param id of the message
	 * @param isUnanswered nobody knows whether the request reached the wait
	 * @returns what it means after the tries before it
	 */
	noteOutcome(id: string, { url }: Subscriber, outcome: Reply, isUnanswered: boolean): Reply {
		const before = this.messages.get(id)?.unanswered ?? [];
		const others = before.filter((other) => other !== url);
		if (isUnanswered) this.message(id).unanswered = [...others, url];
		else if (outcome === 'declined' && before.length > 0) this.message(id).unanswered = others;
		// To answer two questions would be worse than to answer none: no other wait gets the message.
		return outcome === 'gone' && before.includes(url) ? 'taken' : outcome;
	}

	private question(mark: string): QuestionState {
		return this.questions.getOr(mark, () => ({}));
	}

	private message(id: string): MessageState {
		return this.messages.getOr(id, () => ({ unanswered: [] }));
	}

	/** It was taken, or a wait that may have taken it is not on the list any more. */
	private mayBeTaken(id: string, waits: readonly Subscriber[]): boolean {
		const isListed = (url: string) => waits.some((wait) => wait.url === url);
		return this.wasForQuestion(id) || this.messages.get(id)?.unanswered.every(isListed) === false;
	}

	private async offerNow(
		id: string | undefined,
		waits: readonly WorkflowSubscriber[],
		ask: Ask,
	): Promise<Offered> {
		if (id !== undefined && this.mayBeTaken(id, waits)) return { reply: 'taken', gone: [] };
		const open = waits.filter(({ url }) => !this.isFinished(markOfWait(url)));
		const declined: WorkflowSubscriber[] = [];
		const gone: string[] = [];
		let countedEnded = false;
		for (const [index, wait] of open.entries()) {
			const others = open.length - 1 - gone.length;
			const reply = await ask(wait, { others, isLast: index === open.length - 1 });
			// With a claim, n8n has yet to resume the execution: if that fails, the message is offered again.
			if (reply === 'taken' && id !== undefined && this.messages.get(id)?.claim === undefined)
				this.noteForQuestion(id, markOfWait(wait.url));
			if (reply === 'taken' || reply === 'again') return { reply, gone };
			countedEnded ||= reply === 'gone' && declined.length > 0;
			if (reply === 'gone') gone.push(wait.url);
			else declined.push(wait);
		}
		if (!countedEnded) return { reply: 'declined', gone };
		// One that had ended without leaving the list was counted: without it, there may be no doubt about which question is meant.
		const { reply, gone: more } = await this.offerNow(id, declined, ask);
		return { reply, gone: [...gone, ...more] };
	}
}

/** Shared by all in this process who offer messages and who wait for them. */
export const replyQueue = new ReplyQueue();
