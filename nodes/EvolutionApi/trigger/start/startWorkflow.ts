import {
	NodeOperationError,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
	sleep,
	type IExecuteFunctions,
	type IExecuteResponsePromiseData,
} from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { createDeferred } from '../../core/concurrency/limiter';
import type { Delivery } from '../../core/server/delivery';
import { BoundedMap } from '../../core/values/boundedMap';
import type { Subscriber } from '../../hub/list';
import { isSubscribedTo } from '../../hub/subscribers';
import type { Emit } from '../../n8n/compat';
import { type ActiveTrigger, tellsStored } from '../active/activeTrigger';
import { outputsFor, type MediaContext } from '../items/itemsWithMedia';
import { withEditedMessage } from '../items/editedMessage';
import { withAccount } from '../items/ownAddresses';
import { isWritten, type Event } from '../memory/deliveredEvent';
import { claimEvent, releaseEvent, type TriggerId, findTakenEvents } from '../memory/takenEvents';
import { saveSoon } from '../active/saveTaken';
import {
	type readServer,
	type TriggerSettings,
	isCatchUpWanted,
} from '../settings/triggerSettings';
import { isPausedForHuman } from '../memory/takeovers';
import { getNodeId } from '../active/activeTriggers';
import { withAddresses } from '../items/addressBook';
import { noteIfFailed } from './failedExecutions';
import { isSentSinceStart, StartKey } from './startKey';
import { findStoreTrouble, startUntilStored, wasStored } from './unstored';
import { guardAgainstLoop, withLoopNote } from './loopGuard';

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
	const whole = await withEditedMessage({ context, server: getServer }, event);
	const chosen = await withAccount(context, settings, whole, getServer);
	if (!settings.mayPass(chosen.delivery)) return undefined;
	const place = {
		instanceId: trigger?.instanceId ?? getNodeId(context),
		context,
		server: getServer,
	};
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
	const held = emitOnce(trigger, event, outputs, done);
	saveSoon(trigger);
	void held?.then(() => saveSoon(trigger));
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
	if (trigger !== undefined && isPausedForHuman(trigger, settings, event)) return undefined;
	if (event.isAnswer === true && !startsWithAnswers(settings)) return undefined;
	if (trigger !== undefined && isTooOld(settings, event)) {
		claimEvent(trigger, eventId, sentAt);
		return undefined;
	}
	// Claimed before the next await, because the same event may come a second time meanwhile.
	if (trigger !== undefined && !claimEvent(trigger, eventId, sentAt)) return undefined;
	const loop = trigger && guardAgainstLoop(context, trigger, settings, event);
	if (loop?.mayStart === false) return undefined;
	const made = makeOutputs(context, settings, delivery, getServer);
	const outputs = await made.catch((error: unknown) => {
		if (trigger !== undefined) releaseEvent(trigger, eventId);
		throw error;
	});
	if (loop?.note !== undefined) return withLoopNote(outputs, settings, loop.note);
	return outputs.some((items) => items.length > 0) ? outputs : undefined;
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
 * @returns settles when the event counts as taken for what n8n keeps for us; undefined: from now on
 */
export function emitOnce(
	trigger: ActiveTrigger,
	event: Identified,
	outputs: INodeExecutionData[][],
	done: IDeferredPromise<IRun> = createDeferred(),
): Promise<void> | undefined {
	const emit: Emit = trigger.context.emit;
	const { eventId, sentAt } = event;
	const isMessage = sentAt !== undefined;
	const keptId = isMessage ? eventId : `${eventId} ${randomUUID()}`;
	const key = new StartKey(trigger, keptId, isSentSinceStart(trigger, sentAt));
	done.promise.catch(() => {});
	const isTold = tellsStored(trigger);
	const isHeld = isMessage || isTold;
	if (isHeld) findTakenEvents(trigger).hold(eventId, trigger.nodeId);
	const mayComeAgain = findStoreTrouble() !== undefined && !isFoundInStore(trigger, event);
	const beginning = isTold || mayComeAgain ? noteBeginning(trigger, eventId) : undefined;
	const start = (over: IDeferredPromise<IRun>): Promise<boolean> => {
		const answer = createDeferred<IExecuteResponsePromiseData>();
		const started = { done: over.promise, begun: answer.promise, key };
		const stored = wasStored(trigger.context, started);
		void noteIfFailed(trigger, over.promise);
		emit(outputs, answer, over, key.current);
		return stored;
	};
	let stored: Promise<boolean> | undefined;
	try {
		stored = start(done);
	} finally {
		// n8n has thrown: nothing has started.
		if (stored === undefined) {
			findTakenEvents(trigger).settle(eventId, trigger.nodeId);
			beginning?.stored.resolve(false);
			releaseEvent(trigger, eventId);
		}
	}
	const taken = startUntilTaken(trigger, { event, outputs, start, beginning }, stored);
	return isHeld ? taken : undefined;
}

// n8n does not tell who starts an execution when it is stored, and where its database fails it may be stored and never begin. But
// its first node is the trigger: its execute() answers by the way that n8n has for answers from within a workflow, which leads
// back to the process that started it in queue mode, too. A server that keeps nothing takes every 2xx for delivered. So it gets
// none before the execution is in n8n's database, else a kill loses what nobody has any more. Nor does any
// server get one while n8n cannot store executions, for an event that no store has.

/** A forwarded call ends after 8 s, and each that is open costs n8n more than 10 MB. */
const WAIT_MS = 3_000;
/**
 * An execution that has not begun by then waits for its turn, in the database: n8n itself waits for its SQLite for a minute, and
 * then says that it could not store the execution.
 */
const LONG_MS = 75_000;

/** An execution that n8n has not stored yet. */
interface Beginning {
	/** When n8n was last told to start it, Unix ms. */
	since: number;
	readonly stored: IDeferredPromise<boolean>;
}

/** Of more, the server may believe that they are stored. */
const MOST_BEGINNINGS = 10_000;

/** By trigger, and then by event. */
const beginnings = new WeakMap<ActiveTrigger, BoundedMap<Beginning>>();

function noteBeginning(trigger: ActiveTrigger, eventId: string): Beginning {
	const ofTrigger = beginnings.get(trigger) ?? new BoundedMap<Beginning>(MOST_BEGINNINGS);
	beginnings.set(trigger, ofTrigger);
	const beginning = { since: Date.now(), stored: createDeferred<boolean>() };
	ofTrigger.set(eventId, beginning);
	return beginning;
}

/** In execute(): the execution is stored, and has begun. */
export function tellStored(context: IExecuteFunctions): void {
	if (context.getMode() === 'trigger') context.sendResponse({});
}

/** What starts the workflow. */
interface Starting {
	readonly event: Identified;
	readonly outputs: INodeExecutionData[][];
	/** Always under its key. @returns whether n8n has stored the execution */
	readonly start: (done: IDeferredPromise<IRun>) => Promise<boolean>;
	/** Who asks whether it is stored; undefined: nobody. */
	readonly beginning?: Beginning;
}

/**
 * n8n stores an execution a moment after it was told to start it, and a kill before that would lose the message, if n8n kept
 * for us that it was taken. Without that, catching up finds the message after a kill, and n8n knows by the key whether it has
 * the execution. The same if n8n could not store it. What no store has is kept here, and starts the workflow as soon as n8n can.
 */
async function startUntilTaken(
	trigger: ActiveTrigger,
	{ event, outputs, start, beginning: asked }: Starting,
	first: Promise<boolean>,
): Promise<void> {
	const { eventId, sentAt } = event;
	const memory = findTakenEvents(trigger);
	const isFound = isFoundInStore(trigger, event);
	let isTaken = await first;
	let beginning = asked;
	if (!isTaken && !isFound) {
		const waiting = (beginning ??= noteBeginning(trigger, eventId));
		memory.hold(eventId, trigger.nodeId);
		isTaken = await startUntilStored(trigger, outputs, async (done) => {
			waiting.since = Date.now();
			return await start(done);
		});
	}
	memory.settle(eventId, trigger.nodeId);
	beginning?.stored.resolve(isTaken);
	// What was not stored stays there until its next delivery: who asks may ask a moment later.
	if (isTaken) beginnings.get(trigger)?.delete(eventId);
	else releaseEvent(trigger, eventId);
	if (!isTaken && isFound && sentAt !== undefined) trigger.searchFrom(sentAt);
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
export async function isStored(trigger: ActiveTrigger, eventId: string): Promise<boolean> {
	const known = beginnings.get(trigger)?.get(eventId);
	if (known === undefined) return true;
	// Unless its database fails, it waits for its turn there.
	if (Date.now() - known.since >= LONG_MS && findStoreTrouble() === undefined) return true;
	return await Promise.race([known.stored.promise, sleep(WAIT_MS).then(() => false)]);
}
