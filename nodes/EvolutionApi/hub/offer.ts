import { getChatType } from '../core/values/addresses';
import { isWorkflow, type Subscriber, type WorkflowSubscriber } from './list';
import { type ForwardContext, type ForwardOptions, sendToSubscriber } from './forward';
import { type Acknowledgement, type IncomingDelivery, isSubscribedTo } from './subscribers';
import { type Offer, replyQueue } from './waits';

/** Whose a message is; `undecided`: an execution that waits cannot be asked now, so it has to come again. */
export type Whose = 'question' | 'workflows' | 'undecided';

/** What became of a message that was offered to the executions that wait. */
export interface Offered {
	readonly whose: Whose;
	/** URLs to be taken off the list. */
	readonly gone: readonly string[];
}

export const NOT_OFFERED: Offered = { whose: 'workflows', gone: [] };

/**
 * The executions that wait in the chat of a message, the oldest first.
 * @param message that somebody else wrote, or a press or vote of theirs: else it answers nothing
 */
export const waitsFor = (
	message: Pick<IncomingDelivery, 'event' | 'chats'>,
	list: readonly Subscriber[],
	nowMs: number,
): WorkflowSubscriber[] =>
	list
		.filter(isWorkflow)
		.filter((one) => one.kind === 'wait' && isSubscribedTo(one, message, nowMs));

/** The server gives up after 30 s, and time is left for the others. */
const OFFER_MS = 10_000;

/** An execution that waits, and that was called itself. */
export interface AskedHere {
	readonly url: string;
	answer(offer: Offer): Promise<Acknowledgement>;
}

interface OfferOptions extends ForwardOptions {
	readonly self?: AskedHere;
}

/**
 * Offers a message to the executions that wait in its chat, one after the other, until one takes it. Never throws.
 * @param waits of one chat, the oldest first, see {@link waitsFor}
 */
export async function offerToWaits(
	context: ForwardContext,
	delivery: IncomingDelivery,
	waits: readonly WorkflowSubscriber[],
	options: OfferOptions,
): Promise<Offered> {
	if (waits.length === 0) return NOT_OFFERED;
	const { self, deadline = Date.now() + OFFER_MS } = options;
	const { outcomes, isAnswer } = await replyQueue.offer(delivery, waits, async (wait, offer) =>
		wait.url === self?.url
			? await self.answer(offer)
			: await sendToSubscriber(context, wait, delivery, { ...options, deadline, offer }),
	);
	const said = [...outcomes];
	const gone = said.flatMap(([{ url }, outcome]) => (outcome === 'gone' ? [url] : []));
	if (said.some(([, outcome]) => outcome === 'mayHeal')) return { whose: 'undecided', gone };
	const isKept = said.some(([wait, outcome]) => ownsItsChat(wait) && isHeard(outcome));
	if (!isAnswer && !isKept) return { whose: 'workflows', gone };
	if (delivery.id !== undefined) replyQueue.noteForQuestion(delivery.id);
	return { whose: 'question', gone };
}

/**
 * Whether what is written there starts no workflow that has not asked for answers, as long as an execution waits. In a group
 * others write, too, and a question that has to be quoted leaves the rest of the chat alone.
 */
const ownsItsChat = ({ chat, quotesOnly }: WorkflowSubscriber): boolean =>
	chat !== undefined && quotesOnly !== true && getChatType(chat) === 'private';

/** Whether the execution waits, and the message was written to it: whether or not it takes it, no other may have it. */
const isHeard = (outcome: Acknowledgement): boolean =>
	!['gone', 'final', 'older'].includes(outcome);
