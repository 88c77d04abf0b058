import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../server/delivery';
import { isOwnEvent } from '../../hub/ask';
import { askAgain } from '../../hub/subscribers';
import { type ActiveTrigger, REDELIVERED_MS } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import { type Event, getSentAt, messageTime } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { floodTurnsOf, running, type Start } from './turns';

// In a flood, messages wait in n8n until another execution may run. The server's call is answered at once: a message
// takes a few KB, a call that is open 11 MB, and a call that is refused comes again and costs n8n as much each time. Until it
// starts the workflow, a message counts as not taken, so that catching up finds it if n8n is killed. What catching up would
// not find waits while the server's call is open: few of them, and not for long.

/** Calls that wait, of all triggers of this process. */
const MAX_WAITING = 10_000;
let waiting = 0;

const MAX_HELD = 25;
/** Offering the event to executions that wait may take as long before, and the server gives up after 30 s. */
const HELD_MS = 10_000;
let held = 0;

/** Tells whether n8n would find the event again, so that the server may forget it. */
export function mayWait(
	{ settings, channel }: ActiveTrigger,
	sentAt: number | undefined,
): sentAt is number {
	const isFound = sentAt !== undefined && settings.options.missedMessages.recover;
	return isFound && !channel.holdsConnection && waiting < MAX_WAITING;
}

/** Starts the workflow with a message as soon as another execution may run. Never throws. */
export async function startWhenFree(
	trigger: ActiveTrigger,
	{ eventId, sentAt = Date.now() }: Event,
	startIt: Start,
): Promise<void> {
	const seen = findSeen(trigger);
	if (seen.knows(eventId)) return;
	seen.wait(eventId, sentAt);
	waiting++;
	try {
		await floodTurnsOf(trigger.instanceId).inTurn(startIt);
	} catch (error) {
		logNotStarted(trigger, error);
		trigger.searchFrom(sentAt);
	}
	seen.endWait(eventId);
	waiting--;
}

export function logNotStarted({ context }: ActiveTrigger, error: unknown): void {
	const cause = error instanceof Error ? error.message : '';
	context.logger.warn('An event could not start the workflow', { cause });
}

/** Waits until another execution may run, while the server's call is open. @returns false if that takes too long */
export async function isSoonFree(trigger: ActiveTrigger): Promise<boolean> {
	if (held >= MAX_HELD) return false;
	held++;
	try {
		const until = Date.now() + HELD_MS;
		while (running.isFull()) {
			await running.change();
			if (trigger.isLeaving || Date.now() >= until) return false;
		}
		return true;
	} finally {
		held--;
	}
}

// Load shedding: in a flood, events beyond what n8n can take would cost its time.

/** Each takes n8n 2 about 11 MB, as an execution does. */
const MAX_OPEN = 50;
/** Genuine calls that are not answered yet: of those that prove nothing yet, only a few wait. */
let open = 0;

/** Takes a genuine call. */
export async function whileOpen<Answer>(take: () => Promise<Answer>): Promise<Answer> {
	open++;
	try {
		return await take();
	} finally {
		open--;
	}
}

/** Tells whether a genuine call has to come again. Calls of our own are answered even then. */
export function isOverloaded(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	delivery: Delivery | undefined,
): boolean {
	if (context.getMode() === 'manual') return false;
	if (delivery !== undefined && isOwnEvent(delivery.event)) return false;
	if (open >= MAX_OPEN) return true;
	if (!running.isFull()) return false;
	if (trigger === undefined || delivery === undefined) return true;
	return !mayWait(trigger, getSentAt(delivery)) && held >= MAX_HELD;
}

/** Refuses a call. If the server delivers its event again and then gives up, the store has it. */
export function shed(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	delivery: Delivery | undefined,
): IWebhookResponseData {
	const sentAt = delivery && getSentAt(delivery);
	if (trigger !== undefined && sentAt !== undefined) {
		const { connection, instanceId } = trigger;
		const since = Math.max(sentAt, messageTime(connection, Date.now() - REDELIVERED_MS));
		for (const active of activeTriggersOn(instanceId)) active.noteMissing(since);
	}
	return askAgain(context);
}
