import { explainRejection } from '../errors/rejections';
import type { Connection, Target } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import { clockSkew } from '../server/clock';
import { isPerson } from '../core/values/addresses';
import type { Delivery } from '../server/delivery';
import {
	SILENT_AFTER_MS,
	NOTHING_GETS_OUT,
	REJECTED_IN_A_ROW,
	SILENT_IN_A_ROW,
} from '../sending/deliveryWatch';
import { checkSocket, SWITCHED_OFF } from '../socket/socketConnection';
import { isSocket } from '../hub/list';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { listSocketEvents, sentEvents } from '../trigger/channel/socketEvents';
import { kindAndText, readContent } from '../events/readContent';
import { messageTime, type Event } from '../trigger/memory/deliveredEvent';
import { readWrittenLately } from '../trigger/memory/writtenLately';
import { isCalledHere } from '../trigger/channel/catchUp';
import { undeliveredTo } from '../trigger/channel/undelivered';
import { stateOfInstance } from '../trigger/active/activeTriggers';
import type { Check, Setup } from './check';
import { countOf, doubtful, fine, notChecked, WAIT, wrong, type Finding } from './findings';
import { listNames, socketsHere, workflowsHere } from './listeners';

const OTHER_ADDRESS =
	'enter an address at which the server reaches n8n in Options → Connection → Base URL of the trigger';

export const otherWays = (connection: Connection): string =>
	connection.server.sockets !== undefined
		? `${OTHER_ADDRESS}, or choose Connection → WebSocket, which needs no address`
		: OTHER_ADDRESS;

/** Time after a trigger's start in which it's normal that no delivery arrives. */
const FIRST_DELIVERY_MS = 2 * 60_000;

interface Comparison {
	readonly expectedCount: number;
	/** When the missing messages were sent, Unix ms, keyed by event ID. */
	readonly missingTimes: ReadonlyMap<string, number>;
	readonly silent: readonly ActiveTrigger[];
	readonly areVideos: boolean;
}

/** @param olderThanMs skips newer messages, which may still be delivered */
export function compareDeliveries(
	triggers: readonly ActiveTrigger[],
	deliveries: readonly Delivery[],
	olderThanMs = 0,
): Comparison {
	const expectedIds = new Set<string>();
	const missingTimes = new Map<string, number>();
	const silent: ActiveTrigger[] = [];
	let areVideos = true;
	for (const trigger of triggers) {
		const gap = undeliveredTo(trigger, deliveries);
		for (const { eventId } of gap.eligible) expectedIds.add(eventId);
		const until = messageTime(trigger.connection, Date.now() - olderThanMs);
		const events = gap.missing.filter(({ sentAt = 0 }) => sentAt <= until);
		for (const { eventId, sentAt = 0 } of events) missingTimes.set(eventId, sentAt);
		if (events.length > 0) silent.push(trigger);
		areVideos &&= events.every(isVideo);
	}
	return { expectedCount: expectedIds.size, missingTimes, silent, areVideos };
}

const isVideo = ({ delivery }: Event): boolean =>
	['video', 'videoNote'].includes(kindAndText(delivery)?.kind ?? '');

const VIDEOS_ARE_OFF =
	'Only videos are missing. With S3_ENABLED=true and S3_SAVE_VIDEO=false the server sends no event for a video: set S3_SAVE_VIDEO=true there, and restart it.';

const notReached = (triggers: readonly ActiveTrigger[]): string =>
	`The server doesn't reach n8n. First do what the checks above say. If they are all fine: ${triggers.map(({ connection }) => otherWays(connection))[0]}.`;

export function missingFinding(comparison: Comparison): Finding {
	const { expectedCount, missingTimes, silent, areVideos } = comparison;
	const newest = new Date(Math.max(...missingTimes.values())).toISOString();
	const fact = `${missingTimes.size} of ${countOf(expectedCount, 'message')} in the store did not reach the published workflow ${listNames(silent)}; the newest one is from ${newest}`;
	if (areVideos) return doubtful(fact, VIDEOS_ARE_OFF, 'deliveriesMissing');
	return wrong(
		fact,
		silent.some(({ channel }) => channel.holdsConnection)
			? 'First do what the check "WebSocket" says. If it is fine, unpublish the workflow and publish it again.'
			: notReached(silent),
		'deliveriesMissing',
	);
}

/** Returns false if no event reaches n8n at all: that is a fault, which the check must report. */
function areCatchingUp(triggers: readonly ActiveTrigger[]): boolean {
	const isReached = triggers.some(
		(trigger) =>
			trigger.deliveredAt !== undefined ||
			(trigger.channel.holdsConnection && trigger.gapSince === undefined) ||
			Date.now() - trigger.startedAt < FIRST_DELIVERY_MS,
	);
	return isReached && triggers.some(({ mayMissMessages }) => mayMissMessages);
}

const WRITE_TO_IT =
	'Write to the instance from another phone, wait ten seconds, and run this again.';

export const deliveriesCheck: Check = {
	name: 'Deliveries',
	needs: ['Message Store', 'Webhook'],
	async look(setup) {
		const { connection, deliveries = [], storesNothing } = setup;
		if (connection.server.store === undefined) return lastEvent(workflowsHere(setup));
		if (storesNothing === true) return notChecked('the server stores no messages to compare with');
		const triggers = workflowsHere(setup).filter(({ settings }) =>
			settings.events.includes('MESSAGES_UPSERT'),
		);
		if (triggers.length === 0) {
			return notChecked(
				'no workflow that is published in this process of n8n starts with new messages of this instance',
			);
		}
		if (areCatchingUp(triggers))
			return notChecked('workflows are still catching up', 'Run this again in a minute.');
		const comparison = compareDeliveries(triggers, deliveries);
		const { expectedCount, silent } = comparison;
		if (expectedCount === 0) {
			const since = new Date(Math.min(...triggers.map(({ startedAt }) => startedAt)));
			return notChecked(
				`since ${since.toISOString()} no message came that starts a workflow`,
				WRITE_TO_IT,
			);
		}
		const [first] = silent;
		if (first === undefined)
			return (
				undeliveredFinding(triggers) ??
				fine(`${countOf(expectedCount, 'message')} in the store reached n8n, and none is missing`)
			);
		if ((await isCalledHere(first)) === false)
			return notChecked('other processes of n8n get the events, and only they know which came');
		return missingFinding(comparison);
	},
};

/** Returns the problem that messages only came from the store, until the server delivers again. */
function undeliveredFinding(triggers: readonly ActiveTrigger[]): Finding | undefined {
	const [{ undeliveredAt } = {}] = triggers.map(({ instanceId }) => stateOfInstance(instanceId));
	if (undeliveredAt === undefined) return undefined;
	return wrong(
		`Until ${new Date(undeliveredAt).toISOString()}, the server couldn't deliver messages. n8n found them in the server's store`,
		notReached(triggers),
		'deliveriesMissing',
	);
}

/** If the server stores no events, only received events show that the server reaches n8n. */
function lastEvent(triggers: readonly ActiveTrigger[]): Finding {
	if (triggers.length === 0) {
		return notChecked(
			'no workflow that is published in this process of n8n listens to the instance',
		);
	}
	const latest = Math.max(...triggers.map(({ lastEventAt = 0 }) => lastEventAt));
	if (latest === 0) {
		return notChecked(
			`no event has come for ${listNames(triggers)} since it was started, and the server stores no events to compare with`,
			WRITE_TO_IT,
		);
	}
	return fine(
		`The last event came ${new Date(latest).toISOString()}. The server stores no events, so missing events cannot be found`,
	);
}

/** Messages older than this prove nothing about the present. */
const RECENT_MESSAGE_MS = 60 * 60_000;

/**
 * Judges the newest messages sent from the instance's number, by any workflow, app or person.
 * @param messages newest first
 * @param now by the server's clock, Unix ms
 */
export function sendingFinding(
	messages: readonly StoredMessage[],
	now: number,
): Finding | undefined {
	const ownMessages = messages.filter(
		({ fromMe, chat, seconds }) =>
			fromMe && isPerson(chat) && seconds * 1000 > now - RECENT_MESSAGE_MS,
	);
	const withOutcome = ownMessages.filter(({ outcome }) => outcome !== undefined);
	const firstAccepted = withOutcome.findIndex(({ outcome }) => outcome !== 'rejected');
	const rejectionCount = firstAccepted < 0 ? withOutcome.length : firstAccepted;
	if (rejectionCount >= REJECTED_IN_A_ROW) {
		const fact = `WhatsApp rejects messages: the last ${rejectionCount} did not get out, although the server had accepted them`;
		const { whatToDo } = explainRejection(withOutcome[0]?.messageId ?? null);
		return doubtful(fact, whatToDo, 'messagesRejected');
	}
	const newest = ownMessages
		.filter(({ seconds }) => seconds * 1000 < now - SILENT_AFTER_MS)
		.slice(0, SILENT_IN_A_ROW);
	const isSilent = newest.every(({ outcome }) => outcome === undefined);
	const keepsTicks = messages.some(({ fromMe, outcome }) => fromMe && outcome !== undefined);
	if (newest.length === SILENT_IN_A_ROW && isSilent && keepsTicks)
		return doubtful(NOTHING_GETS_OUT.problem, NOTHING_GETS_OUT.whatToDo, 'messagesNotDelivered');
	return withOutcome.length > 0 && rejectionCount === 0
		? fine('What was sent in the last hour gets out')
		: undefined;
}

export const sendingCheck: Check = {
	name: 'Sending',
	on: 'evolutionApi',
	needs: ['Message Store'],
	look: ({ connection, messages = [] }) =>
		sendingFinding(messages, Date.now() + clockSkew(connection)) ??
		notChecked('nothing that was sent to people in the last hour tells whether messages get out'),
};

const NEWEST = 100;

/** Messages of unknown kinds without a text start no workflow. */
export const kindsCheck: Check = {
	name: 'Unknown Messages',
	needs: ['Message Store'],
	look({ connection, instance, deliveries = [] }) {
		const keepsNone = connection.server.store === undefined;
		if (keepsNone && instance === '')
			return notChecked('with a token alone it is not known which messages are of this instance');
		const newest = keepsNone ? readWrittenLately(connection, instance, NEWEST) : deliveries;
		const fields = newest.flatMap(
			({ message }) => (message && readContent(message).unknownField) ?? [],
		);
		if (fields.length > 0) {
			const names = [...new Set(fields)].sort().join(', ');
			return doubtful(
				`${countOf(fields.length, 'message')} of a kind that this version does not know: ${names}`,
				'Those with a text start workflows as texts, the others start nothing. Update the node. If it is the newest, report these names.',
			);
		}
		if (newest.length > 0) return fine('This version knows all kinds of the newest messages');
		return notChecked(
			keepsNone
				? 'no message has come to this process since n8n was started, and the server keeps none'
				: 'the store of the server has no messages',
		);
	},
};

/** @returns undefined if events can be received through WebSocket */
export async function socketFinding(target: Target): Promise<Finding | undefined> {
	const { context, connection, instance } = target;
	try {
		await checkSocket({ context, connection, instance });
		return undefined;
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		if (why === SWITCHED_OFF.message)
			return wrong(why, SWITCHED_OFF.description, 'webSocketRefused');
		return wrong(
			`${connection.baseUrl}/socket.io/ does not answer as WebSocket does: ${why}`,
			'If events are to come through WebSocket, let the proxy in front of the server pass /socket.io/ on to it.',
			'webSocketRefused',
		);
	}
}

export const notSentFinding = (names: readonly string[]): Finding =>
	wrong(
		`The server does not send through WebSocket what workflows want: ${names.join(', ')}`,
		WAIT,
		'eventsOff',
	);

const OF_WEBHOOK = ['Webhook Address', 'Deliveries'];

export const webSocketCheck: Check = {
	name: 'WebSocket',
	on: 'evolutionApi',
	needs: ['Server', 'License', 'API Key', 'Instance'],
	needsNoInstance: true,
	async look(setup) {
		const refusal = await socketFinding(setup);
		if (refusal === undefined) return await checkSocketEvents(setup);
		if (socketsHere(setup).length > 0) return refusal;
		const isOfUse =
			refusal.details !== SWITCHED_OFF.message ||
			setup.findings.some(({ check, status }) => OF_WEBHOOK.includes(check) && status !== 'ok');
		return { ...refusal, status: isOfUse ? 'warning' : 'ok' };
	},
};

async function checkSocketEvents(setup: Setup): Promise<Finding> {
	const { instance, hub } = setup;
	const activeEvents = instance === '' ? [] : await sentEvents(setup).catch((): string[] => []);
	const triggers = socketsHere(setup);
	const events = [
		...(hub?.workflows ?? []).filter(isSocket).flatMap((workflow) => workflow.events),
		...triggers.flatMap(({ settings }) => listSocketEvents(settings)),
	];
	const missingEvents = [...new Set(events)].filter((event) => !activeEvents.includes(event));
	if (missingEvents.length > 0) return notSentFinding(missingEvents);
	const details = 'The server offers its events through WebSocket';
	const late = triggers.filter(({ gapSince }) => gapSince !== undefined);
	if (late.length > 0) {
		return fine(
			`${details}; ${listNames(late)} joins with the first event that the server sends after its start`,
		);
	}
	if (instance === '' || activeEvents.length > 0) return fine(details);
	return fine(`${details}; a trigger with Connection → WebSocket switches it on for the instance`);
}
