import { type IDeferredPromise, type INodeExecutionData, type IRun, sleep } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { createDeferred } from '../../n8n/compat';
import {
	findStoreTrouble,
	findTurnMs,
	LONG_MS,
	noteUnstored,
	startByKey,
	StartKey,
} from '../../n8n/stored';
import { makeSessionId } from '../../events/modelKeys';
import type { ActiveTrigger, LastStart } from '../active/activeTrigger';
import { saveSoon } from '../active/saveTaken';
import { isWritten, type Event, messageTime } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { isCatchUpWanted } from '../settings/triggerSettings';
import { noteIfFailed } from './failedExecutions';
import { startUntilStored } from './keep';

/** An event of the server, or a *Health Alert*, which has no delivery. */
type Identified = Omit<Event, 'delivery'> & Partial<Pick<Event, 'delivery'>>;

/**
 * Starts the workflow. n8n stores a key with each execution, and starts no other execution with that key. A message's key is
 * made from its ID, so that the message doesn't start the workflow again after n8n was killed. Any other event gets a random
 * key, because two different events may look the same. If n8n couldn't store the execution, the next try uses the same key.
 * @param end n8n settles it when the execution is over, or if an earlier execution has the same key
 */
export function emitOnce(
	trigger: ActiveTrigger,
	event: Identified,
	outputs: INodeExecutionData[][],
	end: IDeferredPromise<IRun> = createDeferred(),
): void {
	const { eventId, sentAt } = event;
	const keptId = sentAt === undefined ? `${eventId} ${randomUUID()}` : eventId;
	const names = [trigger.nodeId, trigger.instanceId, keptId];
	const key = new StartKey(names, isSentSinceStart(trigger, sentAt));
	end.promise.catch(() => {});
	const start = (over: IDeferredPromise<IRun>) => {
		void noteIfFailed(trigger, over.promise);
		return startByKey(trigger.context, outputs, key, over);
	};
	const starting: Starting = { event, outputs, start, isUnderway: true };
	const { lastStarts } = trigger;
	const chat = chatOf(event);
	const before = lastStarts.get(chat);
	let first: Promise<boolean> | undefined;
	try {
		first = before === undefined ? start(end) : startAfter(before, trigger, starting, end);
	} finally {
		// If n8n has thrown, no execution has started.
		if (first === undefined) findSeen(trigger).forget(eventId);
	}
	const isOver = startUntilDone(trigger, starting, first);
	starting.isOver = isOver;
	if (chat === '') return;
	lastStarts.set(chat, starting);
	void isOver.then(() => lastStarts.get(chat) === starting && lastStarts.delete(chat));
}

/** Tolerance for message times, which are whole seconds, and for clocks that differ by more than estimated. */
const MARGIN_MS = 5_000;

/** Tells whether a message was sent after trigger() started in this process, so that no earlier process can have taken it. */
const isSentSinceStart = ({ connection, startedAt }: ActiveTrigger, sentAt = Infinity): boolean =>
	sentAt > Math.max(startedAt, messageTime(connection, startedAt)) + MARGIN_MS;

// A server without a message store forgets an event after a 2xx. So n8n first stores the execution, and then answers.

/** How long an answer to a webhook call may wait for n8n's database. The caller may be forward(), which gives up after 8 s. */
const WAIT_MS = 3_000;

interface Starting extends LastStart {
	readonly event: Identified;
	readonly outputs: INodeExecutionData[][];
	/** @returns whether n8n has stored the execution */
	start(end: IDeferredPromise<IRun>): Promise<boolean>;
}

/**
 * Waits until n8n has stored the execution, usually a moment after the start. If n8n can't store it, a later search finds the
 * message in the server's store. For an event that no search would find, this process retries the start for up to an hour.
 * @returns whether n8n has stored the execution
 */
async function startUntilDone(
	trigger: ActiveTrigger,
	starting: Starting,
	first: Promise<boolean>,
): Promise<boolean> {
	const { event, outputs, start } = starting;
	const eventMemory = findSeen(trigger);
	let isStored = await first;
	starting.isUnderway = isStored;
	if (!isStored && isRecoverable(trigger, event)) leaveToCatchUp(trigger, event);
	else if (!isStored)
		isStored = await startUntilStored(trigger, outputs, async (end) => {
			eventMemory.beginAgain(event.eventId);
			return await start(end);
		});
	if (isStored) eventMemory.finish(event.eventId);
	else eventMemory.forget(event.eventId);
	if (isStored) saveSoon(trigger);
	return isStored;
}

// Messages of a chat start the workflow in order: each first waits for n8n to store the previous message's execution.

const chatOf = ({ delivery, sentAt }: Identified): string =>
	sentAt === undefined || delivery?.message === undefined ? '' : makeSessionId(delivery);

/** Starts an execution after the chat's previous one. @returns whether n8n has stored the execution */
async function startAfter(
	before: LastStart,
	trigger: ActiveTrigger,
	starting: Starting,
	end: IDeferredPromise<IRun>,
): Promise<boolean> {
	starting.isUnderway = false;
	await Promise.race([before.isOver, sleep(findTurnMs())]);
	const isNext = before.isUnderway || (await before.isOver) === true;
	if (trigger.isLeaving || (!isNext && isRecoverable(trigger, starting.event))) {
		end.reject(new Error('Not started'));
		return false;
	}
	starting.isUnderway = true;
	try {
		return await starting.start(end);
	} catch (error) {
		noteUnstored(trigger.context, error);
		return false;
	}
}

function leaveToCatchUp(trigger: ActiveTrigger, event: Identified): void {
	trigger.chatsLeft.add(chatOf(event));
	trigger.searchFrom(event.sentAt ?? Date.now());
}

/** Tells whether a message must wait for the search that finds earlier messages of the same chat. If so, plans that search. */
export function isLeftToCatchUp(trigger: ActiveTrigger, event: Event): boolean {
	if (!trigger.mayMissMessages) trigger.chatsLeft.clear();
	if (!trigger.chatsLeft.has(chatOf(event)) || !isRecoverable(trigger, event)) return false;
	leaveToCatchUp(trigger, event);
	return true;
}

/** Tells whether a search for missed messages would find the event in the server's store. */
export const isRecoverable = (
	{ settings, connection }: ActiveTrigger,
	{ sentAt, delivery }: Pick<Identified, 'sentAt' | 'delivery'>,
): boolean =>
	sentAt !== undefined &&
	delivery !== undefined &&
	isWritten(delivery) &&
	connection.server.store !== undefined &&
	isCatchUpWanted(settings);

/** @returns false if the server must redeliver the event */
export async function untilStored(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	const mayBeLost = findStoreTrouble() !== undefined && !isRecoverable(trigger, event);
	if (!mayBeLost && trigger.connection.server.store !== undefined) return true;
	const starting = findSeen(trigger).findStarting(event.eventId);
	if (starting === undefined) return true;
	// After this time, the execution is certainly stored, and only waits for its turn, unless n8n's database is failing.
	if (Date.now() - starting.since >= LONG_MS && findStoreTrouble() === undefined) return true;
	return await Promise.race([starting.outcome.promise, sleep(WAIT_MS).then(() => false)]);
}
