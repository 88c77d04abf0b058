import { sleep } from 'n8n-workflow';

import { clockSkew } from '../../core/server/clock';
import { isOfOthers } from '../../events';
import { OVERLAP_MS, type ActiveTrigger } from '../active/activeTrigger';
import { isWritten, type Event } from '../memory/deliveredEvent';
import { warnOfMixedUpChats } from './warnOfMixedUpChats';
import { latestMessageTime } from '../memory/messageClock';
import { silenceMemoryOf } from '../memory/silenceMemory';
import { takenEventsOf } from '../memory/takenEvents';
import { noteWritten } from '../memory/writtenLately';
import { saveSoon } from '../save/saveTaken';
import { isStored } from '../save/storedExecution';
import { leavesChats, noteOwnMessage } from '../takeover/leaveToPerson';
import { takeoversOf } from '../takeover/takeoverMemory';
import { chooseFor, startWorkflow } from './startWorkflow';
import { running, socketTurns, turns } from './turns';
import { mayWait, startWhenRoom, startWhileOpen } from './waitForRoom';

/** The server delivers a younger message at least once more. */
const COMES_AGAIN_MS = 4 * 60_000;

/**
 * Starts the workflow with a delivered event at once, or collects it, unless catching up will do it.
 * @returns false if the server has to deliver the event again
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startNow(trigger: ActiveTrigger, given: Event): Promise<boolean> {
	noteDelivered(trigger, given);
	const event = await chooseFor(trigger, given);
	if (event === undefined) return true;
	const isNew = !takenEventsOf(trigger).wasTaken(event.eventId, trigger.nodeId);
	if (isNew && isLeftToCatchUp(trigger, event)) return false;
	const { collected } = trigger;
	if (collected !== undefined) {
		await collected.add(event);
		return true;
	}
	if (isNew && running.isFull()) {
		if (!mayWait(trigger, event.sentAt)) return await startWhileOpen(trigger, event);
		void startWhenRoom(trigger, event);
		return true;
	}
	await turns.now(async (done) => await startWorkflow(trigger, event, done));
	return await isStored(trigger, event.eventId);
}

/**
 * Starts the workflow as soon as few executions run, or collects the event with others that were missed.
 * @returns whether the event was new to the workflow
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startInTurn(trigger: ActiveTrigger, missed: Event): Promise<boolean> {
	notePerson(trigger, missed);
	const event = await chooseFor(trigger, missed);
	if (event === undefined) return false;
	const { collected } = trigger;
	if (collected !== undefined) return !trigger.isLeaving && (await collected.addMissed(event));
	return await turns.inTurn(
		async (done) => !trigger.isLeaving && (await startWorkflow(trigger, event, done)),
	);
}

/** Starts the workflow with an event that came through WebSocket: at once, unless there is a flood of them or it is collected. */
export async function startFromSocket(trigger: ActiveTrigger, heard: Event): Promise<boolean> {
	noteDelivered(trigger, heard);
	const event = await chooseFor(trigger, heard);
	if (event === undefined) return false;
	if (leavesChats(trigger.settings) && isOfOthers(event.delivery)) await untilCaughtUp(trigger);
	const { collected } = trigger;
	if (collected !== undefined) return !trigger.isLeaving && (await collected.add(event));
	return await socketTurns.inTurn(
		async (done) => !trigger.isLeaving && (await startWorkflow(trigger, event, done)),
	);
}

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
	isWritten(event.delivery) && (comesAgain(trigger, event) || mayBeAnswered(trigger, event));

/** Whether a person may have answered the chat while n8n was down: catching up finds that before this message. */
function mayBeAnswered(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined || !leavesChats(trigger.settings)) return false;
	return Date.now() + clockSkew(trigger.connection) - sentAt <= COMES_AGAIN_MS;
}

/** Also from an instance that is not connected. */
const ABOUT_CONNECTION = ['connection.update', 'qrcode.updated', 'application.startup'];

/** What an event tells that the server has delivered by itself. */
function noteDelivered(trigger: ActiveTrigger, event: Event): void {
	trigger.lastEventAt = Date.now();
	const { connection } = event.delivery;
	if (connection !== undefined) trigger.health?.connectionChanged(connection);
	else if (!ABOUT_CONNECTION.includes(event.delivery.event)) trigger.lastConnectedAt = Date.now();
	noteWritten(trigger.connection, event);
	warnOfMixedUpChats(trigger.context, trigger.nodeId, event.delivery);
	notePerson(trigger, event);
}

/** At once, even if the executions have to wait for their turn. */
function notePerson(trigger: ActiveTrigger, event: Event): void {
	const changes = changesOf(trigger);
	const now = latestMessageTime(trigger.connection);
	noteOwnMessage(trigger, trigger.settings, event, now);
	if (changesOf(trigger) !== changes) saveSoon(trigger, 0);
}

const changesOf = (trigger: ActiveTrigger): number =>
	takeoversOf(trigger).changes + silenceMemoryOf(trigger).changes;

/**
 * After n8n was down, the server delivers all that it could not deliver before at once. In every workflow that would
 * start executions beside those of catching up, and calls of webhooks beside each other.
 * @returns whether this is such a message, and the server delivers it once more
 */
export function comesAgain(trigger: ActiveTrigger, { sentAt }: Event): boolean {
	if (!trigger.isBehind || sentAt === undefined) return false;
	const from = (trigger.caughtUpTo ?? trigger.missedSince ?? Infinity) - OVERLAP_MS;
	// Not by messageTime(): old messages that come again make the clock of messages seem slow.
	const lead = clockSkew(trigger.connection);
	if (sentAt < from || sentAt >= trigger.startedAt + lead) return false;
	return Date.now() + lead - sentAt <= COMES_AGAIN_MS;
}
