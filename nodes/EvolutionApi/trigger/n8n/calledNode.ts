import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { noteUnstored, onAnswered } from '../../n8n/stored';
import { SERVERS } from '../../server/connection';
import type { Delivery } from '../../server/delivery';
import { isRecord } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';
import { isOwnEvent, PROBE_EVENT } from '../../hub/ask';
import { acknowledge, askAgain, PASSED_HEADER } from '../../hub/subscribers';
import type { ActiveTrigger } from '../active/activeTrigger';
import {
	findActiveTrigger,
	forgetInactiveOwners,
	getNodeId,
	hasEnded,
	headersOfCall,
	isEnding,
	isSwitchedOff,
	makeTriggerId,
	msSinceLastStart,
	storedWith,
} from '../active/activeTriggers';
import { activationOfNode, isListed, makeSuffix, nodeUrl } from '../active/registration';
import { entriesToStore, findSaver, saveNow, saveSoon } from '../active/saveTaken';
import { askForUnproven, type Authenticated } from '../channel/authenticate';
import { chooseChannel } from '../channel/channels';
import { STILL_LISTENING } from '../channel/socketTest';
import type { Event } from '../memory/deliveredEvent';
import { findSeen, loadSeenOnce, triggerKey, type TriggerId } from '../memory/seenEvents';
import { listRegisteredInstances, openStaticData, readActivation } from '../memory/staticData';
import { loadTakeovers, takeoversEntry } from '../memory/takeovers';
import { answerWritten, WRITTEN_EVENT } from '../memory/writtenLately';
import { readServer, readSettings, type TriggerSettings } from '../settings/triggerSettings';
import {
	doTakeover,
	readTakeoverRequest,
	TAKEOVER_EVENT,
	type TakeoverAnswer,
} from '../inbox/takeoverRequest';
import type { Taker } from '../inbox/source';
import type { TakeResult } from '../inbox/stack';

// A webhook call may reach the process that runs the node's trigger(), another process (a webhook processor of queue mode, or
// n8n while it starts or ends), or a test session. Only the process with trigger() starts the workflow itself, and stores
// the IDs of events. Elsewhere, n8n starts the workflow with the items that the call returns, and stores no static data.

export interface CalledNode extends Taker {
	readonly context: IWebhookFunctions;
	/** Name of the instance; empty if the node isn't registered yet. */
	readonly instance: string;
	/** Undefined in a test session, and if the node's trigger() doesn't run in this process. */
	readonly trigger?: ActiveTrigger;
	/** When the call came, Unix ms. */
	readonly calledAt: number;
}

/**
 * The call isn't authenticated yet.
 * @returns undefined if too many calls already wait for the server's list of instances
 * @throws if the request for the server's list fails: the server then delivers the event again
 */
export async function findCalledNode(
	context: IWebhookFunctions,
	delivery: Delivery | undefined,
): Promise<CalledNode | undefined> {
	const nodeId = getNodeId(context);
	const calledAt = Date.now();
	const isTest = context.getMode() === 'manual';
	const trigger = isTest ? undefined : findActiveTrigger(nodeId, delivery?.instance);
	if (trigger !== undefined) {
		const { settings, instance, instanceId, server } = trigger;
		return { context, calledAt, settings, instance, instanceId, server, id: trigger, trigger };
	}
	const settings = readSettings(context);
	const instance = await findInstance(context, settings, isTest, delivery?.instance);
	if (instance === undefined) return undefined;
	const suffix = makeSuffix(settings, instance || (delivery?.instance ?? ''));
	const id = isTest ? undefined : makeTriggerId(nodeId, suffix);
	return {
		context,
		calledAt,
		settings,
		instance,
		id,
		get instanceId() {
			return id?.instanceId ?? nodeId;
		},
		server: async () => await readServer(context, instance),
	};
}

/** Finds the WhatsApp instance of a webhook call. @returns undefined if too many calls wait for the server's answer */
async function findInstance(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	isTest: boolean,
	name = '',
): Promise<string | undefined> {
	const instances = listRegisteredInstances(openStaticData(context).registration(isTest));
	if (instances.includes(name)) return name;
	// A node that listens to all instances may get a new instance's events before its stored registration lists that instance.
	if (settings.options.additionalInstances !== 'all') return instances[0] ?? '';
	const isNew = await askForUnproven(async () => await isListed(context, name));
	return isNew === false ? (instances[0] ?? '') : isNew && name;
}

export const registeredUrl = ({ context }: CalledNode): string | undefined =>
	openStaticData(context).registration(context.getMode() === 'manual').url;

/** @returns false if n8n is shutting down, and would no longer store the node's events */
export function admit({ context, trigger, id }: CalledNode): boolean {
	if (trigger === undefined) return id === undefined || !isEnding(id.nodeId);
	trigger.calls++;
	// The server itself calls without this header. Workflows that forward a delivery add it.
	if (headersOfCall(context)[PASSED_HEADER] === undefined) trigger.deliveredAt = Date.now();
	loadTakeovers(trigger, context);
	return true;
}

/** @returns false if the server has to deliver the event again */
export function begin({ context, trigger, id }: CalledNode, event: Event): boolean {
	if (trigger !== undefined || id === undefined) return true;
	if (mustComeAgain(id, event)) return false;
	forgetInactiveOwners();
	loadSeenOnce(id, context);
	loadTakeovers(id, context);
	return true;
}

export const ACKNOWLEDGMENT: IWebhookResponseData = { webhookResponse: acknowledge('taken') };

export async function finish(
	node: CalledNode,
	{ eventId }: Event,
	{ reply, isAnswer }: TakeResult,
	workflowData?: INodeExecutionData[][],
): Promise<IWebhookResponseData> {
	const { context, trigger, id } = node;
	if (trigger !== undefined) await storeTaken(node, trigger, isAnswer);
	else if (id !== undefined) openStaticData(context).put(takeoversEntry(id));
	if (reply === 'again') return { ...askAgain(context), workflowData };
	if (workflowData !== undefined) {
		if (id !== undefined) freeIfUnstored(context, id, eventId);
		return { workflowData };
	}
	return id === undefined ? { webhookResponse: STILL_LISTENING } : ACKNOWLEDGMENT;
}

/** Forgets the event if n8n can't store its execution: n8n then answers with an error, and the server delivers it again. */
function freeIfUnstored(context: IWebhookFunctions, id: TriggerId, eventId: string): void {
	onAnswered(context.getResponseObject(), (isStored) => {
		if (!isStored) {
			findSeen(id).forget(eventId);
			noteUnstored(context);
		}
		return undefined;
	});
}

/** After this time, a webhook call's copy of the static data counts as outdated: n8n may have stored newer data. */
const STALE_MS = 50;

/**
 * Stores an answer to a question at once. Any other event may be stored later, because its execution has a deduplication key,
 * with which n8n starts no second execution.
 */
async function storeTaken(
	{ context, calledAt }: CalledNode,
	trigger: ActiveTrigger,
	isAnswer: boolean,
): Promise<void> {
	const saver = findSaver(trigger);
	if (saver.isUpToDate) return;
	if (!isAnswer && saver.reachesItself) return saveSoon(trigger);
	const isStale = Date.now() - calledAt >= STALE_MS;
	if (!(isStale && (await saveNow(trigger)))) writeTaken(context, trigger);
}

/** Writes the trigger's data to the static data. @returns false, without writing, if the workflow is switched off */
function writeTaken(context: IWebhookFunctions, trigger: ActiveTrigger): boolean {
	if (isSwitchedOff(trigger.nodeId)) return false;
	const data = openStaticData(context);
	data.copyActivation(activationOfNode(trigger));
	data.put(entriesToStore(trigger));
	for (const active of storedWith(trigger)) findSaver(active).noteStored();
	return true;
}

/** @returns undefined for a server's event */
export function answerOwnCall(
	node: CalledNode,
	{ event }: Delivery,
	{ isOwnCall }: Authenticated,
): IWebhookResponseData | undefined {
	if (!isOwnEvent(event)) return undefined;
	const { context, settings, trigger } = node;
	const { destination, question, toStore } = context.getBodyData();
	switch (event) {
		case PROBE_EVENT: {
			storeOnCall(node, isOwnCall === true ? toStore : undefined);
			// In a test session, n8n doesn't tell the node the URL of the node's webhook.
			const isTest = context.getMode() === 'manual';
			const hasMoved = !isTest && destination !== nodeUrl(context, settings);
			return hasMoved ? { webhookResponse: acknowledge('gone') } : ACKNOWLEDGMENT;
		}
		case TAKEOVER_EVENT:
			return { webhookResponse: acknowledge('taken', answerTakeover(node, question)) };
		case WRITTEN_EVENT: {
			const answer = trigger && answerWritten(trigger.connection, question);
			return { webhookResponse: acknowledge('taken', answer) };
		}
		default:
			return undefined;
	}
}

/** @param toStore the trigger's data; only used if trigger() doesn't run in this process */
function storeOnCall({ context, trigger, id }: CalledNode, toStore: unknown): void {
	if (trigger !== undefined) {
		if (!writeTaken(context, trigger)) return;
		for (const active of storedWith(trigger)) findSaver(active).ownStores++;
	} else if (id !== undefined && isRecord(toStore) && !isSwitchedOff(id.nodeId)) {
		const data = openStaticData(context);
		const activation = readActivation(toStore.activation);
		if (activation !== undefined) data.copyActivation(activation);
		data.put(toStore);
	}
}

/** @returns undefined for an invalid request, or in a test session */
function answerTakeover(
	{ context, settings, trigger, id }: CalledNode,
	question: unknown,
): TakeoverAnswer | undefined {
	const request = readTakeoverRequest(question);
	if (request === undefined || id === undefined) return undefined;
	if (trigger !== undefined) {
		const answer = doTakeover(trigger, request, trigger.connection);
		if (request.do !== 'get') writeTaken(context, trigger);
		return answer;
	}
	// With WebSocket, only the process in which trigger() runs learns of takeovers.
	if (chooseChannel(settings).holdsConnection) return { isKnown: false };
	loadTakeovers(id, context);
	const answer = doTakeover(id, request);
	openStaticData(context).put(takeoversEntry(id));
	return answer;
}

// An execution that a webhook call starts has no deduplication key. If n8n is killed, nothing shows which event started it.
// While n8n starts, the node lets the server redeliver events, so that trigger() can start the executions with a key.

const LOADED_AT = Date.now();
/** n8n counts as starting for this long after it has loaded the node, and again after each activation of a workflow. */
const STARTING_MS = 30_000;

// For Evolution Go, which gives up after a few attempts to deliver an event, the next two limits replace STARTING_MS.

/** How long n8n may need to start its first workflow: on a busy machine, more than a minute. */
const LOADING_MS = 90_000;
/** How long n8n may pause between activating two workflows. After a crash during an activation, it pauses for two minutes. */
const LONG_STARTING_MS = 180_000;

/** Time (Unix ms) of the server's first try for each event that it has to deliver again, keyed by trigger and event. */
const firstCalls = new BoundedMap<number>(10_000);

function mustComeAgain(id: TriggerId, { delivery, eventId }: Event): boolean {
	const msSinceLoad = Date.now() - LOADED_AT;
	const isStarting = Math.min(msSinceLoad, msSinceLastStart()) <= STARTING_MS;
	const { tries } = SERVERS[delivery.kind].deliveries;
	if (tries === undefined) return isStarting;
	const mayStart = msSinceLoad <= LOADING_MS || msSinceLastStart() <= LONG_STARTING_MS;
	if (!isStarting && (hasEnded(id.nodeId) || !mayStart)) return false;
	const firstCall = firstCalls.getOr(`${triggerKey(id)} ${eventId}`, Date.now);
	// The node accepts the second-to-last try, because the event might otherwise be lost. Half a pause is tolerance.
	return Date.now() - firstCall < (tries.count - 2.5) * tries.everyMs;
}
