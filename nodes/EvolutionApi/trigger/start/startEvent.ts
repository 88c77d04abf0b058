import { sleep, type FunctionsBase, type ITriggerFunctions } from 'n8n-workflow';

import { clockSkew } from '../../core/server/clock';
import type { Delivery } from '../../core/server/delivery';
import { isFromContact } from '../../events/ownMessage';
import { OVERLAP_MS, type ActiveTrigger } from '../active/activeTrigger';
import { findActiveTrigger } from '../active/activeTriggers';
import { withPerson } from '../items/addressBook';
import { withEarlierEvents } from '../items/earlierEvents';
import { isWritten, type Event, latestMessageTime } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { findSeen } from '../memory/seenEvents';
import { noteWritten } from '../memory/writtenLately';
import { withAutomaticReply } from '../memory/automaticReplies';
import { saveSoon } from '../active/saveTaken';
import { isFoundInStore, isStored, chooseFor, startWorkflow } from './startWorkflow';
import { leavesChats, noteOwnMessage, findTakeovers } from '../memory/takeovers';
import { running, socketTurns, turns, floodTurns } from './turns';
import { findStoreTrouble, keepsNoMore } from './unstored';

/** The server delivers a younger message at least once more. */
const REDELIVERED_WITHIN_MS = 4 * 60_000;

/**
 * Starts the workflow with a delivered event at once, or collects it, unless catching up will do it.
 * @returns false if the server has to deliver the event again
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startNow(trigger: ActiveTrigger, given: Event): Promise<boolean> {
	const event = await hear(trigger, given, true);
	if (event === undefined) return true;
	const isNew = !findSeen(trigger).isTaken(event.eventId);
	if (isNew && trigger.isBehind && isLeftToCatchUp(trigger, event)) return false;
	if (isNew && !canKeep(trigger, event)) return false;
	const { collected } = trigger;
	if (collected !== undefined) {
		await collected.add(event);
		return true;
	}
	if (isNew && running.isFull()) {
		if (mayWait(trigger, event.sentAt)) {
			void startWhenFree(trigger, event);
			return true;
		}
		if (!(await isSoonFree(trigger))) return false;
	}
	await turns.now(async (done) => await startWorkflow(trigger, event, done));
	return await isStored(trigger, event);
}

/**
 * Starts the workflow as soon as few executions run, or collects the event with others that were missed.
 * @returns whether the event was new to the workflow
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startInTurn(trigger: ActiveTrigger, missed: Event): Promise<boolean> {
	const event = await hear(trigger, missed, false);
	if (event === undefined) return false;
	const { collected } = trigger;
	if (collected !== undefined) return !trigger.isLeaving && (await collected.addMissed(event));
	return await turns.inTurn(
		async (done) => !trigger.isLeaving && (await startWorkflow(trigger, event, done)),
	);
}

/** Starts the workflow with an event that came through WebSocket: at once, unless there is a flood of them or it is collected. */
export async function startFromSocket(trigger: ActiveTrigger, given: Event): Promise<boolean> {
	const event = await hear(trigger, given, true);
	if (event === undefined) return false;
	if (leavesChats(trigger.settings) && isFromContact(event.delivery)) await untilCaughtUp(trigger);
	const { collected } = trigger;
	if (collected !== undefined) return !trigger.isLeaving && (await collected.add(event));
	return await socketTurns.inTurn(
		async (done) => !trigger.isLeaving && (await startWorkflow(trigger, event, done)),
	);
}

/** While n8n cannot store executions, only so much of what no store has waits here. The rest stays at the server. */
const canKeep = (trigger: ActiveTrigger, event: Event): boolean =>
	findStoreTrouble() === undefined || !keepsNoMore() || isFoundInStore(trigger, event);

/** A store that cannot be read holds up what comes now for a minute at most. */
const LOOK_MS = 100;
const MAX_LOOKS = 600;

/** A person may have answered the chat while n8n was away. Through WebSocket nothing comes a second time, so it waits here. */
async function untilCaughtUp(trigger: ActiveTrigger): Promise<void> {
	for (let looks = 0; trigger.mayMissMessages && !trigger.isLeaving && looks < MAX_LOOKS; looks++) {
		await sleep(LOOK_MS);
	}
}

/** Nothing is lost: a message that catching up does not find starts the workflow when it comes once more. */
const isLeftToCatchUp = (trigger: ActiveTrigger, event: Event): boolean =>
	isWritten(event.delivery) && (isRedelivered(trigger, event) || mayBeAnswered(trigger, event));

/** Whether a person may have answered the chat while n8n was down: catching up finds that before this message. */
function mayBeAnswered(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined || !leavesChats(trigger.settings)) return false;
	return Date.now() + clockSkew(trigger.connection) - sentAt <= REDELIVERED_WITHIN_MS;
}

/** Also from an instance that is not connected. */
const ABOUT_CONNECTION = ['connection.update', 'qrcode.updated', 'application.startup'];

/**
 * Before an event starts the workflow, however it came: whose chat it is, whether the app has written an own message by itself, and
 * what both tell is noted.
 * @param isDelivered the server has just sent it by itself
 * @returns the event if it may start the workflow
 */
async function hear(
	trigger: ActiveTrigger,
	given: Event,
	isDelivered: boolean,
): Promise<Event | undefined> {
	const { settings, instanceId } = trigger;
	const known = withEarlierEvents(instanceId, await withPerson(trigger, settings, given));
	const event = withAutomaticReply(trigger, settings, known);
	if (isDelivered) noteDelivered(trigger, event);
	if (leavesChats(settings)) notePerson(trigger, event);
	return await chooseFor(trigger, event);
}

/** What an event tells that the server has delivered by itself. */
function noteDelivered(trigger: ActiveTrigger, event: Event): void {
	trigger.lastEventAt = Date.now();
	const { connection } = event.delivery;
	if (connection !== undefined) trigger.health?.connectionChanged(connection);
	else if (!ABOUT_CONNECTION.includes(event.delivery.event)) trigger.lastConnectedAt = Date.now();
	if (trigger.connection.server.store === undefined) noteWritten(trigger.connection, event);
	if (event.delivery.message?.isOfMeta === true)
		warnOfMixedUpChats(trigger.context, trigger.nodeId, event.delivery);
}

/** At once, even if the executions have to wait for their turn. */
function notePerson(trigger: ActiveTrigger, event: Event): void {
	const { changes } = findTakeovers(trigger);
	const now = latestMessageTime(trigger.connection);
	noteOwnMessage(trigger, trigger.settings, event, now);
	if (findTakeovers(trigger).changes !== changes) saveSoon(trigger, 0);
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

// In a flood, messages wait in n8n until another execution may run. The server's call is answered at once: a message
// takes a few KB, a call that is open 11 MB, and a call that is refused comes again and costs n8n as much each time. Until it
// starts the workflow, a message counts as not taken, so that catching up finds it if n8n is killed. What catching up would
// not find waits while the server's call is open: few of them, and not for long.

/** Of all triggers of this process. */
const MAX_WAITING = 10_000;
let waiting = 0;

const MAX_HELD = 25;
/** Offering the event to executions that wait may take as long before, and the server gives up after 30 s. */
const HELD_MS = 10_000;
let held = 0;

/** Whether the event can wait until another execution may run, in n8n or while the server's call is open. */
export const canWait = (trigger: ActiveTrigger, sentAt: number | undefined): boolean =>
	mayWait(trigger, sentAt) || held < MAX_HELD;

/** Whether n8n would find the event again, so that the server may forget it. */
function mayWait({ settings, channel }: ActiveTrigger, sentAt: number | undefined): boolean {
	const isFound = sentAt !== undefined && settings.options.missedMessages.recover;
	return isFound && channel.redelivers && waiting < MAX_WAITING;
}

/** Starts the workflow as soon as another execution may run. Never throws. */
async function startWhenFree(trigger: ActiveTrigger, event: Event): Promise<void> {
	const { eventId, sentAt = Date.now() } = event;
	const seen = findSeen(trigger);
	if (seen.knows(eventId)) return;
	seen.wait(eventId, sentAt);
	waiting++;
	const turn = floodTurns.inTurn(
		async (done) => !trigger.isLeaving && (await startWorkflow(trigger, event, done)),
	);
	if ((await orLogged(trigger, turn)) === undefined) trigger.searchFrom(sentAt);
	seen.endWait(eventId);
	waiting--;
}

/** @param starting an event starts the workflow, or is offered before @returns undefined if that fails, as n8n's log then says */
export async function orLogged<Result>(
	{ context }: ActiveTrigger,
	starting: Promise<Result>,
): Promise<Result | undefined> {
	try {
		return await starting;
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('An event could not start the workflow', { cause });
		return undefined;
	}
}

/** Waits until another execution may run, while the server's call is open. @returns false if that takes too long */
async function isSoonFree(trigger: ActiveTrigger): Promise<boolean> {
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

/** What *Check Setup* says, too. */
export const MIXED_UP = {
	found:
		'Evolution API (up to 2.4) mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: a message may have the number of somebody else',
	whatToDo:
		'Where the ID of the message shows it, "chat" of the item is empty, and nothing replies to it. Where it does not, nobody can tell. See Troubleshooting → Customers are mixed up.',
};

/** By node: the activation of which the log says so already; undefined in a process without triggers. */
const warned = createScopedCache<ITriggerFunctions | undefined>();

/** Once per activation, in the log of n8n. */
export function warnOfMixedUpChats(
	{ logger }: FunctionsBase,
	nodeId: string,
	{ message, instance }: Delivery,
): void {
	const activation = findActiveTrigger(nodeId)?.context;
	const hasWarned = warned.has(nodeId) && warned.get(nodeId) === activation;
	if (message?.isOfMeta !== true || hasWarned) return;
	warned.set(nodeId, activation);
	logger.warn(`${MIXED_UP.found}. ${MIXED_UP.whatToDo}`, { instance });
}
