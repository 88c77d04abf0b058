import { type IDeferredPromise, type INodeExecutionData, type IRun, sleep } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { createDeferred } from '../../n8n/compat';
import { findStoreTrouble, LONG_MS, startByKey, StartKey } from '../../n8n/stored';
import { makeSessionId } from '../../events/modelKeys';
import { type ActiveTrigger, tellsStored } from '../active/activeTrigger';
import { saveSoon } from '../active/saveTaken';
import { isWritten, type Event, messageTime } from '../memory/deliveredEvent';
import { findSeen, triggerKey } from '../memory/seenEvents';
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
	const start: Starting['start'] = (over) => {
		void noteIfFailed(trigger, over.promise);
		return startByKey(trigger.context, outputs, key, over);
	};
	let first: Promise<boolean> | undefined;
	try {
		first = isBehindKept(trigger, event) ? Promise.resolve(false) : start(done);
	} finally {
		// n8n has thrown: nothing has started.
		if (first === undefined) findSeen(trigger).forget(eventId);
	}
	void startUntilDone(trigger, { event, outputs, start }, first);
}

/** The times of messages are whole seconds, and the clocks of WhatsApp and n8n differ by more than messages have shown. */
const MARGIN_MS = 5_000;

/** Whether a message was sent after the trigger had started here: no process before this one can have taken it. */
const isSentSinceStart = ({ connection, startedAt }: ActiveTrigger, sentAt = Infinity): boolean =>
	sentAt > Math.max(startedAt, messageTime(connection, startedAt)) + MARGIN_MS;

// A server that keeps nothing considers every 2xx delivered. So it gets none before the execution is in n8n's database, or a kill
// would lose the event. While n8n cannot store executions, no server gets one for an event that no store has.

/** A forwarded call ends after 8 s, and each that is open costs n8n more than 10 MB. */
const WAIT_MS = 3_000;

/** What starts the workflow. */
interface Starting {
	readonly event: Identified;
	readonly outputs: INodeExecutionData[][];
	/** Always under its key. @returns whether n8n has stored the execution */
	start(done: IDeferredPromise<IRun>): Promise<boolean>;
}

/**
 * n8n stores an execution a moment after it was told to start it: only then it is done. What n8n could not store is missing,
 * and found in the server's store. What no store has is kept here, and starts the workflow as soon as n8n can.
 */
async function startUntilDone(
	trigger: ActiveTrigger,
	{ event, outputs, start }: Starting,
	first: Promise<boolean>,
): Promise<void> {
	const { eventId } = event;
	const seen = findSeen(trigger);
	const isFound = isFoundInStore(trigger, event);
	let isStored = await first;
	if (!isStored && isFound) leaveToStore(trigger, event);
	else if (!isStored)
		isStored = await keepInOrder(trigger, event, async () =>
			startUntilStored(trigger, outputs, async (done) => {
				seen.beginAgain(eventId);
				return await start(done);
			}),
		);
	if (isStored) seen.finish(eventId);
	else seen.forget(eventId);
	if (isStored) saveSoon(trigger);
}

// Within a chat, messages start the workflow in order, also after n8n could not store an execution for one of them: what follows
// it is left to the server's store as well, or kept here until the one before is stored.

/** By trigger: chats with messages that are left to the server's store. */
const left = new WeakMap<ActiveTrigger, Set<string>>();
/** By trigger and chat: settles when the newest message that is kept here is stored, or given up. */
const kept = new Map<string, Promise<boolean>>();

/** Empty for what is no message. */
const chatOf = (trigger: ActiveTrigger, { delivery, sentAt }: Identified): string =>
	sentAt === undefined || delivery?.message === undefined
		? ''
		: `${triggerKey(trigger)} ${makeSessionId(delivery)}`;

const isBehindKept = (trigger: ActiveTrigger, event: Identified): boolean =>
	kept.has(chatOf(trigger, event));

async function keepInOrder(
	trigger: ActiveTrigger,
	event: Identified,
	keep: () => Promise<boolean>,
): Promise<boolean> {
	const chat = chatOf(trigger, event);
	if (chat === '') return await keep();
	const stored = Promise.resolve(kept.get(chat)).then(keep);
	kept.set(chat, stored);
	return await stored.finally(() => kept.get(chat) === stored && kept.delete(chat));
}

function leaveToStore(trigger: ActiveTrigger, event: Identified): void {
	const chats = left.get(trigger) ?? new Set();
	left.set(trigger, chats.add(chatOf(trigger, event)));
	trigger.searchFrom(event.sentAt ?? Date.now());
}

/** Whether it follows a message that is left to the server's store: then so is this one. */
export function isLeftToStore(trigger: ActiveTrigger, event: Event): boolean {
	if (!trigger.mayMissMessages) left.delete(trigger);
	const isLeft = left.get(trigger)?.has(chatOf(trigger, event)) === true;
	if (!isLeft || !isFoundInStore(trigger, event)) return false;
	leaveToStore(trigger, event);
	return true;
}

/** Whether catching up finds it in the server's store, if nothing remembers that it was taken. */
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
