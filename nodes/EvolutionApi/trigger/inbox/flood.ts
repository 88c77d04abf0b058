import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../server/delivery';
import { isOwnEvent } from '../../hub/ask';
import { askAgain } from '../../hub/subscribers';
import { type ActiveTrigger, REDELIVERED_MS } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import { type Event, getSentAt, messageTime } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { findSeen } from '../memory/seenEvents';
import { isRecoverable } from './emit';
import { running, type Start, Turns } from './turns';

// In a flood of messages, n8n answers the server's calls at once, and starts the workflow later, when fewer executions are
// running. A waiting message takes a few KB, an open call 11 MB. If n8n is killed while a message waits, a later search finds
// the message in the server's store. For an event that isn't in the store, n8n keeps the call open, but not for long, and only
// a few calls at a time.

const MAX_WAITING = 10_000;
let waitingMessages = 0;

const MAX_HELD = 25;
/** How long to keep the server's call open. The server gives up after 30 s, and the call may already be 10 s old. */
const HELD_MS = 10_000;
const CALL_CHECK_MS = 100;
let heldCalls = 0;

/** Tells whether n8n may answer the server's call before the workflow starts: only for an event in the server's store. */
export const mayWait = (
	trigger: ActiveTrigger,
	event: Pick<Event, 'sentAt' | 'delivery'>,
): boolean =>
	isRecoverable(trigger, event) &&
	!trigger.channel.holdsConnection &&
	waitingMessages < MAX_WAITING;

const turnsByInstance = createScopedCache<Turns>();

/** Never throws. */
export async function startWhenFree(
	trigger: ActiveTrigger,
	{ eventId, sentAt = Date.now() }: Event,
	startIt: Start,
): Promise<void> {
	const eventMemory = findSeen(trigger);
	if (eventMemory.knows(eventId)) return;
	eventMemory.wait(eventId, sentAt);
	waitingMessages++;
	try {
		await turnsByInstance.getOr(trigger.instanceId, () => new Turns(Infinity)).inTurn(startIt);
	} catch (error) {
		logNotStarted(trigger, error);
		trigger.searchFrom(sentAt);
	}
	eventMemory.endWait(eventId);
	waitingMessages--;
}

export function logNotStarted({ context }: ActiveTrigger, error: unknown): void {
	const cause = error instanceof Error ? error.message : '';
	context.logger.warn('An event could not start the workflow', { cause });
}

/** Keeps the server's call open until another execution may run. @returns false if that takes too long */
export async function untilFree(trigger: ActiveTrigger): Promise<boolean> {
	if (heldCalls >= MAX_HELD) return false;
	heldCalls++;
	const until = Date.now() + HELD_MS;
	const givesUp = () => trigger.isLeaving || Date.now() >= until;
	while (running.isFull() && !givesUp()) await sleep(CALL_CHECK_MS);
	heldCalls--;
	return !givesUp();
}

/** Limit for open calls. In n8n 2, an open call takes about 11 MB, like an execution. */
const MAX_OPEN = 50;
let openCalls = 0;

export async function whileOpen<Answer>(take: () => Promise<Answer>): Promise<Answer> {
	openCalls++;
	try {
		return await take();
	} finally {
		openCalls--;
	}
}

/** Tells whether n8n must refuse a genuine call now, so that the server repeats it. n8n always accepts calls by our nodes. */
export function isOverloaded(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	delivery: Delivery | undefined,
): boolean {
	if (context.getMode() === 'manual') return false;
	if (delivery !== undefined && isOwnEvent(delivery.event)) return false;
	if (openCalls >= MAX_OPEN) return true;
	if (!running.isFull()) return false;
	if (trigger === undefined || delivery === undefined) return true;
	return !mayWait(trigger, { delivery, sentAt: getSentAt(delivery) }) && heldCalls >= MAX_HELD;
}

/** Refuses a call. Notes the time of the call's message, so that the search for missed messages can find the message. */
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
