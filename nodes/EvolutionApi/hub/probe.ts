import type { Acknowledgement } from './acknowledgement';
import { forward, type Sender } from './forward';
import type { Health } from './health';
import type { Subscriber } from './list';
import { ReplyQueue, replyQueue } from './waits';

/** An execution that waits may have been stopped right after it was stored: a moment later its URL tells. */
const ASKED_BY_MS = 1_000;

/** An event that no server sends. Whoever gets it acknowledges it and does nothing else. */
export const PROBE_EVENT = 'hub.probe';

interface ProbeOptions {
	readonly key: string;
	readonly instance: string;
	/** What a workflow tells itself. */
	readonly toStore?: object;
}

/**
 * Whether a workflow is alive: `taken` if it is, `gone`, or `mayHeal` if it is out of reach. Never throws.
 * A foreign webhook must not be asked, because it would take the probe for an event.
 * @param health if given, a workflow that was out of reach for too long counts as `gone`, too
 */
export async function probe(
	context: Sender,
	subscriber: Subscriber,
	{ key, instance, toStore }: ProbeOptions,
	health: Health = new Map(),
): Promise<Acknowledgement> {
	await replyQueue.untilAsked(subscriber.url, Date.now() + ASKED_BY_MS);
	if (replyQueue.isBeingAsked(subscriber.url)) return 'mayHeal';
	const raw = JSON.stringify({
		event: PROBE_EVENT,
		instance,
		destination: subscriber.url,
		toStore,
	});
	const headers = { 'content-type': 'application/json' };
	const delivery = { kind: undefined, raw, headers, event: PROBE_EVENT, chats: [] };
	const { forwarded } = await forward(context, delivery, [subscriber], {
		key,
		health,
		pausesMs: [],
		queue: new ReplyQueue(),
	});
	if (forwarded[0] === undefined) throw new Error('The subscriber was not asked');
	return forwarded[0].outcome;
}
