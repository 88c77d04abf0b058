import type { Acknowledgement } from './acknowledgement';
import { forward, type ForwardOptions, type Sender } from './forward';
import type { Health } from './health';
import type { Subscriber } from './record';
import { ReplyQueue } from './waits';

/** An event that no server sends: whoever gets it acknowledges it and does nothing else. */
export const PROBE_EVENT = 'hub.probe';

/**
 * Whether a subscriber of ours is alive: `taken` if so, `gone`, or out of reach (`mayHeal`). Must not be
 * asked of a foreign one, which would take it for an event. Never throws.
 * @param health with it, `gone` is also who was out of reach for too long
 */
export async function probe(
	context: Sender,
	subscriber: Subscriber,
	{ key, instance }: { readonly key: string; readonly instance: string },
	health: Health = new Map(),
): Promise<Acknowledgement> {
	const raw = JSON.stringify({ event: PROBE_EVENT, instance, destination: subscriber.url });
	const headers = { 'content-type': 'application/json' };
	const delivery = { raw, headers, event: PROBE_EVENT, chats: [] };
	const options: ForwardOptions = {
		key,
		health,
		pausesMs: [],
		queue: new ReplyQueue(),
	};
	const { forwarded } = await forward(context, delivery, [subscriber], options);
	if (forwarded[0] === undefined) throw new Error('The subscriber was not asked');
	return forwarded[0].outcome;
}
