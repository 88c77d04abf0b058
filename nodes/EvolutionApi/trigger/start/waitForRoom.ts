import type { ActiveTrigger } from '../active/activeTrigger';
import type { Event } from '../memory/deliveredEvent';
import { isStored } from '../save/storedExecution';
import { startWorkflow } from './startWorkflow';
import { roomTurns, running, turns } from './turns';

// In a flood, messages wait in n8n until there is room for an execution. The server's call is answered at once: a message
// takes a few KB, a call that is open 11 MB, and a call that is refused comes again and costs n8n as much each time. Until it
// starts the workflow, a message counts as not taken, so that catching up finds it if n8n is killed. What catching up would
// not find waits while the server's call is open: few of them, and not for long.

/** Of all triggers of this process. */
const MAX_WAITING = 10_000;
let waiting = 0;

const MAX_HELD = 25;
/** Offering the event to executions that wait may take as long before, and the server gives up after 30 s. */
const HELD_MS = 10_000;
let held = 0;

/** Whether the event can wait until there is room for an execution, in n8n or while the server's call is open. */
export const canWait = (trigger: ActiveTrigger, sentAt: number | undefined): boolean =>
	mayWait(trigger, sentAt) || held < MAX_HELD;

/** Whether n8n would find the event again, so that the server may forget it. */
export function mayWait({ settings, channel }: ActiveTrigger, sentAt: number | undefined): boolean {
	const isFound =
		sentAt !== undefined && settings.isOnList && settings.options.missedMessages.recover;
	return isFound && channel.comesAgain && waiting < MAX_WAITING;
}

/** Starts the workflow as soon as there is room. Never throws. */
export async function startWhenRoom(trigger: ActiveTrigger, event: Event): Promise<void> {
	const { eventId, sentAt = Date.now() } = event;
	if (trigger.pending.has(eventId)) return;
	const settle = trigger.pending.add(eventId, sentAt);
	waiting++;
	try {
		await roomTurns.inTurn(
			async (done) => !trigger.isLeaving && (await startWorkflow(trigger, event, done)),
		);
	} catch (error) {
		trigger.noteMissing(sentAt);
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('An event could not start the workflow', { cause });
	} finally {
		settle();
		waiting--;
	}
}

/**
 * Starts the workflow as soon as there is room, while the server's call is open.
 * @returns false if the server has to deliver the event again
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startWhileOpen(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	if (held >= MAX_HELD) return false;
	held++;
	try {
		const until = Date.now() + HELD_MS;
		while (running.isFull()) {
			await running.change();
			if (trigger.isLeaving || Date.now() >= until) return false;
		}
	} finally {
		held--;
	}
	await turns.now(async (done) => await startWorkflow(trigger, event, done));
	return await isStored(trigger, event.eventId);
}
