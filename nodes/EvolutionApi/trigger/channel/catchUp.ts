import { sleep } from 'n8n-workflow';

import { isUnstoredSince } from '../../n8n/stored';
import type { Delivery } from '../../server/delivery';
import { makeEventId } from '../../events/eventItems';
import { OVERLAP_MS, type ActiveTrigger } from '../active/activeTrigger';
import {
	activeTriggersOn,
	msSinceLastStart,
	stateOfNode,
	webhookUrl,
} from '../active/activeTriggers';
import { n8nAddressOf } from '../active/registration';
import { type Event, messageTime, isWritten } from '../memory/deliveredEvent';
import { openStaticData } from '../memory/staticData';
import { findSeen } from '../memory/seenEvents';
import { callOurselves, saveSoon } from '../active/saveTaken';
import { isCatchUpWanted, startsWithAnswers } from '../settings/triggerSettings';
import { decideOnce, sourceOf } from '../inbox/heard';
import { giveToWorkflows, type Decision } from '../inbox/stack';
import { HOUR_MS } from '../../core/values/time';

/** A search for missed messages begins at least this long after the last start of a trigger. */
const QUIET_MS = 5_000;

/**
 * Starts the workflow once for each missed message, in order. Messages are missed while n8n is down, or if another workflow gets
 * them but doesn't forward them. Executions that wait for a reply get the messages first. Only the server's message store is
 * read, so events without a message are lost. If the server can't be asked, the next search finds the messages. Never throws.
 */
export async function catchUp(trigger: ActiveTrigger): Promise<void> {
	const { context } = trigger;
	// A trigger that isn't registered yet searches for missed messages right after its registration.
	if (trigger.missedSince === undefined || trigger.state !== 'live') return;
	trigger.note('searching');
	try {
		await lookForMissed(trigger);
	} catch (error) {
		context.logger.warn('The missed messages could not be read from the server', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		const missing = Math.min(trigger.leftSince ?? Infinity, trigger.caughtUpTo ?? Infinity);
		if (missing !== Infinity) trigger.noteMissing(missing);
		trigger.leftSince = undefined;
		trigger.caughtUpTo = undefined;
		trigger.note('searched');
	}
}

/** Notes that the next search must include messages from this time on. @param sentAt by WhatsApp's clock, Unix ms */
function leaveFrom(trigger: ActiveTrigger, sentAt: number): void {
	trigger.leftSince = Math.min(trigger.leftSince ?? Infinity, sentAt);
}

async function lookForMissed(trigger: ActiveTrigger): Promise<void> {
	const isHere = isCatchUpWanted(trigger.settings) && (await isTakenHere(trigger));
	if (isHere === undefined) return;
	if (!isHere) trigger.missedSince = undefined;
	const begunAt = Date.now();
	while (trigger.missedSince !== undefined && !trigger.isLeaving && !isUnstoredSince(begunAt))
		await takeMissed(trigger, trigger.missedSince);
	if (isHere) await callOurselves(trigger);
}

/**
 * Tells whether calls of the webhook reach this process. In queue mode, other processes get the calls. This process then can't
 * search for missed messages, because it doesn't know which messages have already started the workflow.
 * @returns undefined if that's still unclear after a minute: n8n may still be starting
 */
async function isTakenHere(trigger: ActiveTrigger): Promise<boolean | undefined> {
	if (trigger.channel.holdsConnection) return true;
	const node = stateOfNode(trigger.nodeId);
	return await (node.urlCheck ??= askOurselves(trigger).finally(() => (node.urlCheck = undefined)));
}

async function askOurselves(trigger: ActiveTrigger): Promise<boolean | undefined> {
	for (let tries = 0; tries < 30 && !trigger.isLeaving; tries++) {
		const isHere = msSinceLastStart() >= QUIET_MS ? await isAnyCalledHere(trigger) : undefined;
		if (isHere !== undefined) return isHere;
		await sleep(2000);
	}
	// A proxy may block n8n's calls to itself. In that case, the server's deliveries show whether calls reach this process.
	return trigger.calls > 0 ? true : undefined;
}

async function isAnyCalledHere(trigger: ActiveTrigger): Promise<boolean | undefined> {
	const urls = new Set<string | undefined>();
	for (const active of [trigger, ...activeTriggersOn(trigger.instanceId)]) {
		const url = webhookUrl(active);
		const address = url && n8nAddressOf(active, url);
		if (urls.has(address)) continue;
		urls.add(address);
		const isHere = await isCalledHere(active);
		if (isHere !== undefined) return isHere;
	}
	return undefined;
}

/** Returns the time to search from: at most *Missed Messages → Max Age (Hours)* ago. Unix ms, WhatsApp's clock. */
function limitReach(trigger: ActiveTrigger, missedSince: number): number {
	const { settings, connection } = trigger;
	const furthest = Date.now() - settings.options.missedMessages.maxAge * HOUR_MS;
	return Math.max(missedSince - OVERLAP_MS, messageTime(connection, furthest));
}

async function takeMissed(trigger: ActiveTrigger, missedSince: number): Promise<void> {
	// Messages from before the activation don't start the workflow. Message times are whole seconds, so `active` is rounded down.
	const active = openStaticData(trigger.context).activeSince ?? 0;
	const startsFrom = Math.floor(active / 1000) * 1000;
	const isWaitedFor = trigger.list?.some(({ kind }) => kind === 'wait') !== false;
	const reach = limitReach(trigger, missedSince);
	const since = isWaitedFor ? reach : Math.max(reach, startsFrom);
	trigger.missedSince = undefined;
	trigger.caughtUpTo = missedSince;
	const begunAt = Date.now();
	let isEmpty = true;
	for await (const events of writtenSince(trigger, since)) {
		if (events.length > 0) isEmpty = false;
		for (const decision of await decideAll(trigger, events)) {
			const { sentAt = since } = decision.event;
			if (sentAt < startsFrom) continue;
			if (trigger.isLeaving) return;
			// While n8n can't store executions, all further messages would fail, too.
			if (isUnstoredSince(begunAt)) return leaveFrom(trigger, sentAt);
			const { reply } = await giveToWorkflows(decision, sourceOf(trigger, 'store'));
			if (reply === 'again') return leaveFrom(trigger, sentAt);
			if (reply === 'taken') trigger.caughtUpTo = Math.max(missedSince, sentAt);
		}
	}
	trigger.caughtUpTo = undefined;
	if (isEmpty) await warnIfNothingStored(trigger);
}

/** Pause before answers are stored. Short, because after a crash, only stored data shows which messages were answers. */
const ANSWER_STORED_MS = 200;

/** Offers the events to the waiting executions. Stores which events were answers, before the other events start workflows. */
async function decideAll(trigger: ActiveTrigger, events: readonly Event[]): Promise<Decision[]> {
	const isForAll = startsWithAnswers(trigger.settings);
	const toStart: Decision[] = [];
	let wereAnswers = false;
	try {
		for (const event of events) {
			if (trigger.isLeaving) break;
			const isTaken = findSeen(trigger).isTaken(event.eventId);
			// If answers also start the workflow, an event that has started the workflow may also be an answer.
			if (isTaken && !isForAll) continue;
			const decision = await decideOnce(trigger, event);
			const { reply } = decision;
			if (reply === 'again') leaveFrom(trigger, event.sentAt ?? Infinity);
			else if (reply === 'taken' && !isForAll) {
				wereAnswers = true;
				saveSoon(trigger, ANSWER_STORED_MS);
			} else if (!isTaken) toStart.push(decision);
		}
	} finally {
		if (wereAnswers) await callOurselves(trigger);
	}
	return toStart;
}

const FIRST_WINDOW_MS = 60_000;
/** Length of the shortest time window to read: the times of messages are whole seconds. */
const SHORTEST_WINDOW_MS = 1_000;
/** A time window with more than `MANY` messages is halved and read again. After fewer than `FEW`, the window is doubled. */
const MANY = 500;
const FEW = 100;

/**
 * Reads stored messages as events, oldest first: incoming messages, and messages from the account's own phone. Yields the events
 * in parts, because they may not all fit into memory.
 * @throws {RequestFailure} if the store cannot be read
 */
async function* writtenSince(
	{ context, connection, instance }: ActiveTrigger,
	since: number,
): AsyncGenerator<Event[], void> {
	const { store } = connection.server;
	if (store === undefined) return;
	let lengthMs = FIRST_WINDOW_MS;
	let before = new Set<string>();
	for (let from = since; ; ) {
		const end = from + lengthMs;
		const isLast = end >= messageTime(connection, Date.now());
		let count = 0;
		const isTooMuch = (page: readonly unknown[]) => {
			count += page.length;
			return count > MANY && lengthMs > SHORTEST_WINDOW_MS;
		};
		const time = { from: new Date(from), to: isLast ? undefined : new Date(end) };
		const content = await store.between({ context, connection, instance }, time, isTooMuch);
		if (isTooMuch([])) {
			lengthMs = Math.max(SHORTEST_WINDOW_MS, lengthMs / 2);
			continue;
		}
		const events = content
			.filter((delivery) => isWritten(delivery) && getMessageTime(delivery) >= since)
			.map(storedEvent);
		// Two consecutive time windows overlap by a second, so messages from that second would come twice.
		yield events.filter(({ eventId }) => !before.has(eventId));
		before = new Set(events.map(({ eventId }) => eventId));
		if (isLast) return;
		from = end;
		if (count < FEW) lengthMs *= 2;
	}
}

const getMessageTime = ({ message }: Delivery) => (message?.seconds ?? NaN) * 1000;

export const storedEvent = (delivery: Delivery): Event => ({
	delivery,
	eventId: makeEventId(delivery),
	sentAt: getMessageTime(delivery),
});

async function warnIfNothingStored(trigger: ActiveTrigger): Promise<void> {
	const { context, connection, instance } = trigger;
	if (trigger.hasAskedStore) return;
	trigger.hasAskedStore = true;
	const { store } = connection.server;
	if (store === undefined || !(await store.keepsNothing({ context, connection, instance }))) return;
	context.logger.warn(
		`Missed Messages finds nothing: the server stores no messages of the instance "${instance}". ${store.howToKeep}.`,
	);
}

/** Number of test calls by isCalledHere(). One isn't enough: if several processes share the URL, they get the calls in turn. */
const CALLS = 3;

/**
 * Tells whether this process gets the calls to the trigger's webhook, and therefore knows its events. In queue mode, webhook
 * processors get the calls instead.
 * @returns undefined if n8n doesn't reach its own address
 */
export async function isCalledHere(trigger: ActiveTrigger): Promise<boolean | undefined> {
	if (trigger.channel.holdsConnection) return true;
	for (let call = 0; call < CALLS; call++) {
		const before = trigger.calls;
		const outcome = await callOurselves(trigger);
		// After a failed call, only an earlier delivery from the server can show that calls reach this process.
		if (outcome !== 'taken') return trigger.deliveredAt === undefined ? undefined : true;
		if (trigger.calls === before) return false;
	}
	return true;
}
