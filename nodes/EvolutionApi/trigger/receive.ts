import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recordOf } from '../core/server/answer';
import { secondsOf } from '../core/server/messageStore';
import { eventIdOf, parseDelivery, type Delivery } from '../events';
import {
	ACKNOWLEDGEMENT,
	decodeHubCached,
	HUB_HEADER,
	PROBE_EVENT,
	calledSubscriber,
} from '../hub';
import { activeSinceOf } from './activation';
import {
	isEnding,
	isSwitchedOff,
	activeTriggerOf,
	nameOf,
	takerOf,
	type ActiveTrigger,
} from './activeTriggers';
import { authenticate, type Refusal } from './authenticate';
import { noteMessageTime } from './messageClock';
import { passOn, type Incoming } from './passOn';
import { prune } from './prune';
import { keepActivation, registered, type Registered } from './registration';
import { lookAgain } from './runTrigger';
import { completeUpTo, saveNow } from './saveTaken';
import { startNow } from './startNow';
import { newOutputs } from './startWorkflow';
import { loadTakenOnce, takenEventsOf, storeTaken } from './takenEvents';
import { readSettings, readServer, type TriggerSettings } from './triggerSettings';

/**
 * What n8n has read of the static data for a call that lasts longer may be out of date: a workflow that the
 * event has started can be over by then, and has stored what its nodes keep there.
 */
const STALE_MS = 50;

const ACKNOWLEDGED: IWebhookResponseData = { webhookResponse: ACKNOWLEDGEMENT };

/** A delivery comes in: who sent it, who wants it, and what the server is told. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = context.getMode() === 'manual';
	const alive = isTest ? undefined : activeTriggerOf(nameOf(context));
	const stored = registered(context, isTest);
	const headers = context.getHeaderData();
	const settings = alive?.settings ?? readSettings(context);
	const authentic = await authenticate(context, settings, alive);
	if ('refusal' in authentic) {
		if (alive !== undefined && authentic.isStrange) lookAgain(alive);
		return refuse(context, authentic);
	}
	if (alive !== undefined) alive.calls++;
	// What it starts now would start once more after the restart: n8n stores no more that it was taken.
	else if (!isTest && settings.isShared && isEnding(nameOf(context))) return notYet(context);
	const { key } = authentic;
	const delivery = parseDelivery(context.getBodyData());
	const instance = await instanceOf(context, settings, alive, stored);
	const isOurs = delivery !== undefined && (instance === '' || delivery.instance === instance);
	if (!isOurs) return ACKNOWLEDGED;
	if (delivery.event === PROBE_EVENT) {
		if (alive !== undefined) save(context, alive);
		return ACKNOWLEDGED;
	}
	const decoded = await decodeHubCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	if (alive !== undefined && decoded.kind === 'list') alive.list = subscribers;
	const { originalUrl } = context.getRequestObject();
	const self =
		calledSubscriber(subscribers, originalUrl, context.getBodyData().destination) ??
		subscribers.find(({ url }) => url === stored.url);
	const sentAt = sentAtOf(delivery);
	if (alive !== undefined && sentAt !== undefined) noteMessageTime(alive.connection, sentAt);
	const incoming = { delivery, eventId: eventIdOf(delivery), sentAt, key, subscribers, self };
	if (alive !== undefined) return await receiveAlive(context, alive, incoming);
	return await receiveAlone(context, settings, incoming, isTest);
}

/** When a message that comes in was sent, Unix ms. */
function sentAtOf({ event, data }: Delivery): number | undefined {
	const seconds = event === 'messages.upsert' ? secondsOf(recordOf(data).messageTimestamp) : NaN;
	return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** Where trigger() lives in this process, it starts the workflow, and this call stores what was taken. */
async function receiveAlive(
	context: IWebhookFunctions,
	alive: ActiveTrigger,
	incoming: Incoming,
): Promise<IWebhookResponseData> {
	const { changes } = takenEventsOf(alive);
	const start = Date.now();
	// If it throws n8n answers 500, and the server sends it again.
	const [verdict, isTaken] = await Promise.all([
		passOn(context, incoming, alive),
		startNow(alive, incoming),
	]);
	// What nobody wanted need not be known when it comes again, and is not worth a write to n8n's database.
	const isChanged = takenEventsOf(alive).changes !== changes;
	const isStale = Date.now() - start >= STALE_MS;
	if (isChanged && !(isStale && (await saveNow(alive)))) save(context, alive);
	if (verdict.gone.length > 0) void prune(context, alive, incoming, verdict.gone);
	return verdict.status === 503 || !isTaken ? notYet(context) : ACKNOWLEDGED;
}

/** Into the static data of this call. Of one that is being switched off n8n stores what its end leaves. */
function save(context: IWebhookFunctions, alive: ActiveTrigger): void {
	if (isSwitchedOff(alive.name)) return;
	alive.saves++;
	keepActivation(alive.context, context, activeSinceOf(alive));
	storeTaken(alive, context, completeUpTo(alive));
}

/**
 * A test session, or a process in which no trigger() lives, such as a webhook processor of queue mode. What
 * starts an execution is not stored by n8n then: it is known to this process only that the event was taken.
 */
async function receiveAlone(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	incoming: Incoming,
	isTest: boolean,
): Promise<IWebhookResponseData> {
	const taker = isTest ? undefined : takerOf(nameOf(context));
	if (taker !== undefined) loadTakenOnce(taker, context);
	const server = async () => await readServer(context);
	const [verdict, workflowData] = await Promise.all([
		passOn(context, incoming, taker),
		newOutputs(context, settings, incoming, server, taker),
	]);
	if (verdict.gone.length > 0) void prune(context, undefined, incoming, verdict.gone);
	if (verdict.status === 503) return { ...notYet(context), workflowData };
	return workflowData ? { workflowData } : ACKNOWLEDGED;
}

/** The server sends it again, and who has it already is left out. */
function notYet(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true };
}

/** Registered is none where the server sends everything to everybody. */
async function instanceOf(
	context: IWebhookFunctions,
	{ options }: TriggerSettings,
	alive: ActiveTrigger | undefined,
	stored: Partial<Registered>,
): Promise<string> {
	if (alive !== undefined) return alive.instance;
	return options.globalWebhook ? (await readServer(context)).instance : (stored.instance ?? '');
}

function refuse(context: IWebhookFunctions, { status, refusal }: Refusal): IWebhookResponseData {
	context.logger.warn('A delivery was refused: it is not known to be of the server', { refusal });
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
