import { sleep } from 'n8n-workflow';

import { clockSkew } from '../server/clock';
import type { ConnectionChange, Delivery } from '../server/delivery';
import { requireStore } from '../server/connection';
import type { HubInspection } from '../hub/repair';
import type { ActiveTrigger, HealthNotes, Look } from '../trigger/active/activeTrigger';
import { activeTriggersOn, stateOfInstance } from '../trigger/active/activeTriggers';
import { repairAndCatchUp, repairRegistration } from '../trigger/channel/repairRegistration';
import { messageTime } from '../trigger/memory/deliveredEvent';
import { hasTaken } from '../trigger/memory/seenEvents';
import { catchUp, isCalledHere } from '../trigger/channel/catchUp';
import { LATE_DELIVERY_MS } from '../trigger/channel/undelivered';
import { findOwnersObstacle } from '../trigger/channel/unreachable';
import { foundLoop, isAnyChatLimited, LOOP_ENDS } from '../trigger/inbox/loopGuard';
import {
	compareDeliveries,
	missingFinding,
	notSentFinding,
	sendingFinding,
	socketFinding,
} from './deliveryChecks';
import { doubtful, getKind, isProblem, type Finding } from './findings';
import { findInstanceHealth, type Findings, type InstanceHealth } from './instanceHealth';
import { connectionFinding, findConnection } from './linking';
import { failureFinding } from './serverChecks';
import { executionsFinding } from './silenceChecks';
import { eventsFinding, webhookFinding } from './webhookChecks';

const READ_COUNT = 50;

const findHealth = ({ instanceId }: ActiveTrigger): InstanceHealth =>
	findInstanceHealth(instanceId, look);

/** Never throws. */
async function look(trigger: ActiveTrigger, what: Look): Promise<void> {
	const { connection, context } = trigger;
	const health = findHealth(trigger);
	const lookAt = what === 'connection' ? lookAtConnection : lookAtStore;
	try {
		const findings = await lookAt(trigger, health).catch((error: unknown): Findings => {
			const problem = failureFinding(error, connection);
			// If the problem's subject isn't the server, the server itself is fine.
			return { server: 'fine', [getKind(problem.problem).subject]: problem };
		});
		await health.judge({ n8n: executionsFinding(context.getTimezone()), ...findings });
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('It could not be found out whether something is wrong', { cause });
	}
}

async function lookAtConnection(trigger: ActiveTrigger, health: InstanceHealth): Promise<Findings> {
	const { connection } = trigger;
	const { state, record } = await findConnection(trigger);
	if (state === 'open') health.isSwitchedOff = false;
	else if (state === 'close' && record?.isMeant === true) health.isSwitchedOff = true;
	// Some servers don't keep the reason why a connection ended. In that case, it comes from the event that reported the end.
	const isKept = connection.server.readRecord !== undefined || record?.end !== undefined;
	const ending = isKept || record?.passkey !== undefined ? undefined : health.reportedEnd(state);
	const finding = ending ?? connectionFinding(connection, state, record);
	// WebSocket is only checked while a workflow that uses it gets no events.
	const deafListener = health.listeners.find(
		(listener) => listener.channel.holdsConnection && listener.gapSince !== undefined,
	);
	const refusal = deafListener && (await socketFinding(deafListener));
	return {
		server: 'fine',
		connection: health.isSwitchedOff ? undefined : finding,
		webSocket: refusal ?? 'fine',
	};
}

async function lookAtStore(trigger: ActiveTrigger, health: InstanceHealth): Promise<Findings> {
	const { connection } = trigger;
	const { messages, deliveries } = await requireStore(connection).recent(trigger, READ_COUNT);
	return {
		server: 'fine',
		database: 'fine',
		sending: sendingFinding(messages, Date.now() + clockSkew(connection)),
		deliveries: await judgeDeliveries(trigger, deliveries, health),
	};
}

async function judgeDeliveries(
	{ instanceId }: ActiveTrigger,
	deliveries: readonly Delivery[],
	health: InstanceHealth,
): Promise<Findings['deliveries']> {
	const triggers = activeTriggersOn(instanceId).filter(
		({ settings, isLeaving }) => !isLeaving && settings.events.includes('MESSAGES_UPSERT'),
	);
	const seenSince = health.seenSince('deliveries');
	if (seenSince !== undefined) {
		// Only an event from after the problem was noticed proves that the server delivers again.
		const isHeard = triggers.some(({ lastEventAt = 0 }) => lastEventAt > seenSince);
		return isHeard ? 'fine' : undefined;
	}
	// A trigger that knows of missing events is already searching for them.
	const isKnown = triggers.some(
		({ mayMissMessages, gapSince }) => mayMissMessages || gapSince !== undefined,
	);
	if (isKnown) return undefined;
	const comparison = compareDeliveries(triggers, deliveries, LATE_DELIVERY_MS);
	const [first] = comparison.silent;
	if (first === undefined) return comparison.expectedCount === 0 ? undefined : 'fine';
	if ((await isCalledHere(first)) === false) return undefined;
	return await repairDeliveries(comparison, first, triggers, health);
}

const FETCH_NOTE =
	'These messages start the workflows as missed messages. If no new events come by themselves, run System → Check Setup.';

/** @returns the problem, unless it's over or already reported */
async function repairDeliveries(
	comparison: ReturnType<typeof compareDeliveries>,
	first: ActiveTrigger,
	triggers: readonly ActiveTrigger[],
	health: InstanceHealth,
): Promise<Finding | undefined> {
	const times = [...comparison.missingTimes.values()];
	// `isDelivered` is computed before catchUp(), because hasTaken() is also true for messages that catchUp() fetched.
	const ids = [...comparison.missingTimes.keys()];
	const isDelivered = triggers.some((trigger) => ids.some((id) => hasTaken(trigger, id)));
	const { comparedUpTo = Infinity } = stateOfInstance(first.instanceId);
	for (const silent of comparison.silent) silent.noteMissing(Math.min(comparedUpTo, ...times));
	const obstacle = await findOwnersObstacle(first);
	await Promise.all(comparison.silent.map(repairRegistration));
	for (const silent of comparison.silent) void catchUp(silent);
	// Calls of judge() run one by one. Awaiting this call also awaits the calls that repairRegistration() made.
	await health.judge({});
	// A problem of the webhook or WebSocket explains the missing events, and has already been reported.
	if ((health.seenSince('webhook') ?? health.seenSince('webSocket')) !== undefined)
		return undefined;
	const isRedelivered = activeTriggersOn(first.instanceId).some(
		({ connection, lastEventAt = 0 }) => messageTime(connection, lastEventAt) > Math.max(...times),
	);
	if (isDelivered || isRedelivered) return undefined;
	const finding = missingFinding(comparison);
	const cause = comparison.areVideos ? undefined : obstacle;
	return {
		...finding,
		details: [finding.details, cause?.details].filter(Boolean).join('. '),
		whatToDo: [cause?.whatToDo, FETCH_NOTE].filter(Boolean).join(' '),
	};
}

/** Time from a repair to the next check. The fault is over if that check doesn't find it again. */
const SECOND_LOOK_MS = 60_000;
const REPAIRED_AFTER_MS = 50_000;

/** Repeated changes of the webhook count as one problem, which is over once the webhook has stayed unchanged for this time. */
const SETTLED_AFTER_MS = 4 * 60_000;
const REPEATED_REPAIR_MS = 30 * 60_000;

const EVENTS_SET = 'The events were switched on again';

class NotesOfTrigger implements HealthNotes {
	private lastFaultAt = 0;
	/** How long (ms) the webhook must stay without a fault until its problem counts as over. */
	private settledMs = REPAIRED_AFTER_MS;
	/** True once the webhook sent all events that workflows want. Stays false if the server refuses to send some of them. */
	private hadAllEvents = false;

	constructor(private readonly trigger: ActiveTrigger) {}

	private get health(): InstanceHealth {
		return findHealth(this.trigger);
	}

	connectionChanged({ state, end, reason, isMeant }: ConnectionChange): void {
		const { health } = this;
		if (isMeant) health.isSwitchedOff = true;
		if (state === 'open') health.isSwitchedOff = false;
		if (health.isSwitchedOff) return;
		const connection = connectionFinding(this.trigger.connection, state, { end, reason });
		void health.judge({ connection });
	}

	loopStopped(maxPerHour: number): void {
		const whatToDo = `${LOOP_ENDS} If the chat is that of another bot, leave it out with the filter Chats.`;
		void this.health.judge({ loops: doubtful(foundLoop(maxPerHour), whatToDo, 'botsInLoop') });
	}

	async look(what: Look): Promise<void> {
		const { trigger, health } = this;
		if (health.seenSince('loops') !== undefined && !isAnyChatLimited(trigger.instanceId))
			await health.judge({ loops: 'fine' });
		const possible = trigger.connection.server.store === undefined ? 'connection' : what;
		if (!trigger.isLeaving && health.isDue(possible)) await look(trigger, possible);
	}

	webhookRead(hub: HubInspection): void {
		const { connection, instance } = this.trigger;
		const webhook = webhookFinding({ connection, instance, hub });
		const events = eventsFinding({ connection, instance, hub });
		const wereAllOn = this.hadAllEvents;
		this.hadAllEvents ||= !isProblem(events);
		if (isProblem(webhook)) this.settle({ ...webhook, repair: 'The webhook was set again' });
		else if (wereAllOn && isProblem(events)) this.settle({ ...events, repair: EVENTS_SET });
		else this.settle();
	}

	socketRead(missingEvents: readonly string[]): void {
		if (missingEvents.length > 0)
			this.settle({ ...notSentFinding(missingEvents), repair: EVENTS_SET });
		else this.settle();
	}

	private settle(fault?: Finding): void {
		const sinceLastMs = Math.abs(Date.now() - this.lastFaultAt);
		if (fault !== undefined) {
			this.settledMs = sinceLastMs < REPEATED_REPAIR_MS ? SETTLED_AFTER_MS : REPAIRED_AFTER_MS;
			this.lastFaultAt = Date.now();
			void sleep(SECOND_LOOK_MS).then(async () => await repairAndCatchUp(this.trigger));
		} else if (sinceLastMs < this.settledMs) return;
		void this.health.judge({ webhook: fault ?? 'fine' });
	}
}

export const openHealthNotes = (trigger: ActiveTrigger): HealthNotes => new NotesOfTrigger(trigger);
