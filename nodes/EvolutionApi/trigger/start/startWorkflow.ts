import {
	NodeOperationError,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
	sleep,
	type IExecuteFunctions,
} from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { createDeferred } from '../../core/concurrency/limiter';
import type { Delivery } from '../../core/server/delivery';
import type { Subscriber } from '../../hub/list';
import { isSubscribedTo } from '../../hub/subscribers';
import { type ActiveTrigger, tellsStored } from '../active/activeTrigger';
import { outputsFor, type MediaContext } from '../items/itemsWithMedia';
import { withEditedMessage } from '../items/editedMessage';
import { isWritten, type Event } from '../memory/deliveredEvent';
import { findSeen, type TriggerId } from '../memory/seenEvents';
import { saveSoon } from '../active/saveTaken';
import {
	type readServer,
	type TriggerSettings,
	isCatchUpWanted,
} from '../settings/triggerSettings';
import { isPausedForHuman } from '../memory/takeovers';
import { getNodeId } from '../active/activeTriggers';
import { withAccount, withAddresses } from '../items/addressBook';
import { isSentSinceStart, StartKey } from './startKey';
import { findStoreTrouble, LONG_MS, noteBegunHere, startByKey, startUntilStored } from './unstored';
import { guardAgainstLoop, withLoopNote } from './loopGuard';
import { startAgain, wasCutOff } from './afterCrash';

/** How to reach the server, if something has to be asked. */
type GetServer = () => ReturnType<typeof readServer>;

/**
 * Whether the workflow wants the event: what costs nothing is asked first.
 * @returns with all addresses of its chat, and of the account, if a filter needs these; undefined if it is not wanted
 * @throws {RequestFailure} if the server cannot tell those of the account now: the event may come again
 */
async function chooseEvent(
	context: MediaContext,
	settings: TriggerSettings,
	event: Event,
	{ getServer, trigger }: Taking,
): Promise<Event | undefined> {
	if (!isEventChosen(settings, event.delivery)) return undefined;
	if (event.isAnswer === true && !startsWithAnswers(settings)) return undefined;
	const place = {
		instanceId: trigger?.instanceId ?? getNodeId(context),
		context,
		server: getServer,
	};
	const whole = await withEditedMessage(place, event);
	const chosen = await withAccount(place, settings, whole);
	if (!settings.mayPass(chosen.delivery)) return undefined;
	const known = await withAddresses(place, chosen);
	return settings.passes(known.delivery) ? known : undefined;
}

/** {@link chooseEvent} for an active trigger. */
export const chooseFor = async (trigger: ActiveTrigger, event: Event): Promise<Event | undefined> =>
	await chooseEvent(trigger.context, trigger.settings, event, {
		getServer: async () => trigger,
		trigger,
	});

/**
 * Starts the workflow with an event that it wants, if it has not had that.
 * @param done n8n settles it when the execution is over
 * @returns whether it was started
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function startWorkflow(
	trigger: ActiveTrigger,
	event: Event,
	done?: IDeferredPromise<IRun>,
): Promise<boolean> {
	const { context, settings } = trigger;
	const outputs = await takeEvent(context, settings, event, {
		getServer: async () => trigger,
		trigger,
	});
	if (outputs === undefined) return false;
	emitOnce(trigger, event, outputs, done);
	return true;
}

interface Taking {
	readonly getServer: GetServer;
	/** Left out for a test session, which remembers nothing. */
	readonly trigger?: TriggerId;
}

/**
 * Takes an event that the workflow wants.
 * @returns the items with which it starts; undefined if it had the event, or leaves it to a person or a question
 * @throws {NodeOperationError} if that fails: the event may come again
 */
async function takeEvent(
	context: MediaContext,
	settings: TriggerSettings,
	event: Event,
	{ getServer, trigger }: Taking,
): Promise<INodeExecutionData[][] | undefined> {
	const { delivery, eventId, sentAt } = event;
	const seen = trigger && findSeen(trigger);
	if (trigger !== undefined && isPausedForHuman(trigger, settings, event)) return undefined;
	if (isTooOld(settings, event)) {
		seen?.note(eventId, sentAt);
		return undefined;
	}
	// Before the next await, because the same event may come a second time meanwhile.
	if (seen?.begin(eventId, sentAt) === false) return undefined;
	const loop = trigger && guardAgainstLoop(context, trigger, settings, event);
	if (loop?.mayStart === false) {
		seen?.finish(eventId);
		return undefined;
	}
	const made = makeOutputs(context, settings, delivery, getServer);
	const outputs = await made.catch((error: unknown) => {
		seen?.forget(eventId);
		throw error;
	});
	if (loop?.note !== undefined) return withLoopNote(outputs, settings, loop.note);
	if (outputs.some((items) => items.length > 0)) return outputs;
	seen?.finish(eventId);
	return undefined;
}

const HOUR_MS = 3_600_000;
/** The clocks of WhatsApp and n8n may differ. */
const CLOCKS_MS = 10 * 60_000;

/**
 * Whether a message is older than *Missed Messages → Max Age* allows, however it came: after an outage, WhatsApp gives the
 * server what was written days ago. Then the workflow has had it.
 */
const isTooOld = ({ options }: TriggerSettings, { sentAt }: Event): boolean =>
	sentAt !== undefined && Date.now() - sentAt > options.missedMessages.maxAge * HOUR_MS + CLOCKS_MS;

/** {@link takeEvent}, where n8n starts the workflow with what it is given. */
export async function takeIfWanted(
	context: MediaContext,
	settings: TriggerSettings,
	event: Event,
	taking: Taking,
): Promise<INodeExecutionData[][] | undefined> {
	const chosen = await chooseEvent(context, settings, event, taking);
	return chosen && (await takeEvent(context, settings, chosen, taking));
}

/** The items of an event, on the outputs where they belong. @throws {NodeOperationError} */
export async function makeOutputs(
	context: MediaContext,
	settings: TriggerSettings,
	delivery: Delivery,
	getServer: GetServer,
): Promise<INodeExecutionData[][]> {
	try {
		return await outputsFor(context, settings, delivery, getServer);
	} catch (error) {
		const message = error instanceof Error ? error.message : 'The event could not be taken';
		throw new NodeOperationError(context.getNode(), message);
	}
}

export function isEventChosen({ events }: TriggerSettings, { event, chat }: Delivery): boolean {
	const asSubscriber: Subscriber = { kind: 'trigger', url: '', events };
	return isSubscribedTo(asSubscriber, { event, chats: chat }, Date.now());
}

/** *Answers to Pending Questions*: whether what is for a question starts the workflow, too. A bot that asks would ask without end. */
export const startsWithAnswers = ({ options }: TriggerSettings): boolean =>
	options.answersToPendingQuestions === 'triggerWorkflow';

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
	const key = new StartKey(trigger, keptId, isSentSinceStart(trigger, sentAt));
	done.promise.catch(() => {});
	const start: Starting['start'] = (over) => startByKey(trigger, outputs, key, over);
	let first: Promise<boolean> | undefined;
	try {
		first = start(done);
	} finally {
		// n8n has thrown: nothing has started.
		if (first === undefined) findSeen(trigger).forget(eventId);
	}
	void startUntilDone(trigger, { event, outputs, key, start, over: done.promise }, first);
}

// n8n does not tell who starts an execution when it is stored, and where its database fails it may be stored and never begin. But
// its first node is the trigger: its execute() answers by the way that n8n has for answers from within a workflow, which leads
// back to the process that started it in queue mode, too. A server that keeps nothing takes every 2xx for delivered. So it gets
// none before the execution is in n8n's database, else a kill loses what nobody has any more. Nor does any
// server get one while n8n cannot store executions, for an event that no store has.

/** A forwarded call ends after 8 s, and each that is open costs n8n more than 10 MB. */
const WAIT_MS = 3_000;
/** In execute(): the execution is stored, and has begun. */
export function tellStored(context: IExecuteFunctions): void {
	if (context.getMode() !== 'trigger') return;
	noteBegunHere();
	context.sendResponse({});
}

/** What starts the workflow. */
interface Starting {
	readonly event: Identified;
	readonly outputs: INodeExecutionData[][];
	readonly key: StartKey;
	/** Settles when the first execution is over. */
	readonly over: Promise<unknown>;
	/** Always under its key. @returns whether n8n has stored the execution */
	start(done: IDeferredPromise<IRun>): Promise<boolean>;
}

/**
 * n8n stores an execution a moment after it was told to start it: only then it is done. What n8n could not store is missing,
 * and found in the server's store. What no store has is kept here, and starts the workflow as soon as n8n can.
 */
async function startUntilDone(
	trigger: ActiveTrigger,
	{ event, outputs, key, start, over }: Starting,
	first: Promise<boolean>,
): Promise<void> {
	const { eventId, sentAt } = event;
	const seen = findSeen(trigger);
	const isFound = isFoundInStore(trigger, event);
	let isStored = await first;
	let isOver = over;
	if (isStored && key.isOfEarlier && wasCutOff(trigger, event)) {
		const again = startAgain(trigger, event, outputs);
		isStored = await again.stored;
		isOver = again.over;
	}
	if (!isStored && !isFound)
		isStored = await startUntilStored(trigger, outputs, async (done) => {
			seen.beginAgain(eventId);
			return await start(done);
		});
	if (!isStored && isFound) trigger.searchFrom(sentAt ?? Date.now());
	if (isStored && isFound && trigger.settings.startsAgain) {
		seen.run(eventId);
		await Promise.allSettled([isOver]);
	}
	if (isStored) seen.finish(eventId);
	else seen.forget(eventId);
	if (isStored) saveSoon(trigger);
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
