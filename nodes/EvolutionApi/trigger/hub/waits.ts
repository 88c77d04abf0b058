import type { Outcome } from './answers';
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

export const waitMark = ({ url }: Subscriber, offer: Offer) =>
	[markOfWait(url), ...(offer === 'open' ? [] : [offer])].join(' ');

/** What a letter with {@link WAIT_HEADER} says. */
export function offerIn(header: unknown): { readonly mark: string; readonly offer: Offer } {
	const [mark, offer] = String(header ?? '').split(' ');
	return { mark, offer: offer === 'replyOnly' ? offer : 'open' };
}

const REMEMBERED = 1000;
/**
 * Letters that are under way at a time. n8n reads the whole execution for each of them: fifty at once would
 * all be too slow, given up and sent again, without an end.
 */
const AT_ONCE = 4;

/** Offers replies to those who wait. One for the life of a process. */
export class ReplyQueue {
	/** By chat: the reply that is on offer comes to its end first. */
	private readonly turns = new Map<string, Promise<unknown>>();
	/** URLs of waits that have their answer, while the list of a delivery may still name them. */
	private readonly over = new Set<string>();
	/** Letters without an answer: a wait that is gone by the next try may have gone on with it. */
	private readonly unanswered = new Set<string>();
	private sending = 0;
	private readonly standing: Array<() => void> = [];

	/**
	 * Offers a message to one wait after the other until one takes it: first to the one whose question it
	 * quotes, else to the oldest. One that cannot say at this moment holds it up, or two could take it.
	 * @param waits of one chat, the oldest first
	 * @returns what came of it for those that were asked
	 */
	async offer<Wait extends Subscriber>(
		chat: string,
		waits: readonly Wait[],
		isReply: () => boolean,
		ask: (wait: Wait, offer: Offer) => Promise<Outcome>,
	): Promise<Map<Wait, Outcome>> {
		const before = this.turns.get(chat);
		const turn = (async () => {
			await before;
			return await this.offerNow(waits, isReply, ask);
		})();
		this.turns.set(chat, turn);
		const outcomes = await turn;
		if (this.turns.get(chat) === turn) this.turns.delete(chat);
		return outcomes;
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
	 * @param letter names the event and the wait
	 */
	outcomeAfter(letter: string, outcome: Outcome, isUnanswered: boolean): Outcome {
		if (isUnanswered) remember(this.unanswered, letter);
		// Twice would be worse than not at all: nobody else gets the message.
		return outcome === 'gone' && this.unanswered.has(letter) ? 'taken' : outcome;
	}

	private async offerNow<Wait extends Subscriber>(
		waits: readonly Wait[],
		isReply: () => boolean,
		ask: (wait: Wait, offer: Offer) => Promise<Outcome>,
	): Promise<Map<Wait, Outcome>> {
		const outcomes = new Map<Wait, Outcome>();
		const open = waits.filter(({ url }) => !this.over.has(url));
		const rounds: Offer[] = open.length > 1 && isReply() ? ['replyOnly', 'open'] : ['open'];
		for (const round of rounds) {
			for (const wait of open) {
				if (['gone', 'final'].includes(outcomes.get(wait) ?? '')) continue;
				const outcome = await ask(wait, round);
				outcomes.set(wait, outcome);
				if (outcome === 'taken') remember(this.over, wait.url);
				if (outcome === 'taken' || outcome === 'mayHeal') return outcomes;
			}
		}
		return outcomes;
	}
}

function remember(set: Set<string>, entry: string): void {
	if (set.size >= REMEMBERED) set.clear();
	set.add(entry);
}
