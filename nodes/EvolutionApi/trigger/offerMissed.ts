import { readInstanceHub } from '../hub/instanceHub';
import type { ActiveTrigger } from './activeTriggers';
import { offerToWaits } from './offerToWaits';
import { writtenSince } from './written';

/** Instances for which it is being done: one trigger does it for all. */
const running = new Set<string>();

/**
 * Offers what was written since then to the executions that wait for a reply, as if it had just come.
 * @returns the time of the first message that one of them could neither take nor decline, Unix ms; else Infinity
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function offerMissed(trigger: ActiveTrigger, since: number): Promise<number> {
	const { context, connection, instance, hub } = trigger;
	if (running.has(hub)) return Infinity;
	running.add(hub);
	try {
		const state = await readInstanceHub(context, connection, instance);
		let undecided = Infinity;
		if (!state.subscribers.some(({ kind }) => kind === 'wait')) return undecided;
		for await (const events of writtenSince(trigger, since)) {
			for (const event of events) {
				if (await offerToWaits(trigger, event, state)) continue;
				undecided = Math.min(undecided, event.sentAt ?? Infinity);
			}
		}
		return undecided;
	} finally {
		running.delete(hub);
	}
}
