import type { Acknowledgement } from './acknowledgement';
import type { Subscriber } from './record';

// Several executions may wait for a reply in one chat, and one reply is the answer to one of them.

/** Comes with what is offered to a wait: its mark, and whether only a reply to its own question is meant. */
export const WAIT_HEADER = 'x-evolution-hub-wait';

/** `replyOnly`: not for those whose question it does not quote. */
export type Offer = 'replyOnly' | 'open';

/**
 * The end of a wait's URL after `#`, which no request carries: an execution that waits several times at
 * one node always has the same address.
 */
export const markOfWait = (url: string) => url.split('#')[1] ?? '';

export const waitHeaderFor = ({ url }: Subscriber, offer: Offer) =>
	[markOfWait(url), ...(offer === 'open' ? [] : [offer])].join(' ');

/** What a letter with {@link WAIT_HEADER} says. */
export function offerIn(header: unknown): { readonly mark: string; readonly offer: Offer } {
	const [mark = '', offer] = String(header ?? '').split(' ');
	return { mark, offer: offer === 'replyOnly' ? offer : 'open' };
}

/** Of each kind: more than come while the server may deliver one of them again. */
const REMEMBERED = 5_000;
/**
 * Letters that are under way at a time. n8n reads the whole execution for each of them: fifty at once would
 * all be too slow, given up and sent again, without an end.
 */
const AT_ONCE = 4;

/** A message that is offered. */
interface Offered {
	/** The same for each delivery of it; see `eventIdOf`. */
	readonly id?: string;
	/** Every address of its chat. */
	readonly chats: readonly string[];
	/** Whether it is a reply to a certain message. Asked only where that decides. */
	readonly isReply?: () => boolean;
}

type Ask<Wait> = (wait: Wait, offer: Offer) => Promise<Acknowledgement>;

/**
 * Offers replies to those who wait: a message is the answer to one question, however often it comes, and
 * whoever waits by then.
 */
export class ReplyQueue {
	/** By chat and message: what is on offer comes to its end first. */
	private readonly turns = new Map<string, Promise<unknown>>();
	/** URLs of waits that have their answer, while the list of a delivery may still name them. */
	private readonly over = new Map<string, true>();
	/** By message: the mark of the question that it has answered. */
	private readonly answered = new Map<string, string>();
	/** By message: waits whose letter got no answer. One that is gone by the next try may have gone on with it. */
	private readonly unanswered = new Map<string, readonly string[]>();
	private sending = 0;
	private readonly standing: Array<() => void> = [];

	/**
	 * Offers a message to one wait after the other until one takes it: first to the one whose question it
	 * quotes, else to the oldest. One that cannot say at this moment holds it up, or two could take it.
	 * @param waits of one chat, the oldest first
	 * @returns what came of it for those that were asked; nobody is where it was taken before
	 */
	async offer<Wait extends Subscriber>(
		message: Offered,
		waits: readonly Wait[],
		ask: Ask<Wait>,
	): Promise<Map<Wait, Acknowledgement>> {
		const { id, chats } = message;
		const places = id === undefined ? chats : [...chats, id];
		const before = places.map((place) => this.turns.get(place));
		const turn = (async () => {
			await Promise.all(before);
			return await this.offerNow(message, waits, ask);
		})();
		for (const place of places) this.turns.set(place, turn);
		const outcomes = await turn;
		for (const place of places) if (this.turns.get(place) === turn) this.turns.delete(place);
		return outcomes;
	}

	/** Whether the message has answered another question. */
	hasAnsweredOther(id: string, mark: string): boolean {
		const answered = this.answered.get(id);
		return answered !== undefined && answered !== mark;
	}

	/** The message is the answer to the question with this mark, and from now on to no other. */
	noteAnswer(id: string, mark: string): void {
		remember(this.answered, id, mark);
	}

	/** Sends a letter to a wait when it is its turn. */
	async inTurn<Answer>(send: () => Promise<Answer>): Promise<Answer> {
		if (this.sending >= AT_ONCE) await new Promise<void>((go) => this.standing.push(go));
		else this.sending++;
		try {
			return await send();
		} finally {
			const next = this.standing.shift();
			if (next === undefined) this.sending--;
			else next();
		}
	}

	/**
	 * What an outcome means after the tries before it.
	 * @param id of the message
	 * @param isUnanswered nobody knows whether the wait got the letter
	 */
	noteOutcome(
		id: string,
		{ url }: Subscriber,
		outcome: Acknowledgement,
		isUnanswered: boolean,
	): Acknowledgement {
		const doubtful = this.unanswered.get(id) ?? [];
		const others = doubtful.filter((other) => other !== url);
		if (isUnanswered) remember(this.unanswered, id, [...others, url]);
		else if (outcome === 'declined') remember(this.unanswered, id, others);
		// Twice would be worse than not at all: nobody else gets the message.
		return outcome === 'gone' && doubtful.includes(url) ? 'taken' : outcome;
	}

	/** Whoever may have taken it is not on the list any more. */
	private mayBeTaken(id: string, waits: readonly Subscriber[]): boolean {
		const isListed = (url: string) => waits.some((wait) => wait.url === url);
		return this.answered.has(id) || this.unanswered.get(id)?.every(isListed) === false;
	}

	private async offerNow<Wait extends Subscriber>(
		{ id, isReply = () => false }: Offered,
		waits: readonly Wait[],
		ask: Ask<Wait>,
	): Promise<Map<Wait, Acknowledgement>> {
		const outcomes = new Map<Wait, Acknowledgement>();
		if (id !== undefined && this.mayBeTaken(id, waits)) return outcomes;
		const open = waits.filter(({ url }) => !this.over.has(url));
		const rounds: Offer[] = open.length > 1 && isReply() ? ['replyOnly', 'open'] : ['open'];
		for (const round of rounds) {
			for (const wait of open) {
				if (['gone', 'final'].includes(outcomes.get(wait) ?? '')) continue;
				const outcome = await ask(wait, round);
				outcomes.set(wait, outcome);
				if (outcome === 'taken') {
					remember(this.over, wait.url, true);
					if (id !== undefined) this.noteAnswer(id, markOfWait(wait.url));
				}
				if (outcome === 'taken' || outcome === 'mayHeal') return outcomes;
			}
		}
		return outcomes;
	}
}

/** Of this process: whoever offers, and whoever waits. */
export const replyQueue = new ReplyQueue();

/** The oldest is forgotten. */
function remember<Value>(entries: Map<string, Value>, name: string, value: Value): void {
	entries.delete(name);
	for (const oldest of entries.keys()) {
		if (entries.size < REMEMBERED) break;
		entries.delete(oldest);
	}
	entries.set(name, value);
}
