import { sleep } from 'n8n-workflow';

import { createKeyedMutex, createLimiter } from '../core/concurrency/limiter';
import { BoundedMap } from '../core/values/boundedMap';
import type { Subscriber, WorkflowSubscriber } from './list';
import type { Reply } from './reply';
import type { IncomingDelivery } from './subscribers';

// Several executions may wait for a reply in one chat, and a reply answers the question of one of them.

/**
 * Header of a message offered to a waiting execution. `1a2b3c4d 2/2`: the question's ID, and "last of two executions". A `+` after
 * that stands for `hadNeighbor`.
 */
export const WAIT_HEADER = 'x-evolution-hub-wait';

export interface Turn {
	readonly others: number;
	/** True if another question was open in the chat while this one was, even if the other one has ended. */
	readonly hadNeighbor?: true;
	/** All other executions have declined the message. */
	readonly isLast: boolean;
}

export const ALONE: Turn = { others: 0, isLast: true };

/**
 * Returns the mark, the part after `#` in the URL of a waiting execution. It identifies a question: an execution may ask several
 * at one node, all with the same address. A request to the URL leaves the mark out, so {@link WAIT_HEADER} contains it.
 */
export const markOfWait = (url: string) => url.split('#')[1] ?? '';

/** Returns the ID of a question's button or row: `wait-1a2b3c4d-2`, unlike any ID that a user would choose. */
export const choiceId = (mark: string, index: number): string => `wait-${mark}-${index + 1}`;

export const markOfChoice = (id: string): string | undefined =>
	/^wait-([\da-f]{8})-[1-9]\d?$/.exec(id)?.[1];

export const waitHeaderFor = ({ url }: Subscriber, { others, isLast, hadNeighbor }: Turn): string =>
	`${markOfWait(url)} ${isLast ? others + 1 : 1}/${others + 1}${hadNeighbor === true ? ' +' : ''}`;

/** @returns undefined if the header is for another question */
export function readTurn(header: unknown, ofMark: string): Turn | undefined {
	const [mark, turn = '1/1', sign] = String(header).split(' ');
	const [index = 1, count = 1] = turn.split('/').map(Number);
	const hadNeighbor = sign === '+' ? true : undefined;
	return mark === ofMark ? { others: count - 1, isLast: index === count, hadNeighbor } : undefined;
}

/** Maximum entries in each map. It's high, so that no message is forgotten while the server may still deliver it again. */
const MOST_KEPT = 5_000;
/**
 * Maximum concurrent requests to waiting executions. n8n reads the whole execution for each request: with fifty at once, all
 * would time out and be sent again, without end.
 */
const AT_ONCE = 4;
/** How long a message stays reserved for one question. If n8n hasn't resumed the execution after this time, it never will. */
const CLAIM_MS = 60_000;
const ASKING_LOOK_MS = 100;
/** Time that n8n usually takes to store an execution as waiting. */
const STORED_MS = 500;
/** How long n8n may take to store an execution as waiting, e.g. while its database is locked. After that, it never will. */
const SHOULD_WAIT_MS = 60_000;

export interface OfferResult {
	/** `taken` if one of the executions has taken the message, or may have. */
	readonly reply: Exclude<Reply, 'gone'>;
	/** URLs of executions that no longer wait. The caller must remove them from the list of subscribers. */
	readonly endedUrls: readonly string[];
}

interface QuestionState {
	/** When this process asked the question, Unix ms. */
	askedAt?: number;
	workflow?: string;
	/** True while the question is being sent, and {@link STORED_MS} longer. In that time, calls to the execution are delayed. */
	isBeingAsked?: boolean;
	messageId?: string;
	hadNeighbor?: true;
	/** True once the question is answered, even if the webhook's list of subscribers still contains the execution. */
	isFinished?: boolean;
}

interface MessageState {
	/** ID (mark) of the question that the message was for, even if the message wasn't a valid answer. */
	answeredMark?: string;
	/** Set by `claim()`: ID (mark) of the question that the message is reserved for, and since when (Unix ms). */
	claim?: { readonly mark: string; readonly at: number };
	/** URLs of executions that didn't respond to the message. One of them may have taken it nevertheless. */
	silentUrls: readonly string[];
}

type OfferedMessage = Pick<IncomingDelivery, 'id' | 'chats'>;
type AskWait = (wait: WorkflowSubscriber, turn: Turn) => Promise<Reply>;

/** A message answers only one question, even if the server delivers it several times while different executions wait. */
export class ReplyQueue {
	/** One lock for each chat, and one for each message. */
	private readonly mutex = createKeyedMutex();
	/** Keyed by the question's ID, which is called its mark. */
	private readonly questions = new BoundedMap<QuestionState>(MOST_KEPT);
	private readonly messages = new BoundedMap<MessageState>(MOST_KEPT);
	readonly requests = createLimiter(AT_ONCE);

	/**
	 * Offers a message to one waiting execution after the other until one takes it. Stops at an execution that can't decide yet,
	 * because that execution may still take the message.
	 */
	async offer(
		{ id, chats }: OfferedMessage,
		waits: readonly WorkflowSubscriber[],
		ask: AskWait,
	): Promise<OfferResult> {
		const names = id === undefined ? chats : [...chats, id];
		return await this.mutex.run(names, async () => await this.offerNow(id, waits, ask));
	}

	/** @param waits all executions that wait in one chat at the same time */
	noteNeighbors(waits: readonly Subscriber[]): void {
		if (waits.length < 2) return;
		for (const { url } of waits) this.question(markOfWait(url)).hadNeighbor = true;
	}

	knows(mark: string): boolean {
		return this.questions.get(mark) !== undefined;
	}

	isFinished(mark: string): boolean {
		return this.questions.get(mark)?.isFinished === true;
	}

	noteQuestion(messageId: string | null, mark: string): void {
		if (messageId !== null) this.question(mark).messageId = messageId;
	}

	markOfQuestion(messageId: string): string | undefined {
		return this.questions.names().find((mark) => this.questions.get(mark)?.messageId === messageId);
	}

	finish(mark: string): void {
		if (mark !== '') this.question(mark).isFinished = true;
	}

	wasForQuestion(id: string): boolean {
		return this.messages.get(id)?.answeredMark !== undefined;
	}

	/** Notes that a message was meant for a question, even if it isn't a valid answer. @param mark the question's ID, if known */
	noteForQuestion(id: string, mark = ''): void {
		const message = this.message(id);
		message.claim = undefined;
		message.answeredMark = mark || (message.answeredMark ?? '');
	}

	hasAnsweredOther(id: string, mark: string): boolean {
		return (this.messages.get(id)?.answeredMark ?? mark) !== mark;
	}

	/**
	 * Reserves a message for the question with this mark (ID), while n8n resumes the question's execution with the message.
	 * Otherwise, a second delivery of the message could answer another question.
	 * @returns false if the message is reserved for another question
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
	 * Sends an execution's question with `ask()`. While `isBeingAsked` is true, no message is forwarded to the execution: n8n
	 * answers with an error until it has stored the execution as waiting.
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

	shouldWait(url: string): boolean {
		return Date.now() - (this.findQuestion(url)?.askedAt ?? Infinity) > SHOULD_WAIT_MS;
	}

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
	 * @param isUnanswered true if the request got no response, so the execution may or may not have received it
	 * @returns `taken` if `outcome` is `gone`, but an earlier request with this message got no response; otherwise `outcome`
	 */
	noteOutcome(id: string, { url }: Subscriber, outcome: Reply, isUnanswered: boolean): Reply {
		const before = this.messages.get(id)?.silentUrls ?? [];
		const others = before.filter((other) => other !== url);
		if (isUnanswered) this.message(id).silentUrls = [...others, url];
		else if (outcome === 'declined' && before.length > 0) this.message(id).silentUrls = others;
		return outcome === 'gone' && before.includes(url) ? 'taken' : outcome;
	}

	private question(mark: string): QuestionState {
		return this.questions.getOr(mark, () => ({}));
	}

	private message(id: string): MessageState {
		return this.messages.getOr(id, () => ({ silentUrls: [] }));
	}

	/** If an execution that didn't respond to the message no longer waits, the message may have ended its wait. */
	private mayBeTaken(id: string, waits: readonly Subscriber[]): boolean {
		const isListed = (url: string) => waits.some((wait) => wait.url === url);
		return this.wasForQuestion(id) || this.messages.get(id)?.silentUrls.every(isListed) === false;
	}

	private async offerNow(
		id: string | undefined,
		waits: readonly WorkflowSubscriber[],
		ask: AskWait,
	): Promise<OfferResult> {
		if (id !== undefined && this.mayBeTaken(id, waits)) return { reply: 'taken', endedUrls: [] };
		const openWaits = waits.filter(({ url }) => !this.isFinished(markOfWait(url)));
		const decliners: WorkflowSubscriber[] = [];
		const endedUrls: string[] = [];
		let countedEnded = false;
		for (const [index, wait] of openWaits.entries()) {
			const others = openWaits.length - 1 - endedUrls.length;
			const { hadNeighbor } = this.findQuestion(wait.url) ?? {};
			const isLast = index === openWaits.length - 1;
			const reply = await ask(wait, { others, isLast, hadNeighbor });
			// While the message is only reserved by claim(), n8n may still fail to resume the execution.
			if (reply === 'taken' && id !== undefined && this.messages.get(id)?.claim === undefined)
				this.noteForQuestion(id, markOfWait(wait.url));
			if (reply === 'taken') this.noteNeighbors([...decliners, ...openWaits.slice(index)]);
			if (reply === 'taken' || reply === 'again') return { reply, endedUrls };
			countedEnded ||= reply === 'gone' && decliners.length > 0;
			if (reply === 'gone') endedUrls.push(wait.url);
			else decliners.push(wait);
		}
		this.noteNeighbors(decliners);
		if (!countedEnded) return { reply: 'declined', endedUrls };
		// With fewer open questions, an answer without a quote may no longer be ambiguous.
		const { reply, endedUrls: more } = await this.offerNow(id, decliners, ask);
		return { reply, endedUrls: [...endedUrls, ...more] };
	}
}

export const replyQueue = new ReplyQueue();
