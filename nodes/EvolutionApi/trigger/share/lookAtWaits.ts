import { planLooks, wantsLooks } from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';

// Who has asked a question may be gone by the time when something is due: n8n was restarted, or it was a worker.

/** Whoever has asked comes first, and no two processes at the same moment: each sees what the other has sent. */
const lateMs = 15_000 + Math.random() * 30_000;

/** Calls those on the list that have something to send at a certain time. */
export function lookAtWaits({ context, list = [] }: ActiveTrigger): void {
	for (const subscriber of list) {
		if (wantsLooks(subscriber)) planLooks(context, subscriber.url, Date.now(), lateMs);
	}
}
