import { firstText } from '../../../core/values/answer';
import { BoundedMap } from '../../../core/values/boundedMap';
import { eventToItems } from '../../../events/eventItems';
import { mayAnswer } from '../../../events/ownMessage';
import { sendToSubscriber } from '../../../hub/forward';
import type { Subscriber, WorkflowSubscriber } from '../../../hub/list';
import type { Reply } from '../../../hub/reply';
import { markOfChoice, markOfWait, replyQueue } from '../../../hub/waits';
import type { Target } from '../../../server/adapter';
import { sendOwn } from '../../../server/ask/messages';
import type { Delivery } from '../../../server/delivery';
import { activeTriggersOn } from '../../active/activeTriggers';
import type { Event } from '../../memory/deliveredEvent';
import { findAnswers, findSeen } from '../../memory/seenEvents';
import { startsWithAnswers } from '../../settings/triggerSettings';
import { prune } from '../prune';
import { listenersOf, asIncoming, type Source } from '../source';

/** Time limit for offering an event to all waiting executions. The server waits 30 s for the reply to its call. */
const OFFER_MS = 10_000;

/** Offers an event to the executions that wait in its chat, unless an execution has already taken the event. Never throws. */
export async function askWaits(
	event: Event,
	source: Source,
	waits: readonly WorkflowSubscriber[],
): Promise<Reply> {
	const { eventId, sentAt, delivery, isAnswer = false } = event;
	if (!isAnswer && !mayAnswer(delivery)) return 'declined';
	const listeners = listenersOf(source);
	const [someone] = listeners;
	const answers = someone && findAnswers(someone);
	const isForQuestion =
		isAnswer || replyQueue.wasForQuestion(eventId) || answers?.knows(eventId) === true;
	const hasStarted = listeners.some(
		(trigger) => !startsWithAnswers(trigger.settings) && findSeen(trigger).isTaken(eventId),
	);
	if (!isForQuestion && hasStarted) return 'declined';
	const reply = isForQuestion ? 'taken' : await offer(event, source, waits);
	const mark = reply === 'declined' ? markOfPress(delivery) : undefined;
	if (mark !== undefined) {
		const target = someone && activeTriggersOn(someone.instanceId)[0];
		void tellDecided(target, delivery, mark, waits);
	}
	if (reply !== 'taken' && mark === undefined) return reply;
	answers?.note(eventId, sentAt);
	return 'taken';
}

/**
 * Offers an event to the executions that wait in its chat, one after the other, until one takes it. Never throws.
 * @param waits the executions, as sorted by `route()`
 */
async function offer(
	event: Event,
	source: Source,
	waits: readonly WorkflowSubscriber[],
): Promise<Reply> {
	if (waits.length === 0) return 'declined';
	const { place, list, wait: callee } = source;
	const delivery = asIncoming(event, list);
	const deadline = Date.now() + OFFER_MS;
	const result = await replyQueue.offer(delivery, waits, async (wait, turn) => {
		if (callee?.mark === markOfWait(wait.url)) return await callee.take(event, turn);
		return await sendToSubscriber(place.context, wait, delivery, { key: list.key, deadline, turn });
	});
	void prune(source, result.endedUrls);
	return result.reply;
}

// A question's buttons, list or poll stay in the chat after the question is decided, and people may still use them.

/** Returns the ID (mark) of the question whose button, list row or poll a person has used; undefined for any other event. */
function markOfPress(delivery: Delivery): string | undefined {
	const [item = {}] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	const button = firstText(item.buttonId, item.rowId);
	if (button !== null) return markOfChoice(button);
	const poll = item.kind === 'pollVote' ? firstText(item.targetMessageId) : null;
	return poll === null ? undefined : replyQueue.markOfQuestion(poll);
}

const NOTICE = 'This question was already decided, or it has expired.';

/** Each key is a question and a chat that already got {@link NOTICE} for the question. */
const decisions = new BoundedMap<true>(1_000);

/**
 * Tells a person once that a question is already decided. Does nothing if the question is still open, or if this process doesn't
 * know it: the sender's app chooses the button's ID, and may have made it up. Never throws.
 */
async function tellDecided(
	target: Target | undefined,
	{ message, chat: [chat = ''] }: Delivery,
	mark: string,
	waits: readonly Subscriber[],
): Promise<void> {
	const once = `${mark} decided ${chat}`;
	const isOpen = !replyQueue.isFinished(mark) && waits.some(({ url }) => markOfWait(url) === mark);
	if (target === undefined || message === undefined || isOpen || decisions.has(once)) return;
	if (!replyQueue.knows(mark)) return;
	decisions.set(once, true);
	const answers = { message, chat };
	await sendOwn(target, { kind: 'text', recipient: chat, text: NOTICE, answers, once }).catch(() =>
		target.context.logger.warn('A person could not be told that the question is decided'),
	);
}
