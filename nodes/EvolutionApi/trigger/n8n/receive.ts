import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isRecord } from '../../core/server/answer';
import { parseDelivery, type Delivery } from '../../events';
import {
	ACKNOWLEDGEMENT,
	decodeHubCached,
	HUB_HEADER,
	PASSED_HEADER,
	PROBE_EVENT,
	calledSubscriber,
	isAnswerIn,
	type Headers,
} from '../../hub';
import { activeSinceOf } from '../active/activation';
import {
	isEnding,
	isSwitchedOff,
	activeTriggerOf,
	activeTriggersOn,
	nameOf,
	noteMissing,
	storedWith,
	triggerIdOf,
	type ActiveTrigger,
} from '../active/activeTriggers';
import { ANSWERS_EVENT, answersResponse } from '../share/askAnswers';
import { channelOf } from '../channel/channels';
import { authenticate, type Refusal } from '../channel/authenticate';
import { deliveredEvent, type Event } from '../memory/deliveredEvent';
import { leavesChats, noteOwnMessage } from '../takeOver/leaveToPerson';
import { kept } from '../memory/kept';
import { messageTime } from '../memory/messageClock';
import { passOn, type Incoming } from '../share/passOn';
import { prune } from '../share/prune';
import { isListed, readNamed, slotOf } from '../active/instances';
import { repairSoon } from '../channel/repairRegistration';
import { running } from '../start/running';
import { completeUpTo, limitOf, saveNow, startUnstorable } from '../save/saveTaken';
import { startNow } from '../start/startNow';
import { newOutputs } from '../start/startWorkflow';
import { instancesIn, staticDataOf, type Registration } from '../memory/staticData';
import { loadTakenOnce, takenEventsOf, storeTaken, type TriggerId } from '../memory/takenEvents';
import { loadTakeOvers, storeTakeOvers, takeOversOf } from '../takeOver/takeOverMemory';
import {
	doTakeOver,
	TAKE_OVER_EVENT,
	takeOverRequestIn,
	takeOverResponse,
} from '../takeOver/takeOverRequest';
import { readSettings, readServer, type TriggerSettings } from '../settings/triggerSettings';
import { mayWait } from '../start/waitForRoom';

/**
 * After this, the static data that n8n has read for the call may be out of date: a workflow that the event has
 * started may have ended, and have stored what its nodes keep there.
 */
const STALE_MS = 50;

const ACKNOWLEDGED: IWebhookResponseData = { webhookResponse: ACKNOWLEDGEMENT };

/** Each takes n8n 2 about 11 MB, as an execution does. */
const MAX_OPEN = 50;
/** Deliveries that are not answered yet. */
let open = 0;

/** Handles a delivery: checks who sent it, gives it to everybody who wants it, and answers the server. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = context.getMode() === 'manual';
	const delivery = parseDelivery(context.getBodyData());
	const trigger = isTest ? undefined : activeTriggerOf(nameOf(context), delivery?.instance);
	const isEvent = delivery?.event !== PROBE_EVENT && delivery?.event !== TAKE_OVER_EVENT;
	// In a flood everything else would take n8n's time.
	if (
		isEvent &&
		!isTest &&
		(open >= MAX_OPEN || (running.isFull() && !hasRoom(trigger, delivery)))
	) {
		if (delivery !== undefined && trigger !== undefined) noteRefused(trigger, delivery);
		return askAgain(context);
	}
	open++;
	try {
		return await receiveNow(context, delivery, trigger, isTest);
	} finally {
		open--;
	}
}

const hasRoom = (trigger: ActiveTrigger | undefined, delivery: Delivery | undefined) =>
	trigger !== undefined &&
	delivery !== undefined &&
	mayWait(trigger, deliveredEvent(delivery).sentAt);

/** The server delivers it again for less than this. What it then gives up is found in the store. */
const REDELIVERED_MS = 30 * 60_000;

function noteRefused({ hub, connection }: ActiveTrigger, delivery: Delivery): void {
	const { sentAt } = deliveredEvent(delivery);
	if (sentAt === undefined) return;
	const since = Math.max(sentAt, messageTime(connection, Date.now() - REDELIVERED_MS));
	for (const trigger of activeTriggersOn(hub)) noteMissing(trigger, since);
}

async function receiveNow(
	context: IWebhookFunctions,
	delivery: Delivery | undefined,
	trigger: ActiveTrigger | undefined,
	isTest: boolean,
): Promise<IWebhookResponseData> {
	const stored = staticDataOf(context).registration(isTest);
	const headers = context.getHeaderData();
	const settings = trigger?.settings ?? readSettings(context);
	const instance = trigger?.instance ?? (await instanceCalled(context, settings, stored, delivery));
	const authentic = await authenticate(context, settings, trigger, instance);
	if ('refusal' in authentic) {
		if (trigger !== undefined && authentic.mayHaveChanged) repairSoon(trigger);
		return refuse(context, authentic);
	}
	if (trigger !== undefined) {
		noteCall(trigger, headers);
		loadTakeOvers(trigger, context);
	}
	// n8n would no longer store that the event was taken, so it would start the workflow again after the restart.
	else if (!isTest && settings.isShared && isEnding(nameOf(context))) return askAgain(context);
	const { key } = authentic;
	const isOurs = delivery !== undefined && (instance === '' || delivery.instance === instance);
	if (!isOurs) return ACKNOWLEDGED;
	if (delivery.event === PROBE_EVENT) {
		if (trigger !== undefined) save(context, trigger);
		else if ('isOwnCall' in authentic) saveElsewhere(context);
		return ACKNOWLEDGED;
	}
	if (delivery.event === TAKE_OVER_EVENT)
		return answerTakeOver(context, settings, trigger, isTest, delivery.instance);
	if (delivery.event === ANSWERS_EVENT) {
		const { question } = context.getBodyData();
		const id = trigger ?? triggerIdOf(nameOf(context), slotOf(settings, delivery.instance));
		return isTest || !settings.isShared
			? ACKNOWLEDGED
			: { webhookResponse: answersResponse(id, question) };
	}
	const decoded = await decodeHubCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	if (trigger !== undefined && decoded.kind === 'list') trigger.list = subscribers;
	const { originalUrl } = context.getRequestObject();
	const self =
		calledSubscriber(subscribers, originalUrl, context.getBodyData().destination) ??
		subscribers.find(({ url }) => url === stored.url);
	const event = deliveredEvent(delivery, trigger?.connection);
	const isAnswer = headers[PASSED_HEADER] !== undefined && isAnswerIn(headers.authorization);
	const incoming = { ...event, key, subscribers, self, isAnswer };
	if (trigger !== undefined) return await receiveForActive(context, trigger, incoming);
	return await receiveByCall(context, settings, incoming, isTest);
}

/** What is passed on comes from another subscriber, and so do probes. */
function noteCall(trigger: ActiveTrigger, headers: Headers): void {
	trigger.calls++;
	if (headers[PASSED_HEADER] === undefined) trigger.deliveredAt = Date.now();
}

/** If trigger() runs in this process, it starts the workflow, and this call stores what was taken. */
async function receiveForActive(
	context: IWebhookFunctions,
	trigger: ActiveTrigger,
	incoming: Incoming,
): Promise<IWebhookResponseData> {
	const changes = changesOf(trigger);
	const begun = Date.now();
	// If this throws, n8n answers 500, and the server sends the event again.
	const start = async (event: Event) => await startNow(trigger, event);
	const result = await passOn(context, incoming, { settings: trigger.settings, start, trigger });
	// An event that nobody wanted is not worth a write to n8n's database.
	const now = takenEventsOf(trigger).changes;
	const isBatchUnstored = trigger.collected !== undefined && now !== trigger.storedChanges;
	const isChanged = changesOf(trigger) !== changes || isBatchUnstored;
	const isStale = Date.now() - begun >= STALE_MS;
	if (isChanged && !(isStale && (await saveNow(trigger)))) save(context, trigger);
	if (result.gone.length > 0) void prune(context, trigger, incoming, result.gone);
	return result.status === 503 || result.own !== true ? askAgain(context) : ACKNOWLEDGED;
}

const changesOf = (trigger: ActiveTrigger): number =>
	takenEventsOf(trigger).changes + takeOversOf(trigger).changes;

/** Writes into the static data of this call, unless the workflow is being switched off, which leaves its own. */
function save(context: IWebhookFunctions, trigger: ActiveTrigger): void {
	if (isSwitchedOff(trigger.name)) return;
	trigger.saves++;
	const all = storedWith(trigger);
	const instances = all.map(({ instance }) => instance);
	const activation = staticDataOf(trigger.context);
	staticDataOf(context).copyActivation(activation, activeSinceOf(trigger), instances);
	// Another call may store at the same moment what it knows: so each of them stores everything.
	for (const one of all) {
		startUnstorable(one);
		one.storedChanges = takenEventsOf(one).changes;
		storeTaken(one, context, completeUpTo(one), limitOf(one));
		storeTakeOvers(one, context);
	}
}

/** The process in which trigger() runs has called: it says what is to be stored. */
function saveElsewhere(context: IWebhookFunctions): void {
	const { toStore } = context.getBodyData();
	if (!isRecord(toStore) || isSwitchedOff(nameOf(context))) return;
	staticDataOf(context).put(toStore);
}

/** A node in another process asks at which chat a person is, or pauses or resumes it. */
function answerTakeOver(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	trigger: ActiveTrigger | undefined,
	isTest: boolean,
	instance: string,
): IWebhookResponseData {
	const request = takeOverRequestIn(context.getBodyData().question);
	// The global webhook is not signed: anybody could ask.
	if (request === undefined || isTest || !settings.isShared) return ACKNOWLEDGED;
	if (trigger !== undefined) {
		const answer = doTakeOver(trigger, settings, request, trigger.connection);
		if (request.do !== 'get') save(context, trigger);
		return { webhookResponse: takeOverResponse(answer) };
	}
	// What comes through WebSocket is heard by the process with trigger() alone, and nothing reaches that from here.
	if (channelOf(settings).comesHere) {
		const answer = { isWatching: leavesChats(settings), isKnown: false };
		return { webhookResponse: takeOverResponse(answer) };
	}
	const id = triggerIdOf(nameOf(context), slotOf(settings, instance));
	loadTakeOvers(id, context);
	const answer = doTakeOver(id, settings, request);
	storeTakeOvers(id, context);
	return { webhookResponse: takeOverResponse(answer) };
}

/**
 * For a test session, or a process in which trigger() does not run, such as a webhook processor of queue mode. n8n
 * stores no static data after a call that starts an execution, so only this process knows that the event was taken.
 */
async function receiveByCall(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	incoming: Incoming,
	isTest: boolean,
): Promise<IWebhookResponseData> {
	const { instance } = incoming.delivery;
	const trigger = isTest ? undefined : triggerIdOf(nameOf(context), slotOf(settings, instance));
	if (trigger !== undefined && settings.options.collectSeconds !== undefined)
		tellNotCollected(context, trigger);
	if (trigger !== undefined) {
		loadTakenOnce(trigger, context);
		loadTakeOvers(trigger, context);
		noteOwnMessage(trigger, settings, incoming);
	}
	const server = async () => await readServer(context, instance);
	const start = async (event: Event) => await newOutputs(context, settings, event, server, trigger);
	const result = await passOn(context, incoming, { settings, start, trigger });
	const { own: workflowData } = result;
	if (result.gone.length > 0) void prune(context, undefined, incoming, result.gone);
	if (trigger !== undefined) storeTakeOvers(trigger, context);
	if (result.status === 503) return { ...askAgain(context), workflowData };
	return workflowData ? { workflowData } : ACKNOWLEDGED;
}

/** Names of nodes of which the log says so already. */
const saidNotCollected = kept<true>();

function tellNotCollected({ logger }: IWebhookFunctions, { name }: TriggerId): void {
	if (saidNotCollected.has(name)) return;
	saidNotCollected.set(name, true);
	logger.info(
		'Collect for (Seconds) has no effect in this process of n8n, which only takes calls of webhooks: each event starts the workflow at once',
	);
}

/** The server sends the event again, and those that have it already are left out. */
function askAgain(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true };
}

/**
 * The instance of a call, where trigger() does not run: of those that the node listens to the one that the call names.
 * Whether the call really comes from it is yet to be seen.
 * @returns the first if it names another; empty if the node is about to register, undefined if it listens to no such
 *   instance
 * @throws if the server cannot be asked which instances there are: then it calls again
 */
async function instanceCalled(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	stored: Partial<Registration>,
	delivery: Delivery | undefined,
): Promise<string | undefined> {
	const { isShared, moreInstances } = settings;
	const known = isShared
		? instancesIn(stored)
		: (await readNamed(context, moreInstances)).instances;
	const named = delivery?.instance ?? '';
	if (known.includes(named)) return named;
	// The process with trigger() may have joined it since that was stored.
	const isNew = moreInstances === 'all' && (await isListed(context, nameOf(context), named));
	return isNew ? named : (known[0] ?? (isShared ? '' : undefined));
}

function refuse(context: IWebhookFunctions, { status, refusal }: Refusal): IWebhookResponseData {
	context.logger.warn('A delivery was refused: nothing proves that it comes from the server', {
		refusal,
	});
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
