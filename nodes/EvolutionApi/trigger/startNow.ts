import { isRecord } from '../core/server/answer';
import { serverLead } from '../core/server/clock';
import { OVERLAP_MS, type ActiveTrigger } from './activeTriggers';
import { startWorkflow, wantsEvent, type Event } from './startWorkflow';
import { takenEventsOf } from './takenEvents';
import { Turns } from './turns';
import { isWritten } from './written';

/** So old a message has one more attempt at least: version 2.2 makes ten, one each half minute, later ones more. */
const COMES_AGAIN_MS = 4 * 60_000;

/** Of all workflows in this process: each on its own would start as many. */
const turns = new Turns();

/**
 * An event was delivered: starts the workflow at once, unless catching up will.
 * @returns whether the event is done with
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startNow(entry: ActiveTrigger, event: Event): Promise<boolean> {
	if (isLeftToCatchUp(entry, event)) return false;
	await turns.now(async (done) => await startWorkflow(entry, event, done));
	return true;
}

/**
 * Starts the workflow when few executions run.
 * @returns whether it did
 * @throws {NodeOperationError} as {@link startWorkflow}
 */
export async function startInTurn(entry: ActiveTrigger, event: Event): Promise<boolean> {
	return await turns.inTurn(
		async (done) => !entry.isLeaving && (await startWorkflow(entry, event, done)),
	);
}

/**
 * After n8n was away, the server delivers again what it could not then, all at once, in every workflow: executions
 * beside those that catching up starts anyway. None is left out: if catching up does not find the message, it is
 * started when it comes once more.
 */
function isLeftToCatchUp(entry: ActiveTrigger, event: Event): boolean {
	const { connection, settings, name } = entry;
	const { delivery, eventId, sentAt } = event;
	if (!entry.isBehind || sentAt === undefined) return false;
	const from = (entry.caughtUpTo ?? entry.missedSince ?? Infinity) - OVERLAP_MS;
	// The clock of the messages is no help: what comes again makes it appear to be slow.
	const lead = serverLead(connection);
	if (sentAt < from || sentAt >= entry.aliveSince + lead) return false;
	if (Date.now() + lead - sentAt > COMES_AGAIN_MS) return false;
	const isStored = isRecord(delivery.data) && isWritten(delivery.data);
	const isNew = !takenEventsOf(entry).wasTaken(eventId, name);
	return isStored && isNew && wantsEvent(settings, delivery) && settings.passes(delivery);
}
