import type { WorkflowSubscriber } from './list';
import { type ForwardContext, type ForwardOptions, sendToSubscriber } from './forward';
import { ownsItsChat } from './route';
import type { Acknowledgement, IncomingDelivery } from './subscribers';
import type { Offer } from './waits';

/** Whose a message is; `undecided`: an execution that waits cannot be asked now, so it has to come again. */
export type Whose = 'question' | 'workflows' | 'undecided';

/** What became of a message that was offered to the executions that wait. */
export interface Offered {
	readonly whose: Whose;
	/** URLs to be taken off the list. */
	readonly gone: readonly string[];
}

export const NOT_OFFERED: Offered = { whose: 'workflows', gone: [] };

/** The server gives up after 30 s, and time is left for the others. */
const OFFER_MS = 10_000;

interface OfferOptions extends ForwardOptions {
	/** If the caller is one of the waits: its URL, and what it answers. */
	readonly self?: {
		readonly url: string;
		readonly answer: (offer: Offer) => Promise<Acknowledgement>;
	};
}

/**
 * Offers a message to the executions that wait in its chat, one after the other, until one takes it. Never throws.
 * @param waits of one chat, the oldest first, see route()
 */
export async function offerToWaits(
	context: ForwardContext,
	delivery: IncomingDelivery,
	waits: readonly WorkflowSubscriber[],
	options: OfferOptions,
): Promise<Offered> {
	if (waits.length === 0) return NOT_OFFERED;
	const { self, queue, deadline = Date.now() + OFFER_MS } = options;
	const { outcomes, isAnswer } = await queue.offer(delivery, waits, async (wait, offer) =>
		wait.url === self?.url
			? await self.answer(offer)
			: await sendToSubscriber(context, wait, delivery, { ...options, deadline, offer }),
	);
	const said = [...outcomes];
	const gone = said.flatMap(([{ url }, outcome]) => (outcome === 'gone' ? [url] : []));
	if (said.some(([, outcome]) => outcome === 'mayHeal')) return { whose: 'undecided', gone };
	const isKept = said.some(([wait, outcome]) => ownsItsChat(wait) && isHeard(outcome));
	if (!isAnswer && !isKept) return { whose: 'workflows', gone };
	if (delivery.id !== undefined) queue.noteForQuestion(delivery.id);
	return { whose: 'question', gone };
}

/** Whether the execution waits, and the message was written to it: whether or not it takes it, no other may have it. */
const isHeard = (outcome: Acknowledgement): boolean =>
	!['gone', 'final', 'older'].includes(outcome);
