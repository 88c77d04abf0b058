import { type IDeferredPromise, type INodeExecutionData, type IRun, sleep } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { createDeferred } from '../../n8n/compat';
import {
	findStoreTrouble,
	LONG_MS,
	noteUnstored,
	startByKey,
	StartKey,
	untilNextStored,
} from '../../n8n/stored';
import { makeSessionId } from '../../events/modelKeys';
import { type ActiveTrigger, type LastStart, tellsStored } from '../active/activeTrigger';
import { saveSoon } from '../active/saveTaken';
import { isWritten, type Event, messageTime } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { isCatchUpWanted } from '../settings/triggerSettings';
import { noteIfFailed } from './failedExecutions';
import { startUntilStored } from './keep';

interface Identified extends Partial<Pick<Event, 'delivery'>> {
	readonly eventId: string;
	/** When an incoming message was sent, Unix ms; undefined for other events. */
	readonly sentAt?: number;
}

/**
 * Starts the workflow. n8n stores a key together with the execution, and starts no other one with it. That of a message is
 * always the same: after a kill, n8n knows better than our static data what was started. Other events are not looked for after
 * a restart, and nothing tells two of them apart for as long as n8n keeps executions: each has a key of its own, with which it
 * is tried again where n8n could not store it.
 * @param done n8n settles it when the execution is over, or was started before
 */
export function emitOnce(
	trigger: ActiveTrigger,
	event: Identified,
	outputs: INodeExecutionData[][],
	done: IDeferredPromise<IRun> = createDeferred(),
): void {
	const { eventId, sentAt } = event;
	const keptId = sentAt === undefined ? `${eventId} ${randomUUID()}` : eventId;
	const names = [trigger.nodeId, trigger.instanceId, keptId];
	const key = new StartKey(names, isSentSinceStart(trigger, sentAt));
	done.promise.catch(() => {});
	const start = (over: IDeferredPromise<IRun>) => {
		void noteIfFailed(trigger, over.promise);
		return startByKey(trigger.context, outputs, key, over);
	};
	const starting: Starting = { event, outputs, start, isUnderway: true };
	const before = trigger.lastStarts.get(chatOf(event));
	let first: Promise<boolean> | undefined;
	try {
		first = before === undefined ? start(done) : startAfter(before, trigger, starting, done);
	} finally {
		// n8n has thrown: nothing has started.
		if (first === undefined) findSeen(trigger).forget(eventId);
	}
	noteLastStart(
		trigger,
		Object.assign(starting, { isOver: startUntilDone(trigger, starting, first) }),
	);
}

/** The times of messages are whole seconds, and the clocks of WhatsApp and n8n differ by more than messages have shown. */
const MARGIN_MS = 5_000;

/** Tells whether a message was sent after the trigger had started here: no process before this one can have taken it. */
const isSentSinceStart = ({ connection, startedAt }: ActiveTrigger, sentAt = Infinity): boolean =>
	sentAt > Math.max(startedAt, messageTime(connection, startedAt)) + MARGIN_MS;

// A server that keeps nothing considers every 2xx delivered. So it gets none before the execution is in n8n's database, or a kill
// would lose the event. While n8n cannot store executions, no server gets one for an event that no store has.

/** A forwarded call ends after 8 s, and each that is open costs n8n more than 10 MB. */
const WAIT_MS = 3_000;

/** A start of the workflow. */
interface Starting extends LastStart {
	readonly event: Identified;
	readonly outputs: INodeExecutionData[][];
	/** Always under its key. @returns whether n8n has stored the execution */
	start(done: IDeferredPromise<IRun>): Promise<boolean>;
}

/**
 * Starts the workflow until n8n has stored the execution, which it does a moment after it was told to start it. A message that
 * n8n could not store is found in the server's store. What no store has is kept here.
 * @returns whether n8n has stored it
 */
async function startUntilDone(
	trigger: ActiveTrigger,
	starting: Starting,
	first: Promise<boolean>,
): Promise<boolean> {
	const { event, outputs, start } = starting;
	const seen = findSeen(trigger);
	let isStored = await first;
	starting.isUnderway = isStored;
	if (!isStored && isFoundInStore(trigger, event)) leaveToStore(trigger, event);
	else if (!isStored)
		isStored = await startUntilStored(trigger, outputs, async (done) => {
			seen.beginAgain(event.eventId);
			return await start(done);
		});
	if (isStored) seen.finish(event.eventId);
	else seen.forget(event.eventId);
	if (isStored) saveSoon(trigger);
	return isStored;
}

// Within a chat, messages start the workflow in order, also where n8n could not store an execution for one of them: the messages
// after it are left to the server's store as well, or kept here until it is stored. While n8n stores nothing at all, it may refuse
// one message after a minute and store the next one: so the next one waits here.

/** Empty for other events. */
const chatOf = ({ delivery, sentAt }: Identified): string =>
	sentAt === undefined || delivery?.message === undefined ? '' : makeSessionId(delivery);

function noteLastStart({ lastStarts }: ActiveTrigger, starting: Starting): void {
	const chat = chatOf(starting.event);
	if (chat === '') return;
	lastStarts.set(chat, starting);
	void starting.isOver?.then(() => lastStarts.get(chat) === starting && lastStarts.delete(chat));
}

/** After n8n has stored anything, the message before has this long to be stored: n8n stores what starts at once in any order. */
const TURN_MS = 5_000;

/** Starts a message after the one before it in its chat. @returns whether n8n has stored it */
async function startAfter(
	before: LastStart,
	trigger: ActiveTrigger,
	starting: Starting,
	done: IDeferredPromise<IRun>,
): Promise<boolean> {
	starting.isUnderway = false;
	const isStoring = untilNextStored().then(async () => await sleep(TURN_MS));
	await Promise.race([before.isOver, isStoring]);
	const isNext = before.isUnderway || (await before.isOver) === true;
	if (trigger.isLeaving || (!isNext && isFoundInStore(trigger, starting.event))) {
		done.reject(new Error('Not started'));
		return false;
	}
	starting.isUnderway = true;
	try {
		return await starting.start(done);
	} catch (error) {
		noteUnstored(trigger.context, error);
		return false;
	}
}

function leaveToStore(trigger: ActiveTrigger, event: Identified): void {
	trigger.chatsLeft.add(chatOf(event));
	trigger.searchFrom(event.sentAt ?? Date.now());
}

/** Tells whether it follows a message that is left to the server's store: then so is this one. */
export function isLeftToStore(trigger: ActiveTrigger, event: Event): boolean {
	if (!trigger.mayMissMessages) trigger.chatsLeft.clear();
	if (!trigger.chatsLeft.has(chatOf(event)) || !isFoundInStore(trigger, event)) return false;
	leaveToStore(trigger, event);
	return true;
}

/** Tells whether catching up finds it in the server's store, if nothing remembers that it was taken. */
export const isFoundInStore = (
	{ settings, connection }: ActiveTrigger,
	{ sentAt, delivery }: Pick<Identified, 'sentAt' | 'delivery'>,
): boolean =>
	sentAt !== undefined &&
	delivery !== undefined &&
	isWritten(delivery) &&
	connection.server.store !== undefined &&
	isCatchUpWanted(settings);

/** @returns false if the server has to deliver the event again, because n8n may not have it */
export async function isStored(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	const mayBeLost = findStoreTrouble() !== undefined && !isFoundInStore(trigger, event);
	if (!mayBeLost && !tellsStored(trigger)) return true;
	const starting = findSeen(trigger).findStarting(event.eventId);
	if (starting === undefined) return true;
	// Unless its database fails, it waits for its turn there.
	if (Date.now() - starting.since >= LONG_MS && findStoreTrouble() === undefined) return true;
	return await Promise.race([starting.stored.promise, sleep(WAIT_MS).then(() => false)]);
}
