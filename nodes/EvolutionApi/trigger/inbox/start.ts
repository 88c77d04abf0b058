import {
	sleep,
	type FunctionsBase,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { findStoreTrouble } from '../../n8n/stored';
import { clockSkew } from '../../server/clock';
import { SERVERS } from '../../server/connection';
import type { Delivery } from '../../server/delivery';
import { isFromContact } from '../../events/ownMessage';
import type { Reply } from '../../hub/reply';
import { OVERLAP_MS, type ActiveTrigger } from '../active/activeTrigger';
import { findActiveTrigger } from '../active/activeTriggers';
import { saveSoon } from '../active/saveTaken';
import { type AddressPlace, withAccount, withAddresses, withPerson } from '../items/addressBook';
import { withEditedMessage } from '../items/editedMessage';
import { outputsFor, type MediaContext } from '../items/itemsWithMedia';
import { withAutomaticReply } from '../memory/automaticReplies';
import { isWritten, type Event, latestMessageTime } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { findSeen, type TriggerId } from '../memory/seenEvents';
import { findTakeovers, isPausedForHuman, leavesChats, noteOwnMessage } from '../memory/takeovers';
import { noteWritten } from '../memory/writtenLately';
import {
	isEventChosen,
	startsWithAnswers,
	type TriggerSettings,
} from '../settings/triggerSettings';
import { emitOnce, isFoundInStore, isLeftToStore, isStored } from './emit';
import { isSoonFree, logNotStarted, mayWait, startWhenFree } from './flood';
import { keepsNoMore } from './keep';
import { guardAgainstLoop, withLoopNote } from './loopGuard';
import { running, socketTurns, turns } from './turns';
import { HOUR_MS } from '../../core/values/time';

/** A node that may take an event: one whose trigger() runs here, or one that n8n has called without it. */
export interface Taker extends AddressPlace {
	readonly context: MediaContext;
	readonly settings: TriggerSettings;
	/** Key to the events that it has taken; undefined for a test session, which remembers nothing. */
	readonly id?: TriggerId;
}

/** How an event has come: the server has delivered it, or it was found in the server's store. */
export type Way = 'webhook' | 'webSocket' | 'store';

/**
 * Starts the workflow with an event that it wants. What was delivered to the webhook starts it at once, because the server waits;
 * anything else when few executions run.
 * @returns `declined` if the workflow doesn't want the event, or has had it; `again` if it starts only when the event comes again
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function startTrigger(trigger: ActiveTrigger, event: Event, way: Way): Promise<Reply> {
	if (way !== 'store') noteDelivered(trigger, event);
	const wanted = await hear(trigger, event, trigger);
	return wanted === undefined ? 'declined' : await startWanted(trigger, wanted, way);
}

async function startWanted(trigger: ActiveTrigger, event: Event, way: Way): Promise<Reply> {
	const isNew = !findSeen(trigger).isTaken(event.eventId);
	if (way === 'webhook' && isNew && isForLater(trigger, event)) return 'again';
	if (way === 'webSocket') await untilCaughtUp(trigger, event);
	if (way === 'webhook') return await startAtOnce(trigger, event, isNew);
	const ordered = way === 'store' ? turns : socketTurns;
	const isStarted = await ordered.inTurn(startUnlessLeaving(trigger, event, way));
	return isStarted ? 'taken' : 'declined';
}

/** Awaits {@link startTrigger}, and logs a failure, which keeps no other workflow from the event. Never throws. */
export async function startOrLog(trigger: ActiveTrigger, starting: Promise<Reply>): Promise<Reply> {
	return await starting.catch((error: unknown) => {
		logNotStarted(trigger, error);
		return 'again';
	});
}

/**
 * For a node whose trigger() does not run in this process: n8n starts the workflow with what its call returns.
 * @returns the items with which it starts; undefined if it starts nothing
 * @throws {NodeOperationError} if that fails: the event may come again
 */
export async function takeItems(
	node: Taker,
	event: Event,
): Promise<INodeExecutionData[][] | undefined> {
	const wanted = await hear(node, event);
	const outputs = wanted && (await takeEvent(node, wanted));
	if (node.id !== undefined) findSeen(node.id).finish(event.eventId);
	return outputs;
}

/** While the server waits for its answer. */
async function startAtOnce(trigger: ActiveTrigger, event: Event, isNew: boolean): Promise<Reply> {
	if (isNew && running.mustWait()) {
		if (mayWait(trigger, event.sentAt)) {
			void startWhenFree(trigger, event, startUnlessLeaving(trigger, event, 'webhook'));
			return 'taken';
		}
		if (!(await isSoonFree(trigger))) return 'again';
	}
	await turns.now(
		async (done) => !isLeftToStore(trigger, event) && (await startWorkflow(trigger, event, done)),
	);
	return (await isStored(trigger, event)) ? 'taken' : 'again';
}

const startUnlessLeaving =
	(trigger: ActiveTrigger, event: Event, way: Way) =>
	async (done: IDeferredPromise<IRun>): Promise<boolean> =>
		!trigger.isLeaving &&
		(way === 'store' || !isLeftToStore(trigger, event)) &&
		(await startWorkflow(trigger, event, done));

/** @param done n8n settles it when the execution is over @returns whether it was started */
async function startWorkflow(
	trigger: ActiveTrigger,
	event: Event,
	done: IDeferredPromise<IRun>,
): Promise<boolean> {
	const outputs = await takeEvent(trigger, event);
	if (outputs === undefined) return false;
	emitOnce(trigger, event, outputs, done);
	return true;
}

// Before an event starts a workflow.

/**
 * Completes the event with what is known of its people, and notes what it tells, whether or not the workflow wants it.
 * @param trigger if the taker is active here
 * @returns the event if the workflow wants it
 */
async function hear(
	taker: Taker,
	event: Event,
	trigger?: ActiveTrigger,
): Promise<Event | undefined> {
	const { id, settings, context } = taker;
	const known = await withPerson(taker, settings, event);
	const whole = id === undefined ? known : withAutomaticReply(id, settings, known);
	const { delivery } = whole;
	if (SERVERS[delivery.kind].deliveries.toRemember !== undefined)
		noteWritten((await taker.server()).connection, whole);
	if (id !== undefined) warnOfMixedUpChats(context, id.nodeId, delivery);
	if (id !== undefined) notePerson(id, settings, whole, trigger);
	return await chooseEvent(taker, whole);
}

/** Also from an instance that is not connected. */
const ABOUT_CONNECTION = ['connection.update', 'qrcode.updated', 'application.startup'];

/** Notes that the server has delivered an event by itself. */
function noteDelivered(trigger: ActiveTrigger, { delivery }: Event): void {
	trigger.lastEventAt = Date.now();
	const { connection, event } = delivery;
	if (connection !== undefined) trigger.health?.connectionChanged(connection);
	else if (!ABOUT_CONNECTION.includes(event)) trigger.lastConnectedAt = Date.now();
}

/** At once, even if the executions have to wait for their turn. */
function notePerson(
	id: TriggerId,
	settings: TriggerSettings,
	event: Event,
	trigger: ActiveTrigger | undefined,
): void {
	const { changes } = findTakeovers(id);
	noteOwnMessage(id, settings, event, trigger && latestMessageTime(trigger.connection));
	if (trigger !== undefined && findTakeovers(id).changes !== changes) saveSoon(trigger, 0);
}

/**
 * Returns the event if the workflow wants it: the checks that cost nothing come first.
 * @returns with all addresses of its chat, and of the account, if a filter needs these; undefined if it is not wanted
 * @throws {RequestFailure} if the server cannot tell those of the account now: the event may come again
 */
async function chooseEvent(taker: Taker, event: Event): Promise<Event | undefined> {
	const { settings } = taker;
	if (!isEventChosen(settings, event.delivery)) return undefined;
	if (event.isAnswer === true && !startsWithAnswers(settings)) return undefined;
	const whole = await withEditedMessage(taker, event);
	const chosen = await withAccount(taker, settings, whole);
	if (!settings.mayPass(chosen.delivery)) return undefined;
	const known = await withAddresses(taker, chosen);
	return settings.passes(known.delivery) ? known : undefined;
}

/**
 * Takes an event that the workflow wants.
 * @returns the items with which it starts; undefined if it had the event, or leaves it to a person or a question
 * @throws {NodeOperationError} if that fails: the event may come again
 */
async function takeEvent(
	{ context, settings, server, id }: Taker,
	event: Event,
): Promise<INodeExecutionData[][] | undefined> {
	const { delivery, eventId, sentAt } = event;
	const seen = id && findSeen(id);
	if (id !== undefined && isPausedForHuman(id, event)) return undefined;
	if (isTooOld(settings, event)) {
		seen?.note(eventId, sentAt);
		return undefined;
	}
	// Before the next await, because the same event may come a second time meanwhile.
	if (seen?.begin(eventId, sentAt) === false) return undefined;
	const loop = id && guardAgainstLoop(context, id, settings, event);
	if (loop?.mayStart === false) {
		seen?.finish(eventId);
		return undefined;
	}
	const outputs = await outputsFor(context, settings, delivery, server).catch((error: unknown) => {
		seen?.forget(eventId);
		throw error;
	});
	if (loop?.note !== undefined) return withLoopNote(outputs, settings, loop.note);
	if (outputs.some((items) => items.length > 0)) return outputs;
	seen?.finish(eventId);
	return undefined;
}

/** The clocks of WhatsApp and n8n may differ. */
const CLOCKS_MS = 10 * 60_000;

/**
 * Tells whether a message is older than *Missed Messages → Max Age* allows, however it came: after an outage, WhatsApp gives
 * the server messages of days ago. The workflow has had those.
 */
const isTooOld = ({ options }: TriggerSettings, { sentAt }: Event): boolean =>
	sentAt !== undefined && Date.now() - sentAt > options.missedMessages.maxAge * HOUR_MS + CLOCKS_MS;

// Events that have to come again, or wait.

/** The server delivers a younger message at least one more time. */
const REDELIVERED_WITHIN_MS = 4 * 60_000;

/** Nothing is lost: a message that catching up does not find starts the workflow when it comes again. */
const isForLater = (trigger: ActiveTrigger, event: Event): boolean =>
	(trigger.isBehind &&
		isWritten(event.delivery) &&
		(isRedelivered(trigger, event) || mayBeAnswered(trigger, event))) ||
	!canKeep(trigger, event);

/** While n8n cannot store executions, only so much of what no store has waits here. The rest stays at the server. */
const canKeep = (trigger: ActiveTrigger, event: Event): boolean =>
	findStoreTrouble() === undefined || !keepsNoMore() || isFoundInStore(trigger, event);

/** Tells whether a person may have answered the chat while n8n was down: catching up finds that before this message. */
function mayBeAnswered(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined || !leavesChats(trigger.settings)) return false;
	return Date.now() + clockSkew(trigger.connection) - sentAt <= REDELIVERED_WITHIN_MS;
}

/**
 * After n8n was down, the server delivers all that it could not deliver before at once. In every workflow that would
 * start executions beside those of catching up, and calls of webhooks beside each other.
 * @returns whether this is such a message, and the server delivers it once more
 */
export function isRedelivered(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined) return false;
	const from = (trigger.caughtUpTo ?? trigger.missedSince ?? Infinity) - OVERLAP_MS;
	// Not by messageTime(): old messages that come again make the clock of messages seem slow.
	const lead = clockSkew(trigger.connection);
	if (sentAt < from || sentAt >= trigger.startedAt + lead) return false;
	return Date.now() + lead - sentAt <= REDELIVERED_WITHIN_MS;
}

/** A store that cannot be read holds up what comes now for a minute at most. */
const LOOK_MS = 100;
const MAX_LOOKS = 600;

/** A person may have answered the chat while n8n was away. Through WebSocket nothing comes a second time, so it waits here. */
async function untilCaughtUp(trigger: ActiveTrigger, { delivery }: Event): Promise<void> {
	if (!leavesChats(trigger.settings) || !isFromContact(delivery)) return;
	for (let looks = 0; trigger.mayMissMessages && !trigger.isLeaving && looks < MAX_LOOKS; looks++) {
		await sleep(LOOK_MS);
	}
}

/** What *Check Setup* says, too. */
export const MIXED_UP = {
	found:
		'Evolution API (up to 2.4) mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: a message may have the number of somebody else',
	whatToDo:
		'Where the ID of the message shows it, "chat" of the item is empty, and nothing replies to it. Where it does not, no one can tell. See Troubleshooting → Customers are mixed up.',
};

/** By node: the activation of which the log says so already; undefined in a process without triggers. */
const warned = createScopedCache<ITriggerFunctions | undefined>();

/** Once per activation, in the log of n8n. */
function warnOfMixedUpChats(
	{ logger }: FunctionsBase,
	nodeId: string,
	{ message, instance }: Delivery,
): void {
	if (message?.isOfMeta !== true) return;
	const activation = findActiveTrigger(nodeId)?.context;
	if (warned.has(nodeId) && warned.get(nodeId) === activation) return;
	warned.set(nodeId, activation);
	logger.warn(`${MIXED_UP.found}. ${MIXED_UP.whatToDo}`, { instance });
}
