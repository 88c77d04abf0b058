import { sleep } from 'n8n-workflow';

import { createKeyedMutex, createLimiter } from '../core/concurrency/limiter';
import { BoundedMap } from '../core/values/boundedMap';
import type { Acknowledgement, IncomingDelivery } from './subscribers';
import type { Subscriber, WorkflowSubscriber } from './list';

// Several executions may wait for a reply in one chat, and a reply answers the question of one of them.

/** Comes with what is offered to a wait: its mark, and how it is offered if not `open`. */
export const WAIT_HEADER = 'x-evolution-hub-wait';

/** `replyOnly`: only for a wait whose question the message quotes. `alone`: nobody else waits in the chat. */
export type Offer = 'replyOnly' | 'open' | 'alone';

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

export const waitHeaderFor = ({ url }: Subscriber, offer: Offer) =>
	offer === 'open' ? markOfWait(url) : `${markOfWait(url)} ${offer}`;

/** What {@link WAIT_HEADER} says. */
export function readOffer(header: unknown): { readonly mark: string; readonly offer: Offer } {
	const [mark = '', offer] = String(header ?? '').split(' ');
	return { mark, offer: offer === 'replyOnly' || offer === 'alone' ? offer : 'open' };
}

/** Entries in each map: more than come while the server may deliver one of them again. */
const REMEMBERED = 5_000;
/**
 * Requests to waits at a time. n8n reads the whole execution for each of them: fifty at once would all be too
 * slow, be given up and sent again, without end.
 */
const AT_ONCE = 4;
/** By then n8n has answered a call, or never will. */
const CLAIM_MS = 60_000;
const ASKING_LOOK_MS = 100;
/** So soon n8n has stored an execution that waits. */
const STORED_MS = 500;
/** By then it has stored that even if its database was locked, or it never will. */
const SHOULD_WAIT_MS = 60_000;

/** What became of a message that was offered. */
interface OfferResult {
	/** For each wait that was asked; none is asked if the message was a question's before. */
	readonly outcomes: ReadonlyMap<WorkflowSubscriber, Acknowledgement>;
	/** It has answered a question, now or before, or was meant to. */
	readonly isAnswer: boolean;
}

/** A question of this process. */
interface AskedQuestion {
	/** When it was asked, Unix ms. */
	readonly at: number;
	/** The name of the workflow that asked. */
	readonly workflow?: string;
}

type Offered = Pick<IncomingDelivery, 'id' | 'chats' | 'isReply'>;
type Ask = (wait: WorkflowSubscriber, offer: Offer) => Promise<Acknowledgement>;

/**
 * Offers messages to those who wait for a reply. A message answers one question only, however often it is
 * delivered, and whoever waits by then.
 */
export class ReplyQueue {
	/** By chat and by message. */
	private readonly mutex = createKeyedMutex();
	/** Marks of questions that have their answer. The list in a delivery may still name their waits. */
	private readonly finished = new BoundedMap<true>(REMEMBERED);
	/** By message that was a question's: the mark of the question that it answered; empty if it answered none. */
	private readonly answered = new BoundedMap<string>(REMEMBERED);
	/** By message: the question whose execution n8n is about to go on with, and since when, Unix ms. */
	private readonly claims = new BoundedMap<{ readonly mark: string; readonly at: number }>(
		REMEMBERED,
	);
	/** By URL. */
	private readonly asked = new BoundedMap<AskedQuestion>(REMEMBERED);
	/** By message: URLs of waits that did not respond. One that is gone at the next try may have taken it. */
	private readonly unanswered = new BoundedMap<readonly string[]>(REMEMBERED);
	/** URLs of waits whose execution still runs. Only this process knows: another one gets an error, and tries again. */
	private readonly beingAsked = new Set<string>();
	/** By ID of the message: the mark of its question. */
	private readonly questions = new BoundedMap<string>(REMEMBERED);
	/** Requests to waits. */
	readonly requests = createLimiter(AT_ONCE);

	/**
	 * Offers a message to one wait after the other until one takes it: first to the one whose question it
	 * quotes, else to the oldest. A wait that cannot decide now holds it up, or two could take it.
	 * @param waits of one chat, the oldest first
	 */
	async offer(
		message: Offered,
		waits: readonly WorkflowSubscriber[],
		ask: Ask,
	): Promise<OfferResult> {
		const { id, chats } = message;
		const names = id === undefined ? chats : [...chats, id];
		return await this.mutex.run(names, async () => await this.offerNow(message, waits, ask));
	}

	/** Whether the question has its answer, as far as this process knows: its execution goes on, and takes no other message. */
	isFinished(mark: string): boolean {
		return this.finished.has(mark);
	}

	noteQuestion(messageId: string | null, mark: string): void {
		if (messageId !== null) this.questions.set(messageId, mark);
	}

	/** @returns undefined if this process doesn't know the message as a question, whether open or decided */
	markOfQuestion(messageId: string): string | undefined {
		return this.questions.get(messageId);
	}

	finish(mark: string): void {
		if (mark !== '') this.finished.set(mark, true);
	}

	/** Whether the message was for a question, as far as this process knows: it starts no workflow, and is not offered again. */
	wasForQuestion(id: string): boolean {
		return this.answered.has(id);
	}

	/** The message is for a question. @param mark of the one that it answers, if it does */
	noteForQuestion(id: string, mark = ''): void {
		this.claims.delete(id);
		if (mark !== '' || !this.wasForQuestion(id)) this.answered.set(id, mark);
	}

	/** Whether the message was for another question. */
	hasAnsweredOther(id: string, mark: string): boolean {
		return (this.answered.get(id) ?? mark) !== mark;
	}

	/**
	 * The message is the answer to the question with this mark, and no other may have it until n8n has surely gone on with that
	 * execution, or not: while its database is slow, it refuses a second call although it goes on with the first.
	 * @returns false if another one is about to have it
	 */
	claim(id: string, mark: string): boolean {
		const now = Date.now();
		const claim = this.claims.get(id);
		if (claim !== undefined && claim.mark !== mark && now - claim.at < CLAIM_MS) return false;
		this.claims.set(id, { mark, at: now });
		return true;
	}

	/**
	 * Asks the question of a wait that is on the list already: until n8n has stored the execution as waiting, it answers
	 * with an error for it.
	 * @param workflow its name
	 */
	async whileAsking<Asked>(
		url: string,
		ask: () => Promise<Asked>,
		workflow?: string,
	): Promise<Asked> {
		this.beingAsked.add(url);
		try {
			return await ask();
		} finally {
			this.asked.set(url, { at: Date.now(), workflow });
			void sleep(STORED_MS).then(() => this.beingAsked.delete(url));
		}
	}

	/** Whether this process has asked the question, and n8n should have stored long ago that its execution waits. */
	shouldWait(url: string): boolean {
		return Date.now() - (this.asked.get(url)?.at ?? Infinity) > SHOULD_WAIT_MS;
	}

	/** @returns undefined if another process has asked it, or this one before a restart */
	findAsked(url: string): AskedQuestion | undefined {
		return this.asked.get(url);
	}

	isBeingAsked(url: string): boolean {
		return this.beingAsked.has(url);
	}

	/** @param deadline when to give up, Unix ms */
	async untilAsked(url: string, deadline: number): Promise<void> {
		while (this.isBeingAsked(url) && Date.now() < deadline) await sleep(ASKING_LOOK_MS);
	}

	/**
	 * Notes an outcome.
	 * @param id of the message
	 * @param isUnanswered nobody knows whether the request reached the wait
	 * @returns what it means after the tries before it
	 */
	noteOutcome(
		id: string,
		{ url }: Subscriber,
		outcome: Acknowledgement,
		isUnanswered: boolean,
	): Acknowledgement {
		const unanswered = this.unanswered.get(id) ?? [];
		const others = unanswered.filter((other) => other !== url);
		if (isUnanswered) this.unanswered.set(id, [...others, url]);
		else if (isDeclined(outcome)) this.unanswered.set(id, others);
		// To answer two questions would be worse than to answer none: nobody else gets the message.
		return outcome === 'gone' && unanswered.includes(url) ? 'taken' : outcome;
	}

	/** It was taken, or a wait that may have taken it is not on the list any more. */
	private mayBeTaken(id: string, waits: readonly Subscriber[]): boolean {
		const isListed = (url: string) => waits.some((wait) => wait.url === url);
		return this.wasForQuestion(id) || this.unanswered.get(id)?.every(isListed) === false;
	}

	/** A message that no other may have. */
	private noteHad(id: string | undefined, { url }: Subscriber, outcome: Acknowledgement): void {
		const mark = markOfWait(url);
		if (outcome === 'taken') this.finish(mark);
		if (id !== undefined) this.noteForQuestion(id, mark);
	}

	private async offerNow(
		{ id, isReply = () => false }: Offered,
		waits: readonly WorkflowSubscriber[],
		ask: Ask,
	): Promise<OfferResult> {
		const outcomes = new Map<WorkflowSubscriber, Acknowledgement>();
		if (id !== undefined && this.mayBeTaken(id, waits)) return { outcomes, isAnswer: true };
		let isAnswer = false;
		const open = waits.filter(({ url }) => !this.isFinished(markOfWait(url)));
		for (const offer of offersTo(open.length, isReply)) {
			for (const wait of open) {
				if (['gone', 'final'].includes(outcomes.get(wait) ?? '')) continue;
				// One that has ended without leaving the list leaves no doubt about which question is meant.
				const waitsAlone = open.every((other) => other === wait || outcomes.get(other) === 'gone');
				const outcome = await ask(wait, waitsAlone && offer === 'open' ? 'alone' : offer);
				outcomes.set(wait, outcome);
				isAnswer ||= isMeant(outcome);
				if (isHad(outcome)) this.noteHad(id, wait, outcome);
				if (isHad(outcome) || outcome === 'mayHeal') return { outcomes, isAnswer };
			}
		}
		return { outcomes, isAnswer };
	}
}

/** Shared by all in this process who offer messages and who wait for them. */
export const replyQueue = new ReplyQueue();

/** No other may have the message. */
const isHad = (outcome: Acknowledgement) => outcome === 'taken' || outcome === 'askedWhich';

/** The message was an answer, even if not one that was understood. */
const isMeant = (outcome: Acknowledgement) => isHad(outcome) || outcome === 'askedAgain';

const isDeclined = (outcome: Acknowledgement) =>
	['declined', 'older', 'askedAgain', 'askedWhich'].includes(outcome);

/** How a message is offered, one round after the other. @param count how many wait in the chat */
function offersTo(count: number, isReply: () => boolean): Offer[] {
	if (count === 1) return ['alone'];
	return isReply() ? ['replyOnly', 'open'] : ['open'];
}
