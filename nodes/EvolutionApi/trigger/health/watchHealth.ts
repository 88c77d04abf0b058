import { clockSkew } from '../../core/server/clock';
import type { KeptMessage, Target } from '../../core/server/adapter';
import { sendTo } from '../../core/server/sendTo';
import type { Delivery } from '../../events';
import { checkSocket } from '../../socket';
import { noteMissing, type ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import { isThroughSocket } from '../channel/socketRegistration';
import { repairRegistration } from '../channel/repairRegistration';
import { messageTime } from '../memory/messageClock';
import { takenEventsOf } from '../memory/takenEvents';
import { catchUp } from '../missed/catchUp';
import { isCalledHere } from '../missed/undelivered';
import { connectionProblem } from './connectionProblem';
import { compareDeliveries, missingFinding } from './deliveriesFinding';
import { instanceHealthOf, type InstanceHealth, type Look } from './instanceHealth';
import type { Problem, Subject } from './problems';
import { sendingProblem } from './sendingProblem';
import { serverProblem } from './serverProblem';
import { refusedSocket } from './socketFindings';

/** Of several workflows of an instance, which look at the same time, one asks. */
const PAUSE_MS = 90_000;

/** The newest messages of the store: one request. */
const READ = 50;

/** The server may try to deliver a younger message once more. */
const LATE_MS = 45_000;

export const healthOf = ({ instanceId }: ActiveTrigger): InstanceHealth =>
	instanceHealthOf(instanceId, look);

/** Every five minutes. A server without a store is asked how the instance is connected, twice. Never throws. */
export async function lookRegularly(trigger: ActiveTrigger, what: Look): Promise<void> {
	const isWanted = trigger.settings.tellsProblems && !trigger.isLeaving;
	const { offers } = trigger.connection.server.deliveries;
	const possible = offers.store ? what : 'connection';
	if (isWanted && healthOf(trigger).isDue(possible, PAUSE_MS)) await look(trigger, possible);
}

/** Never throws. */
async function look(trigger: ActiveTrigger, what: Look): Promise<void> {
	const health = healthOf(trigger);
	const lookAt = what === 'connection' ? lookAtConnection : lookAtStore;
	try {
		const { judged, problems } = await lookAt(trigger, health).catch((error: unknown) =>
			foundIn(error, trigger),
		);
		await health.judge(judged, problems);
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('It could not be found out whether something is wrong', { cause });
	}
}

/** What is known now, and what of that is wrong. */
interface Found {
	readonly judged: readonly Subject[];
	readonly problems: readonly Problem[];
}

function foundIn(error: unknown, { connection }: Pick<Target, 'connection'>): Found {
	const { judged, problem } = serverProblem(error, connection);
	return { judged, problems: [problem] };
}

/** One request, and one more for each thing that is wrong. */
async function lookAtConnection(trigger: ActiveTrigger, health: InstanceHealth): Promise<Found> {
	const { context, connection, instance } = trigger;
	const { instances } = connection.server;
	const ask = sendTo(context, connection);
	const state = await instances.state(ask, instance);
	const record = state === 'open' ? undefined : await instances.record(ask, instance);
	if (state === 'open') health.isSwitchedOff = false;
	else if (state === 'close' && record?.isMeant === true) health.isSwitchedOff = true;
	// Where the server keeps no reason, it shows a QR code as soon as the phone is logged out.
	const told = record === undefined && state !== 'open' ? health.toldEnd : undefined;
	const problems = [
		told ?? connectionProblem(connection, state, record) ?? [],
		await socketProblems(health),
	].flat();
	const judged: readonly Subject[] = ['server', 'connection', 'webSocket'];
	return {
		judged: judged.filter((one) => one !== 'connection' || !health.isSwitchedOff),
		problems,
	};
}

/** Only who has heard nothing for a while asks. */
async function socketProblems({ listeners }: InstanceHealth): Promise<readonly Problem[]> {
	const deaf = listeners.find((one) => isThroughSocket(one) && one.gapSince !== undefined);
	if (deaf === undefined) return [];
	const { context, connection, instance } = deaf;
	return await checkSocket(context, connection, instance).then(
		() => [],
		(error: unknown) => [{ name: 'webSocketRefused', finding: refusedSocket(deaf, error) }],
	);
}

async function lookAtStore(trigger: ActiveTrigger, health: InstanceHealth): Promise<Found> {
	const { kept, deliveries } = await trigger.connection.server.store.recent(trigger, READ);
	const found = [ofSending(trigger, kept), await ofDeliveries(trigger, deliveries, health)];
	return {
		judged: ['server', 'database', ...found.flatMap(({ judged }) => judged)],
		problems: found.flatMap(({ problems }) => problems),
	};
}

const NOT_JUDGED: Found = { judged: [], problems: [] };

function ofSending(
	{ connection }: Pick<Target, 'connection'>,
	kept: readonly KeptMessage[],
): Found {
	const problem = sendingProblem(kept, Date.now() + clockSkew(connection));
	if (problem === undefined) return NOT_JUDGED;
	return { judged: ['sending'], problems: problem === null ? [] : [problem] };
}

const FETCHED =
	'These messages start the workflows as missed messages. If events do not come again by themselves, run System → Check Setup.';

/** What is wrong with these is why nothing comes, and is told on its own. */
const EXPLAIN_SILENCE: readonly Subject[] = ['webhook', 'webSocket'];

function hasTaken(trigger: ActiveTrigger, eventIds: Iterable<string>): boolean {
	const taken = takenEventsOf(trigger);
	return [...eventIds].some((eventId) => taken.wasTaken(eventId, trigger.nodeId));
}

/** Whether what the store has came here, by any workflow of this process that takes messages. */
async function ofDeliveries(
	{ instanceId }: ActiveTrigger,
	stored: readonly Delivery[],
	health: InstanceHealth,
): Promise<Found> {
	const triggers = activeTriggersOn(instanceId).filter(
		({ settings, isLeaving }) =>
			settings.isOnList && !isLeaving && settings.events.includes('MESSAGES_UPSERT'),
	);
	const seenSince = health.seenSince('deliveries');
	if (seenSince !== undefined) {
		// Catching up has fetched what was missing: only what comes by itself shows that it is over.
		const isHeard = triggers.some(({ heardAt = 0 }) => heardAt > seenSince);
		return isHeard ? { judged: ['deliveries'], problems: [] } : NOT_JUDGED;
	}
	// Who knows that events may be missing looks for them, and says why elsewhere.
	const isKnown = triggers.some(
		(one) => one.missedSince !== undefined || one.gapSince !== undefined || one.isCatchingUp,
	);
	if (isKnown) return NOT_JUDGED;
	const compared = compareDeliveries(triggers, stored, LATE_MS);
	const [first] = compared.silent;
	if (first === undefined) {
		return compared.expected === 0 ? NOT_JUDGED : { judged: ['deliveries'], problems: [] };
	}
	if ((await isCalledHere(first)) === false) return NOT_JUDGED;
	// Before they catch up: what one of them has by then, the server has delivered.
	const isDelivered = triggers.some((one) => hasTaken(one, compared.missing.keys()));
	const since = Math.min(...compared.missing.values());
	for (const silent of compared.silent) noteMissing(silent, since);
	await Promise.all(compared.silent.map(repairRegistration));
	for (const silent of compared.silent) void catchUp(silent);
	// What the repairs have found is told by then.
	await health.judge([], []);
	if (EXPLAIN_SILENCE.some((subject) => health.seenSince(subject) !== undefined)) return NOT_JUDGED;
	const newest = Math.max(...compared.missing.values());
	const comesAgain = activeTriggersOn(instanceId).some(
		({ connection, heardAt = 0 }) => messageTime(connection, heardAt) > newest,
	);
	if (isDelivered || comesAgain) return NOT_JUDGED;
	const finding = { ...missingFinding(compared), whatToDo: FETCHED };
	return { judged: ['deliveries'], problems: [{ name: 'deliveriesMissing', finding }] };
}
