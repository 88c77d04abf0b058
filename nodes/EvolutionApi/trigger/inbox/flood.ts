import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../server/delivery';
import { isOwnEvent } from '../../hub/ask';
import { askAgain } from '../../hub/subscribers';
import { type ActiveTrigger, REDELIVERED_MS } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import { type Event, getSentAt, messageTime } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { isRecoverable } from './emit';
import { floodTurnsOf, running, type Start } from './turns';

// In a flood, messages wait in n8n until another execution may run. n8n answers the server's call at once: a waiting message
// takes a few KB, an open call 11 MB, and a refused call comes again and costs n8n as much each time. A message counts as not
// taken until it starts the workflow, and catching up finds it if n8n is killed. Events that catching up wouldn't find keep
// their call open while they wait: only a few at a time, and not for long.

/** Limit for waiting messages, of all triggers of this process. */
const MAX_WAITING = 10_000;
let waiting = 0;

const MAX_HELD = 25;
/** How long a call stays open: offering its event to the waits may have taken as long, and the server gives up after 30 s. */
const HELD_MS = 10_000;
let held = 0;

/** Tells whether the event may wait in n8n after its call was answered: catching up would find it after a crash. */
export const mayWait = (
	trigger: ActiveTrigger,
	event: Pick<Event, 'sentAt' | 'delivery'>,
): boolean =>
	isRecoverable(trigger, event) && !trigger.channel.holdsConnection && waiting < MAX_WAITING;

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
export async function untilFree(trigger: ActiveTrigger): Promise<boolean> {
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

// Load shedding: in a flood, n8n refuses calls that it can't handle, because they would only cost it time.

/** Limit for open calls. Each takes n8n 2 about 11 MB, as an execution does. */
const MAX_OPEN = 50;
/** Number of genuine calls that aren't answered yet. Calls without a proof are limited by askForUnproven(). */
let open = 0;

/** Counts a genuine call as open until it's answered. */
export async function whileOpen<Answer>(take: () => Promise<Answer>): Promise<Answer> {
	open++;
	try {
		return await take();
	} finally {
		open--;
	}
}

/** Tells whether n8n can't accept a genuine call now, and the server must repeat it. Our own calls are always accepted. */
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
	return !mayWait(trigger, { delivery, sentAt: getSentAt(delivery) }) && held >= MAX_HELD;
}

/** Refuses a call, and notes that its message may be missing: if the server gives up redelivering it, the store has it. */
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
