import { sleep, type IDeferredPromise, type INodeExecutionData, type IRun } from 'n8n-workflow';

import { findStoreTrouble } from '../../../n8n/stored';
import { clockSkew } from '../../../server/clock';
import { SERVERS } from '../../../server/connection';
import { isFromContact } from '../../../events/ownMessage';
import type { Subscriber } from '../../../hub/list';
import { combine, type Reply } from '../../../hub/reply';
import { OVERLAP_MS, type ActiveTrigger } from '../../active/activeTrigger';
import { activeTriggersByUrl } from '../../active/activeTriggers';
import { saveSoon } from '../../active/saveTaken';
import { outputsFor } from '../../items/itemsWithMedia';
import { withAutomaticReply } from '../../memory/automaticReplies';
import { isWritten, type Event, latestMessageTime } from '../../memory/deliveredEvent';
import { findSeen, type TriggerId } from '../../memory/seenEvents';
import { findTakeovers, leavesChats, noteOwnMessage } from '../../memory/takeovers';
import { noteWritten } from '../../memory/writtenLately';
import type { TriggerSettings } from '../../settings/triggerSettings';
import { emitOnce, isRecoverable, isLeftToCatchUp, untilStored } from '../emit';
import { untilFree, logNotStarted, mayWait, startWhenFree } from '../flood';
import { isWanted, mayStart } from '../gates';
import { keepsNoMore } from '../keep';
import { guardAgainstLoop, withLoopNote } from '../loopGuard';
import type { Source, Taker } from '../source';
import { running, socketTurns, turns } from '../turns';

/**
 * Starts the workflow with an event that it wants. An event from the webhook starts the workflow at once, because the server
 * waits for the answer. Other events wait until only a few executions are running.
 * @returns `declined` if the workflow doesn't want the event; `again` if the server must deliver the event again
 * @throws {NodeOperationError} if the start fails. A redelivery can then start the workflow
 */
async function startTrigger(trigger: ActiveTrigger, arrival: Event, way: Way): Promise<Reply> {
	if (way !== 'store') noteDelivered(trigger, arrival);
	const event = await learnFrom(trigger, arrival, trigger);
	if (!isWanted(event, trigger)) return 'declined';
	if (way === 'webhook') return await startAtOnce(trigger, event);
	if (way === 'webSocket') await untilCaughtUp(trigger, event);
	const order = way === 'store' ? turns : socketTurns;
	const isStarted = await order.inTurn(startUnlessLeaving(trigger, event, way));
	return isStarted ? 'taken' : 'declined';
}

/**
 * Starts the workflows of this process that get the event, except those that are being switched off.
 * @throws {NodeOperationError} if the workflow of `calledNode` can't be started
 */
export async function startHere(
	event: Event,
	{ trigger, calledNode, way }: Source,
	subscribers: readonly Subscriber[],
): Promise<Reply> {
	const byUrl = activeTriggersByUrl(event.delivery.instance);
	const active = subscribers.flatMap(({ url }) => byUrl.get(url) ?? []);
	const here = new Set([trigger ?? [], active.filter(({ isLeaving }) => !isLeaving)].flat());
	const replies = await Promise.all([
		calledNode?.take(event) ?? ('declined' as const),
		...[...here].map(async (one) => await startOrLog(one, event, way)),
	]);
	return combine(replies);
}

/** Starts the workflow, and logs a failure, so that other workflows still get the event. Never throws. */
async function startOrLog(trigger: ActiveTrigger, event: Event, way: Way): Promise<Reply> {
	try {
		return await startTrigger(trigger, event, way);
	} catch (error) {
		logNotStarted(trigger, error);
		return 'again';
	}
}

/** A workflow whose webhook was called in a process that doesn't run its trigger(). */
export class CalledWorkflow {
	/** The items with which n8n starts the workflow. */
	workflowData?: INodeExecutionData[][];

	constructor(readonly taker: Taker) {}

	/** Makes the items if the workflow wants the event. @throws {NodeOperationError} if the server must redeliver the event */
	async take(event: Event): Promise<Reply> {
		const full = await learnFrom(this.taker, event);
		if (isWanted(full, this.taker)) this.workflowData = await makeStart(this.taker, full);
		if (this.taker.id !== undefined) findSeen(this.taker.id).finish(event.eventId);
		return this.workflowData === undefined ? 'declined' : 'taken';
	}
}

/** Starts the workflow, then replies to the server. In a flood of events, it may reply first and start the workflow later. */
async function startAtOnce(trigger: ActiveTrigger, event: Event): Promise<Reply> {
	const isNew = !findSeen(trigger).isTaken(event.eventId);
	if (isNew && isForLater(trigger, event)) return 'again';
	if (isNew && running.mustWait()) {
		if (mayWait(trigger, event)) {
			void startWhenFree(trigger, event, startUnlessLeaving(trigger, event, 'webhook'));
			return 'taken';
		}
		if (!(await untilFree(trigger))) return 'again';
	}
	await turns.now(
		async (end) => !isLeftToCatchUp(trigger, event) && (await startWorkflow(trigger, event, end)),
	);
	return (await untilStored(trigger, event)) ? 'taken' : 'again';
}

const startUnlessLeaving =
	(trigger: ActiveTrigger, event: Event, way: Way) =>
	async (end: IDeferredPromise<IRun>): Promise<boolean> =>
		!trigger.isLeaving &&
		(way === 'store' || !isLeftToCatchUp(trigger, event)) &&
		(await startWorkflow(trigger, event, end));

/** Starts one execution. @param end n8n settles it when the execution is over @returns whether it was started */
async function startWorkflow(
	trigger: ActiveTrigger,
	event: Event,
	end: IDeferredPromise<IRun>,
): Promise<boolean> {
	const outputs = await makeStart(trigger, event);
	if (outputs === undefined) return false;
	emitOnce(trigger, event, outputs, end);
	return true;
}

type Way = Source['way'];

/**
 * Notes recent messages, automatic replies, and chats that a colleague has taken over, even if no workflow wants the event.
 * @returns the event, marked if the WhatsApp Business app wrote the message automatically
 */
async function learnFrom(taker: Taker, event: Event, trigger?: ActiveTrigger): Promise<Event> {
	const { id, settings } = taker;
	const full = id === undefined ? event : withAutomaticReply(id, settings, event);
	const { delivery } = full;
	if (SERVERS[delivery.kind].deliveries.toRemember !== undefined)
		noteWritten((await taker.server()).connection, full);
	if (id !== undefined) notePerson(id, settings, full, trigger);
	return full;
}

/** Events that may also come from an instance that isn't connected. */
const ABOUT_CONNECTION = ['connection.update', 'qrcode.updated', 'application.startup'];

/** Notes when the server delivered an event. The caller must leave out events that it found in the server's store. */
function noteDelivered(trigger: ActiveTrigger, { delivery }: Event): void {
	trigger.lastEventAt = Date.now();
	const { connection, event } = delivery;
	if (connection !== undefined) trigger.health?.connectionChanged(connection);
	else if (!ABOUT_CONNECTION.includes(event)) trigger.lastConnectedAt = Date.now();
}

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
 * Makes the items with which the workflow starts.
 * @returns undefined if the event starts nothing, for example because a colleague has taken over the chat
 * @throws {NodeOperationError} if the items can't be made. A redelivery can then start the workflow
 */
async function makeStart(taker: Taker, event: Event): Promise<INodeExecutionData[][] | undefined> {
	if (!mayStart(event, taker)) return undefined;
	const { context, settings, server, id } = taker;
	const { eventId, delivery } = event;
	const eventMemory = id && findSeen(id);
	const loop = id && guardAgainstLoop(context, id, settings, event);
	if (loop?.mayStart === false) {
		eventMemory?.finish(eventId);
		return undefined;
	}
	const outputs = await outputsFor(context, settings, delivery, server).catch((error: unknown) => {
		eventMemory?.forget(eventId);
		throw error;
	});
	if (loop?.note !== undefined) return withLoopNote(outputs, settings, loop.note);
	if (outputs.some((items) => items.length > 0)) return outputs;
	eventMemory?.finish(eventId);
	return undefined;
}

/** If a delivery fails while the message is younger than this, the server tries to deliver it at least one more time. */
const REDELIVERED_WITHIN_MS = 4 * 60_000;

/** Tells whether to refuse the event, so that the server redelivers it. */
const isForLater = (trigger: ActiveTrigger, event: Event): boolean =>
	(trigger.isBehind &&
		isWritten(event.delivery) &&
		(isRedelivered(trigger, event) || mayBeAnswered(trigger, event))) ||
	!canKeep(trigger, event);

/** Tells whether the event is safe: n8n can store its execution, this process can keep it, or it's in the server's store. */
const canKeep = (trigger: ActiveTrigger, event: Event): boolean =>
	findStoreTrouble() === undefined || !keepsNoMore() || isRecoverable(trigger, event);

/** Tells whether the account's owner may have answered the message by phone while n8n was down. */
function mayBeAnswered(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined || !leavesChats(trigger.settings)) return false;
	return Date.now() + clockSkew(trigger.connection) - sentAt <= REDELIVERED_WITHIN_MS;
}

/**
 * Tells whether this is a message that the server couldn't deliver while n8n was down. Many of them come at once, during the
 * search for missed messages. If they started the workflow right away, too many executions would run.
 */
export function isRedelivered(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined) return false;
	const from = (trigger.caughtUpTo ?? trigger.missedSince ?? Infinity) - OVERLAP_MS;
	// messageTime() would be wrong here: redelivered old messages make it assume that WhatsApp's clock is slow.
	const lead = clockSkew(trigger.connection);
	if (sentAt < from || sentAt >= trigger.startedAt + lead) return false;
	return Date.now() + lead - sentAt <= REDELIVERED_WITHIN_MS;
}

/** Interval and maximum number of checks in untilCaughtUp(): if the store can't be read, new events only wait a minute. */
const LOOK_MS = 100;
const MAX_LOOKS = 600;

/** Holds back a customer's message until the search for missed messages is done: a person may already have answered. */
async function untilCaughtUp(trigger: ActiveTrigger, { delivery }: Event): Promise<void> {
	if (!leavesChats(trigger.settings) || !isFromContact(delivery)) return;
	for (let looks = 0; trigger.mayMissMessages && !trigger.isLeaving && looks < MAX_LOOKS; looks++) {
		await sleep(LOOK_MS);
	}
}
