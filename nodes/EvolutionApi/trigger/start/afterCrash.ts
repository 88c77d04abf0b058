import type { INodeExecutionData, IRun } from 'n8n-workflow';

import { createDeferred } from '../../core/concurrency/limiter';
import type { ActiveTrigger } from '../active/activeTrigger';
import { isSentSinceStart, StartKey } from './startKey';
import { startByKey, tryInTurn } from './unstored';

// After a Crash → Start Again: at least once instead of at most once. A message is done when its execution is over, and not when n8n
// has stored that. So the checkpoint is before what ran when n8n was killed. After the start it is found in the server's store, n8n
// refuses its key, and nobody has stored that it is done. It starts once more, under a second key, and its items say so. A kill
// during that second execution leaves it at that: n8n refuses the second key, too.

interface Identified {
	readonly eventId: string;
	/** When the message was sent, Unix ms. */
	readonly sentAt?: number;
}

/**
 * Whether an earlier process of n8n may have been killed while it ran an execution with the message.
 * @param event of which n8n has an execution, and which is not known to be done
 */
export const wasCutOff = (trigger: ActiveTrigger, { sentAt }: Identified): boolean =>
	sentAt !== undefined &&
	trigger.cutOffSince !== undefined &&
	sentAt >= trigger.cutOffSince &&
	!isSentSinceStart(trigger, sentAt);

interface StartedAgain {
	/** Whether n8n has stored the execution, or has had a second one. */
	readonly stored: Promise<boolean>;
	/** Settles when it is over. */
	readonly over: Promise<unknown>;
}

/** Starts the workflow a second time, as soon as it is its turn. */
export function startAgain(
	trigger: ActiveTrigger,
	{ eventId }: Identified,
	outputs: readonly INodeExecutionData[][],
): StartedAgain {
	const key = new StartKey(trigger, `${eventId} after a crash`, false);
	const marked = outputs.map((items) =>
		items.map((item) => ({ ...item, json: { ...item.json, startedAgain: true } })),
	);
	const over = createDeferred<IRun>();
	over.promise.catch(() => {});
	const stored = tryInTurn(trigger, async (done) => {
		done.promise.then(over.resolve, over.reject);
		return await startByKey(trigger, marked, key, done);
	});
	return { stored, over: over.promise };
}
