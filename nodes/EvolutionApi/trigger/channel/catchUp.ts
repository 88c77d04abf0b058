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
import { findSeen, hasTaken } from '../memory/seenEvents';
import { callOurselves, saveSoon } from '../active/saveTaken';
import { isCatchUpWanted, isEventChosen, startsWithAnswers } from '../settings/triggerSettings';
import { decideOnce, sourceOf } from '../inbox/heard';
import { giveToWorkflows, type Decision } from '../inbox/stack';
import { HOUR_MS } from '../../core/values/time';

/** A search waits until no trigger has started for this long: each start loads more of the events that were already handled. */
const QUIET_MS = 5_000;

/**
 * Starts the workflow once for each message that arrived during n8n's downtime, or that a subscriber got but didn't forward, in
 * order. Executions that wait for a reply get the messages first. Only the server's message store is read, so events without a
 * message are lost. If the server can't be asked, the messages stay missing until the next search. Never throws.
 */
export async function catchUp(trigger: ActiveTrigger): Promise<void> {
	const { context } = trigger;
	// If events don't reach the trigger yet, it catches up as soon as it's registered.
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

/** Leaves a message to the next search. */
function leaveFrom(trigger: ActiveTrigger, sentAt: number): void {
	trigger.leftSince = Math.min(trigger.leftSince ?? Infinity, sentAt);
}

async function lookForMissed(trigger: ActiveTrigger): Promise<void> {
	const isHere = isCatchUpWanted(trigger.settings) && (await isTakenHere(trigger));
	if (isHere === undefined) return;
	if (!isHere) trigger.missedSince = undefined;
	const begunAt = Date.now();
	// More messages, even earlier ones, may go missing during a search. A later search finds those that n8n can't store now.
	while (trigger.missedSince !== undefined && !trigger.isLeaving && !isUnstoredSince(begunAt))
		await takeMissed(trigger, trigger.missedSince);
	if (isHere) await callOurselves(trigger);
}

/**
 * Tells whether calls of the webhook reach this process, so that it knows which messages aren't missing. In queue mode, webhook
 * processors get the calls and share no memory with it, so every message would start workflows again.
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
	// n8n may not reach itself through its proxy. The server's deliveries also prove that calls reach this process.
	return trigger.calls > 0 ? true : undefined;
}

/** Tries each address of the instance's workflows. One address is enough: a process hands each event to all its workflows. */
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

/** Returns the start of the search, limited by *Missed Messages → Max Age (Hours)*; WhatsApp's clock, Unix ms. */
function limitReach(trigger: ActiveTrigger, missedSince: number): number {
	const { settings, connection } = trigger;
	const furthest = Date.now() - settings.options.missedMessages.maxAge * HOUR_MS;
	return Math.max(missedSince - OVERLAP_MS, messageTime(connection, furthest));
}

/** Offers missed messages to waiting executions, and starts the workflow with those that no execution accepts. */
async function takeMissed(trigger: ActiveTrigger, missedSince: number): Promise<void> {
	// Messages from before the activation start nothing. Message times are whole seconds, so the activation's is rounded, too.
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
			// All further messages would fail, too.
			if (isUnstoredSince(begunAt)) return leaveFrom(trigger, sentAt);
			const { reply } = await giveToWorkflows(decision, sourceOf(trigger, 'store'));
			if (reply === 'again') return leaveFrom(trigger, sentAt);
			if (reply === 'taken') trigger.caughtUpTo = Math.max(missedSince, sentAt);
		}
	}
	trigger.caughtUpTo = undefined;
	if (isEmpty) await warnIfNothingStored(trigger);
}

/** How soon answers are stored. Their executions have resumed, so after a crash, only the stored data shows the answers. */
const ANSWER_STORED_MS = 200;

/**
 * Offers the events to the waiting executions. Stores answers along the way, and before other events start workflows.
 * @returns the decisions about events that should start the workflow
 */
async function decideAll(trigger: ActiveTrigger, events: readonly Event[]): Promise<Decision[]> {
	const isForAll = startsWithAnswers(trigger.settings);
	const toStart: Decision[] = [];
	let wereAnswers = false;
	try {
		for (const event of events) {
			if (trigger.isLeaving) break;
			const isTaken = findSeen(trigger).isTaken(event.eventId);
			// If the workflow ignores answers, an event that it has taken isn't an answer, so the waits needn't be asked.
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

/** The first time window. The next ones are longer or shorter, depending on the number of messages. */
const FIRST_WINDOW_MS = 60_000;
/** Shortest time window: the times of messages are whole seconds. */
const SHORTEST_WINDOW_MS = 1_000;
/** Most messages in memory at a time, unless one second has more. A page of the store has a hundred. */
const MANY = 500;
const FEW = 100;

/**
 * Reads incoming messages and those that the account's own phone sent, as events, oldest first. Yields them in parts, because
 * they may not all fit into memory.
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
		// Two consecutive parts both contain the second at their border.
		yield events.filter(({ eventId }) => !before.has(eventId));
		before = new Set(events.map(({ eventId }) => eventId));
		if (isLast) return;
		from = end;
		if (count < FEW) lengthMs *= 2;
	}
}

const getMessageTime = ({ message }: Delivery) => (message?.seconds ?? NaN) * 1000;

const storedEvent = (delivery: Delivery): Event => ({
	delivery,
	eventId: makeEventId(delivery),
	sentAt: getMessageTime(delivery),
});

/** Warns once after the start if the server stores no messages. */
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

// Finds stored messages that should have started a workflow, but did not reach it.

/** A message that is more recent than this may still be in transit. */
const ON_ITS_WAY_MS = 10_000;

/** Test calls of isCalledHere(): processes behind the same URL get them in turn. */
const CALLS = 3;

/**
 * Compares messages of the store with the trigger's events.
 * @returns `expected`: messages that should have started the workflow since its trigger() started in this process; `missing`:
 * those of them that never reached the workflow
 */
export function undeliveredTo(trigger: ActiveTrigger, messages: readonly Delivery[]) {
	const { connection, settings, startedAt } = trigger;
	// Message times are whole seconds, so this leaves out messages from the second of the start.
	const since = messageTime(connection, startedAt);
	const until = messageTime(connection, Date.now()) - ON_ITS_WAY_MS;
	const expected = messages
		.filter((delivery) => isWritten(delivery) && isEventChosen(settings, delivery))
		.filter((delivery) => settings.passes(delivery))
		.map(storedEvent)
		.filter(({ sentAt = 0 }) => sentAt >= since && sentAt <= until);
	const memory = findSeen(trigger);
	const missing = expected.filter(
		({ eventId }) => !memory.knows(eventId) && !hasTaken(trigger, eventId),
	);
	return { expected, missing };
}

/**
 * Tells whether calls of the trigger's webhook reach this process, which then knows the trigger's events. In queue mode, calls
 * reach webhook processors instead. Events through WebSocket always reach the process with trigger().
 * @returns undefined if n8n doesn't reach its own address
 */
export async function isCalledHere(trigger: ActiveTrigger): Promise<boolean | undefined> {
	if (trigger.channel.holdsConnection) return true;
	for (let call = 0; call < CALLS; call++) {
		const before = trigger.calls;
		const outcome = await callOurselves(trigger);
		// n8n may not reach an address that the server reaches.
		if (outcome !== 'taken') return trigger.deliveredAt === undefined ? undefined : true;
		if (trigger.calls === before) return false;
	}
	return true;
}
