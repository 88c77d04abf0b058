import { sleep } from 'n8n-workflow';

import type { Target } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import { clockSkew } from '../server/clock';
import type { ConnectionChange, Delivery } from '../server/delivery';
import { requireStore } from '../server/connection';
import type { HubInspection } from '../hub/repair';
import type { ActiveTrigger, HealthNotes, Look } from '../trigger/active/activeTrigger';
import { activeTriggersOn } from '../trigger/active/activeTriggers';
import { repairAndCatchUp, repairRegistration } from '../trigger/channel/repairRegistration';
import { messageTime } from '../trigger/memory/deliveredEvent';
import { hasTaken } from '../trigger/memory/seenEvents';
import { catchUp, isCalledHere } from '../trigger/channel/catchUp';
import { findOwnersObstacle } from '../trigger/channel/unreachable';
import { foundLoop, isAnyChatLimited, LOOP_ENDS } from '../trigger/inbox/loopGuard';
import { doubtful, isProblem, getKind, type Finding, type Problem, type Subject } from './findings';
import {
	compareDeliveries,
	missingFinding,
	notSentFinding,
	sendingFinding,
	socketFinding,
} from './deliveryChecks';
import { findInstanceHealth, type InstanceHealth } from './instanceHealth';
import { connectionFinding, findConnection } from './linking';
import { failureFinding } from './serverChecks';
import { executionsFinding } from './silenceChecks';
import { eventsFinding, webhookFinding } from './webhookChecks';

/** Shortest time between two checks of the same kind. All workflows of an instance share a check. */
const HEALTH_PAUSE_MS = 90_000;

/** Number of the store's newest messages to read, with one request. */
const READ = 50;

/** Messages younger than this don't count as missing, because the server may still try to deliver them again. */
const LATE_DELIVERY_MS = 45_000;

const findHealth = ({ instanceId }: ActiveTrigger): InstanceHealth =>
	findInstanceHealth(instanceId, look);

/** Makes a check if it's due. For a server without a store, it always checks the connection. Never throws. */
async function lookRegularly(trigger: ActiveTrigger, what: Look): Promise<void> {
	const isWanted = trigger.settings.tellsProblems && !trigger.isLeaving;
	const possible = trigger.connection.server.store === undefined ? 'connection' : what;
	if (isWanted && findHealth(trigger).isDue(possible, HEALTH_PAUSE_MS))
		await look(trigger, possible);
}

/** Checks the connection or the store, and reports the problems. Never throws. */
async function look(trigger: ActiveTrigger, what: Look): Promise<void> {
	const health = findHealth(trigger);
	const lookAt = what === 'connection' ? lookAtConnection : lookAtStore;
	try {
		const { judged, problems } = await lookAt(trigger, health).catch((error: unknown) =>
			toFindings(error, trigger),
		);
		const ofN8n = [executionsFinding(trigger.context.getTimezone())].filter(isProblem);
		await health.judge(['n8n', ...judged], [...ofN8n, ...problems]);
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('It could not be found out whether something is wrong', { cause });
	}
}

/** Subjects that were judged now, and the problems among them. */
interface Findings {
	readonly judged: readonly Subject[];
	readonly problems: readonly Problem[];
}

/** Turns an error into findings. If the problem's subject isn't the server, the server itself is fine. */
function toFindings(error: unknown, { connection }: Pick<Target, 'connection'>): Findings {
	const problem = failureFinding(error, connection);
	const judged = new Set<Subject>(['server', getKind(problem.problem).subject]);
	return { judged: [...judged], problems: [problem] };
}

/** Checks the connection with one request, and one more for each problem. */
async function lookAtConnection(trigger: ActiveTrigger, health: InstanceHealth): Promise<Findings> {
	const { state, record } = await findConnection(trigger);
	if (state === 'open') health.isSwitchedOff = false;
	else if (state === 'close' && record?.isMeant === true) health.isSwitchedOff = true;
	// A server that doesn't keep the reason only shows a new QR code after a log-out, so the event's reason is used.
	const isKept = trigger.connection.server.readRecord !== undefined || record?.end !== undefined;
	const ending = isKept || record?.passkey !== undefined ? undefined : health.reportedEnd(state);
	const findings = [
		ending ?? connectionFinding(trigger.connection, state, record),
		await socketProblem(health),
	];
	const subjects: readonly Subject[] = ['server', 'connection', 'webSocket'];
	return {
		judged: subjects.filter((name) => name !== 'connection' || !health.isSwitchedOff),
		problems: findings.filter(isProblem),
	};
}

/** Checks WebSocket, but only while a workflow that uses it gets no events. */
async function socketProblem({ listeners }: InstanceHealth): Promise<Finding | undefined> {
	const deaf = listeners.find(
		(listener) => listener.channel.holdsConnection && listener.gapSince !== undefined,
	);
	return deaf && (await socketFinding(deaf));
}

async function lookAtStore(trigger: ActiveTrigger, health: InstanceHealth): Promise<Findings> {
	const { messages, deliveries } = await requireStore(trigger.connection).recent(trigger, READ);
	const results = [ofSending(trigger, messages), await ofDeliveries(trigger, deliveries, health)];
	return {
		judged: ['server', 'database', ...results.flatMap(({ judged }) => judged)],
		problems: results.flatMap(({ problems }) => problems),
	};
}

const NOT_JUDGED: Findings = { judged: [], problems: [] };

function ofSending(
	{ connection }: Pick<Target, 'connection'>,
	messages: readonly StoredMessage[],
): Findings {
	const finding = sendingFinding(messages, Date.now() + clockSkew(connection));
	if (finding === undefined) return NOT_JUDGED;
	return { judged: ['sending'], problems: [finding].filter(isProblem) };
}

const FETCHED =
	'These messages start the workflows as missed messages. If no new events come by themselves, run System → Check Setup.';

/** Subjects whose problems explain missing events, and are reported themselves. */
const EXPLAIN_SILENCE: readonly Subject[] = ['webhook', 'webSocket'];

/** Checks whether the store's messages reached the workflows of this process that start with messages. */
async function ofDeliveries(
	{ instanceId }: ActiveTrigger,
	deliveries: readonly Delivery[],
	health: InstanceHealth,
): Promise<Findings> {
	const triggers = activeTriggersOn(instanceId).filter(
		({ settings, isLeaving }) => !isLeaving && settings.events.includes('MESSAGES_UPSERT'),
	);
	const seenSince = health.seenSince('deliveries');
	if (seenSince !== undefined) {
		// The catch-up fetched the missing messages, so only a new event shows that the problem is over.
		const isHeard = triggers.some(({ lastEventAt = 0 }) => lastEventAt > seenSince);
		return isHeard ? { judged: ['deliveries'], problems: [] } : NOT_JUDGED;
	}
	// A trigger that knows of missing events is already searching for them.
	const isKnown = triggers.some(
		({ mayMissMessages, gapSince }) => mayMissMessages || gapSince !== undefined,
	);
	if (isKnown) return NOT_JUDGED;
	const comparison = compareDeliveries(triggers, deliveries, LATE_DELIVERY_MS);
	const [first] = comparison.silent;
	if (first === undefined) {
		return comparison.expectedCount === 0 ? NOT_JUDGED : { judged: ['deliveries'], problems: [] };
	}
	if ((await isCalledHere(first)) === false) return NOT_JUDGED;
	return await ofMissing(comparison, first, triggers, health);
}

/** Repairs the registrations, and reports the missing messages unless the repair explains or disproves the problem. */
async function ofMissing(
	comparison: ReturnType<typeof compareDeliveries>,
	first: ActiveTrigger,
	triggers: readonly ActiveTrigger[],
	health: InstanceHealth,
): Promise<Findings> {
	const times = [...comparison.missing.values()];
	// This must come before the catch-up: until then, every received message was delivered by the server itself.
	const missing = [...comparison.missing.keys()];
	const isDelivered = triggers.some((trigger) => missing.some((id) => hasTaken(trigger, id)));
	for (const silent of comparison.silent) silent.noteMissing(Math.min(...times));
	const obstacle = await findOwnersObstacle(first);
	await Promise.all(comparison.silent.map(repairRegistration));
	for (const silent of comparison.silent) void catchUp(silent);
	// Waits until the findings of the repairs have been judged.
	await health.judge([], []);
	if (EXPLAIN_SILENCE.some((subject) => health.seenSince(subject) !== undefined)) return NOT_JUDGED;
	const isRedelivered = activeTriggersOn(first.instanceId).some(
		({ connection, lastEventAt = 0 }) => messageTime(connection, lastEventAt) > Math.max(...times),
	);
	if (isDelivered || isRedelivered) return NOT_JUDGED;
	const finding = missingFinding(comparison);
	const cause = comparison.areVideos ? undefined : obstacle;
	const problem = {
		...finding,
		problem: 'deliveriesMissing' as const,
		found: [finding.found, cause?.found].filter(Boolean).join('. '),
		whatToDo: [cause?.whatToDo, FETCHED].filter(Boolean).join(' '),
	};
	return { judged: ['deliveries'], problems: [problem] };
}

/** Time from a repair to the next check. A fault that isn't found again by then is over. */
const SECOND_LOOK_MS = 60_000;
const REPAIRED_AFTER_MS = 50_000;

/** Repeated changes of the webhook count as one problem, until a repair finds it unchanged. */
const SETTLED_AFTER_MS = 4 * 60_000;
const REPEATED_REPAIR_MS = 30 * 60_000;

/** Judges the health by what a trigger with *Health Alert* observes during its work. */
class NotesOfTrigger implements HealthNotes {
	private lastFaultAt = 0;
	/** How long after its last fault the webhook counts as settled, ms. */
	private settledMs = REPAIRED_AFTER_MS;
	/** True after all events were on at least once. Stays false if the server refuses to send some. */
	private hadAllEvents = false;

	constructor(private readonly trigger: ActiveTrigger) {}

	connectionChanged(change: ConnectionChange): void {
		const health = findHealth(this.trigger);
		if (change.isMeant) health.isSwitchedOff = true;
		if (change.state === 'open') health.isSwitchedOff = false;
		if (health.isSwitchedOff) return;
		const { state, end, reason } = change;
		const finding = connectionFinding(this.trigger.connection, state, { end, reason });
		void health.judge(['connection'], [finding].filter(isProblem));
	}

	loopStopped(maxPerHour: number): void {
		const whatToDo = `${LOOP_ENDS} If the chat is that of another bot, leave it out with the filter Chats.`;
		const problem: Problem = {
			...doubtful(foundLoop(maxPerHour), whatToDo),
			problem: 'botsInLoop',
		};
		void findHealth(this.trigger).judge(['loops'], [problem]);
	}

	async look(what: Look): Promise<void> {
		const health = findHealth(this.trigger);
		if (health.seenSince('loops') !== undefined && !isAnyChatLimited(this.trigger.instanceId))
			await health.judge(['loops'], []);
		await lookRegularly(this.trigger, what);
	}

	heardAgain(): void {
		void this.look('connection');
	}

	webhookRead(hub: HubInspection): void {
		const { connection, instance } = this.trigger;
		const finding = webhookFinding({ connection, instance, hub });
		const events = eventsFinding({ connection, instance, hub });
		const isTaken = finding.status === 'problem';
		const problem: Problem = {
			...finding,
			problem: 'webhookTaken',
			done: 'The webhook was set again',
		};
		const areOff = this.hadAllEvents && events.status === 'problem';
		if (events.status !== 'problem') this.hadAllEvents = true;
		this.settle(isTaken ? problem : areOff ? eventsOff(events) : undefined);
	}

	socketRead(missing: readonly string[]): void {
		this.settle(missing.length > 0 ? eventsOff(notSentFinding(missing)) : undefined);
	}

	/** Judges the webhook after a repair. @param fault that the repair has found and fixed */
	private settle(fault: Problem | undefined): void {
		const health = findHealth(this.trigger);
		const sinceLastMs = Math.abs(Date.now() - this.lastFaultAt);
		if (fault !== undefined) {
			this.settledMs = sinceLastMs < REPEATED_REPAIR_MS ? SETTLED_AFTER_MS : REPAIRED_AFTER_MS;
			this.lastFaultAt = Date.now();
			void sleep(SECOND_LOOK_MS).then(async () => await repairAndCatchUp(this.trigger));
		} else if (sinceLastMs < this.settledMs) return;
		void health.judge(['webhook'], fault === undefined ? [] : [fault]);
	}
}

const eventsOff = (finding: Finding): Problem => ({
	...finding,
	problem: 'eventsOff',
	done: 'The events were switched on again',
});

export const openHealthNotes = (trigger: ActiveTrigger): HealthNotes => new NotesOfTrigger(trigger);
