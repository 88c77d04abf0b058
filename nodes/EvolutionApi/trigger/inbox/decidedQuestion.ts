import { BoundedMap } from '../../core/values/boundedMap';
import { firstText } from '../../core/values/answer';
import { eventToItems } from '../../events/eventItems';
import type { Subscriber } from '../../hub/list';
import { markOfChoice, markOfWait, replyQueue } from '../../hub/waits';
import { sendOwn } from '../../server/ask/messages';
import type { Target } from '../../server/adapter';
import type { Delivery } from '../../server/delivery';

// A question's buttons, list or poll stay in the chat after the question is decided, and people may still use them.

/** Returns the ID (mark) of the question whose button, list row or poll a person has used; undefined for any other event. */
export function markOfPress(delivery: Delivery): string | undefined {
	const [item = {}] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	const button = firstText(item.buttonId, item.rowId);
	if (button !== null) return markOfChoice(button);
	const poll = item.kind === 'pollVote' ? firstText(item.targetMessageId) : null;
	return poll === null ? undefined : replyQueue.markOfQuestion(poll);
}

const NOTICE = 'This question was already decided, or it has expired.';

/** Chats that already got {@link NOTICE}, keyed by question and chat. */
const decisions = new BoundedMap<true>(1_000);

/** Tells a person once that a question is already decided. Does nothing if the question is still open. Never throws. */
export async function tellDecided(
	target: Target | undefined,
	{ message, chat: [chat = ''] }: Delivery,
	mark: string,
	waits: readonly Subscriber[],
): Promise<void> {
	const once = `${mark} decided ${chat}`;
	const isOpen = !replyQueue.isFinished(mark) && waits.some(({ url }) => markOfWait(url) === mark);
	if (target === undefined || message === undefined || isOpen || decisions.has(once)) return;
	decisions.set(once, true);
	const answers = { message, chat };
	await sendOwn(target, { kind: 'text', recipient: chat, text: NOTICE, answers, once }).catch(() =>
		target.context.logger.warn('A person could not be told that the question is decided'),
	);
}
