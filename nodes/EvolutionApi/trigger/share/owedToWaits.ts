import { backoff, retry } from '../../core/concurrency/retry';
import { readInstanceHub } from '../../hub/instanceHub';
import type { ActiveTrigger } from '../active/activeTrigger';
import type { Event } from '../memory/deliveredEvent';
import { offerToWaits } from './offerToWaits';

// An execution that waits may not be able to say at once whether an event is its answer: then the server is to deliver that
// again. If the workflow that it delivers to is switched off meanwhile, n8n answers 404, and no server tries again. So these
// events are offered from here, unless another workflow with the trigger listens: that one catches up.

/** Events for each trigger. */
const MOST = 50;
/** For a minute. */
const ATTEMPTS = 7;
const delay = backoff(1_000, 60_000);

/** @param isOwed an execution could neither take nor decline the event when it came last */
export function noteOwed(trigger: ActiveTrigger, event: Event, isOwed: boolean): void {
	const { owedToWaits, isLeaving } = trigger;
	owedToWaits.delete(event.eventId);
	if (!isOwed) return;
	if (isLeaving) {
		void keepOffering(trigger, event);
		return;
	}
	owedToWaits.set(event.eventId, event);
	const [oldest] = owedToWaits.keys();
	if (owedToWaits.size > MOST && oldest !== undefined) owedToWaits.delete(oldest);
}

/** The trigger has left the instance. */
export function offerOwed(trigger: ActiveTrigger): void {
	for (const event of trigger.owedToWaits.values()) void keepOffering(trigger, event);
	trigger.owedToWaits.clear();
}

/** Never throws. */
async function keepOffering(trigger: ActiveTrigger, event: Event): Promise<void> {
	const isOwed = await retry(async () => await offerOnce(trigger, event), {
		attempts: ATTEMPTS,
		delay,
		isRetryable: (isStillOwed) => isStillOwed,
	});
	if (!isOwed) return;
	trigger.context.logger.warn(
		'An execution that waits has not taken a message that may be its answer',
	);
}

/** Never throws. @returns whether it has to be offered again */
async function offerOnce(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	const { context, connection, instance } = trigger;
	const state = await readInstanceHub(context, connection, instance).catch(() => undefined);
	if (state === undefined) return true;
	const othersListen = state.subscribers.some(({ kind }) => ['trigger', 'socket'].includes(kind));
	return !othersListen && (await offerToWaits(trigger, event, state)).isOwed;
}
