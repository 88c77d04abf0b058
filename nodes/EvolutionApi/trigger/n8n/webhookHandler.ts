import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { SERVERS } from '../../core/server/connection';
import { isRecord } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';
import type { Delivery } from '../../core/server/delivery';
import { acknowledge, askAgain, PASSED_HEADER } from '../../hub/subscribers';
import type { Headers } from '../../hub/token';
import { activationOfNode, isListed, makeSuffix } from '../active/registration';
import type { ActiveTrigger } from '../active/activeTrigger';
import {
	forgetInactiveOwners,
	hasEnded,
	isEnding,
	isSwitchedOff,
	msSinceLastStart,
	storedWith,
	getNodeId,
	makeTriggerId,
} from '../active/activeTriggers';
import { askForUnproven } from '../channel/authenticate';
import { chooseChannel } from '../channel/channels';
import { STILL_LISTENING } from '../channel/socketTest';
import type { Event } from '../memory/deliveredEvent';
import {
	openStaticData,
	listRegisteredInstances,
	readActivation,
	type Registration,
} from '../memory/staticData';
import { findSeen, loadSeenOnce, triggerKey, type TriggerId } from '../memory/seenEvents';
import { withAutomaticReply } from '../memory/automaticReplies';
import { noteWritten } from '../memory/writtenLately';
import { entriesToStore, findSaver, saveNow, saveSoon } from '../active/saveTaken';
import { type TriggerSettings, readServer, readSettings } from '../settings/triggerSettings';
import type { Incoming, PassedOn, Started } from '../share/passOn';
import { startNow, warnOfMixedUpChats } from '../start/startEvent';
import { takeIfWanted } from '../start/startWorkflow';
import { noteUnstored } from '../start/unstored';
import { leavesChats, noteOwnMessage, loadTakeovers, takeoversEntry } from '../memory/takeovers';
import { type TakeoverAnswer, type TakeoverRequest, doTakeover } from '../share/takeoverRequest';

/**
 * Where n8n has taken a call of the webhook: in the process with trigger(), in another one, such as a webhook processor
 * of queue mode, or in a test session.
 */
export interface WebhookHandler {
	readonly settings: TriggerSettings;
	/** Only in the process with trigger(). */
	readonly trigger?: ActiveTrigger;
	/** The URL at which the node is registered; undefined if it is not yet. */
	readonly url?: string;
	/**
	 * The instance of a call: of those that the node listens to the one that the call names. Whether the call really
	 * comes from it is yet to be seen.
	 * @returns empty if the node is about to register, undefined if too many calls wait for the server to say it
	 * @throws if the server cannot be asked which instances there are: then it calls again
	 */
	instanceCalled(delivery: Delivery | undefined): Promise<string | undefined>;
	/** Notes a genuine call. @returns false if nobody can take it now */
	admit?(headers: Headers): boolean;
	/**
	 * The call is only there so that what was taken is stored.
	 * @param toStore what the process with trigger() says of it, if n8n itself has called for it
	 */
	store?(toStore: unknown): void;
	/** A node in another process asks at which chat a person is. @returns undefined if it must not know */
	takeover?(request: TakeoverRequest, instance: string): TakeoverAnswer | undefined;
	/** The node at the instance; undefined for a test session, which remembers nothing. */
	idAt(instance: string): TriggerId | undefined;
	/** Before the event is passed on. @returns false if nobody can take it now */
	begin?(incoming: Incoming): boolean;
	/** Starts the workflow, if it wants the event. @throws if that fails: n8n answers 500, and the server sends it again */
	start(event: Event): Promise<Started>;
	/** The event was passed on: stores what was taken. @returns the answer to the server */
	finish(incoming: Incoming, result: PassedOn): Promise<IWebhookResponseData>;
}

/** The server need not send it again. */
export const ACKNOWLEDGED: IWebhookResponseData = {
	webhookResponse: acknowledge('taken'),
};

/**
 * After this, the static data that n8n has read for the call may be out of date: a workflow that the event has
 * started may have ended, and have stored what its nodes keep there.
 */
const STALE_MS = 50;

/** trigger() runs in this process: it starts the workflow, and this call stores what was taken. */
export class TriggerProcessHandler implements WebhookHandler {
	private readonly begunAt = Date.now();

	constructor(
		private readonly context: IWebhookFunctions,
		readonly trigger: ActiveTrigger,
	) {}

	get settings(): TriggerSettings {
		return this.trigger.settings;
	}

	get url(): string | undefined {
		return openStaticData(this.context).registration(false).url;
	}

	async instanceCalled(): Promise<string> {
		return this.trigger.instance;
	}

	admit(headers: Headers): boolean {
		const { trigger } = this;
		trigger.calls++;
		// Otherwise another of our workflows has called.
		if (headers[PASSED_HEADER] === undefined) trigger.deliveredAt = Date.now();
		if (leavesChats(this.settings)) loadTakeovers(trigger, this.context);
		return true;
	}

	takeover(request: TakeoverRequest): TakeoverAnswer | undefined {
		const { trigger, settings } = this;
		const answer = doTakeover(trigger, settings, request, trigger.connection);
		if (request.do !== 'get') this.write();
		return answer;
	}

	idAt(): TriggerId {
		return this.trigger;
	}

	async start(event: Event): Promise<Started> {
		return { isTaken: await startNow(this.trigger, event) };
	}

	/**
	 * What has started the workflow is stored within a few seconds: after a kill n8n knows it by the keys of the executions. That
	 * an execution has its answer is no key of n8n's.
	 */
	async finish(_incoming: Incoming, { status, isAnswer }: PassedOn): Promise<IWebhookResponseData> {
		const { context, trigger } = this;
		const saver = findSaver(trigger);
		const canWait = !isAnswer && saver.reachesItself;
		if (!saver.isUpToDate && canWait) saveSoon(trigger);
		else if (!saver.isUpToDate && !(this.isStale && (await saveNow(trigger)))) this.write();
		return status === 200 ? ACKNOWLEDGED : askAgain(context);
	}

	private get isStale(): boolean {
		return Date.now() - this.begunAt >= STALE_MS;
	}

	/** n8n itself has called for it. */
	store(): void {
		if (!this.write()) return;
		for (const active of storedWith(this.trigger)) findSaver(active).ownStores++;
	}

	/** Into the static data of this call. @returns false while the workflow is being switched off, which leaves its own */
	private write(): boolean {
		const { context, trigger } = this;
		if (isSwitchedOff(trigger.nodeId)) return false;
		const stored = openStaticData(context);
		stored.copyActivation(activationOfNode(trigger));
		stored.put(entriesToStore(trigger));
		for (const active of storedWith(trigger)) findSaver(active).noteStored();
		return true;
	}
}

/** trigger() does not run in this process. n8n starts the workflow with what the call returns. */
abstract class CallHandler implements WebhookHandler {
	readonly settings: TriggerSettings;
	private readonly registration: Partial<Registration>;

	constructor(
		protected readonly context: IWebhookFunctions,
		isTest: boolean,
	) {
		this.registration = openStaticData(context).registration(isTest);
		this.settings = readSettings(context);
	}

	get url(): string | undefined {
		return this.registration.url;
	}

	async instanceCalled(delivery: Delivery | undefined): Promise<string | undefined> {
		const { context } = this;
		const known = listRegisteredInstances(this.registration);
		const named = delivery?.instance ?? '';
		if (known.includes(named)) return named;
		// The process with trigger() may have joined it since that was stored.
		if (this.settings.additionalInstances !== 'all') return known[0] ?? '';
		const isNew = await askForUnproven(
			async () => await isListed(context, getNodeId(context), named),
		);
		return isNew === false ? (known[0] ?? '') : isNew && named;
	}

	abstract idAt(instance: string): TriggerId | undefined;

	async start(event: Event): Promise<Started> {
		const { context, settings } = this;
		const { kind, instance } = event.delivery;
		const server = async () => await readServer(context, instance);
		if (SERVERS[kind].store === undefined) noteWritten((await server()).connection, event);
		const taking = { getServer: server, trigger: this.idAt(instance) };
		const workflowData = await takeIfWanted(context, settings, event, taking);
		if (taking.trigger !== undefined) findSeen(taking.trigger).finish(event.eventId);
		return { isTaken: true, workflowData };
	}

	async finish(
		{ delivery, eventId }: Incoming,
		{ status, workflowData }: PassedOn,
	): Promise<IWebhookResponseData> {
		const { context } = this;
		const id = this.idAt(delivery.instance);
		if (id !== undefined) openStaticData(context).put(takeoversEntry(id));
		if (status === 503) return { ...askAgain(context), workflowData };
		if (workflowData === undefined) return ACKNOWLEDGED;
		if (id !== undefined) freeIfUnstored(context, id, eventId);
		return { workflowData };
	}
}

/** n8n answers with an error where it could not store the execution that the call was to start. Then the event comes again. */
function freeIfUnstored(context: IWebhookFunctions, trigger: TriggerId, eventId: string): void {
	const response = context.getResponseObject();
	const send = response.send.bind(response);
	response.send = (body) => {
		response.send = send;
		if (response.statusCode >= 500) {
			findSeen(trigger).forget(eventId);
			noteUnstored(context, undefined);
		}
		return send(body);
	};
}

/** It remembers nothing, and nobody asks it anything. */
export class TestSessionHandler extends CallHandler {
	constructor(context: IWebhookFunctions) {
		super(context, true);
	}

	idAt(): undefined {
		return undefined;
	}

	override async finish(incoming: Incoming, result: PassedOn): Promise<IWebhookResponseData> {
		const answer = await super.finish(incoming, result);
		return answer === ACKNOWLEDGED ? { webhookResponse: STILL_LISTENING } : answer;
	}
}

/**
 * A webhook processor of queue mode, or n8n while it starts or ends. It stores no static data after a call that starts an
 * execution, so only this process knows that the event was taken.
 */
export class OtherProcessHandler extends CallHandler {
	constructor(context: IWebhookFunctions) {
		super(context, false);
	}

	/** While n8n ends, it would not store that the event was taken, so it would start the workflow once more. */
	admit(): boolean {
		return !isEnding(getNodeId(this.context));
	}

	store(toStore: unknown): void {
		if (!isRecord(toStore) || isSwitchedOff(getNodeId(this.context))) return;
		const stored = openStaticData(this.context);
		// The key of the call is that of the process with trigger().
		const activation = readActivation(toStore.activation);
		if (activation !== undefined) stored.copyActivation(activation);
		stored.put(toStore);
	}

	takeover(request: TakeoverRequest, instance: string): TakeoverAnswer | undefined {
		const { context, settings } = this;
		// What the process with trigger() hears by itself does not come here, and nothing reaches that from here.
		if (chooseChannel(settings).deliversToTriggerProcess)
			return { isWatching: leavesChats(settings), isKnown: false };
		const id = this.idAt(instance);
		loadTakeovers(id, context);
		const answer = doTakeover(id, settings, request);
		openStaticData(context).put(takeoversEntry(id));
		return answer;
	}

	idAt(instance: string): TriggerId {
		return makeTriggerId(getNodeId(this.context), makeSuffix(this.settings, instance));
	}

	begin(incoming: Incoming): boolean {
		const { context, settings } = this;
		const trigger = this.idAt(incoming.delivery.instance);
		if (mustComeAgain(trigger, incoming)) return false;
		forgetInactiveOwners();
		loadSeenOnce(trigger, context);
		loadTakeovers(trigger, context);
		noteOwnMessage(trigger, settings, withAutomaticReply(trigger, settings, incoming));
		warnOfMixedUpChats(context, trigger.nodeId, incoming.delivery);
		return true;
	}
}

// An execution that a call starts has no deduplication key: after a kill, nothing would tell that the event was taken. While
// trigger() may still be about to run, the event has to come again, and starts the execution by its key then.

/** When this process of n8n loaded the node, Unix ms. */
const LOADED_AT = Date.now();
/**
 * So long after that, and after another workflow has become active here. A webhook processor of queue mode, which has no
 * trigger(), cannot be told from another process.
 */
const STARTING_MS = 30_000;

// A server that soon forgets an event may deliver it later than that. The last try but one is taken in any case, so each event is held up for
// a short time only.

/** On a busy machine n8n takes more than a minute until its first workflow is active. */
const LOADING_MS = 90_000;
/** What n8n was activating when it was killed, it leaves alone for two minutes. */
const LONG_STARTING_MS = 180_000;

/** By node and event: when an event first came that has to come again, Unix ms. */
const firstCalls = new BoundedMap<number>(10_000);

function mustComeAgain(trigger: TriggerId, { delivery, eventId }: Incoming): boolean {
	const msSinceLoad = Date.now() - LOADED_AT;
	const isStarting = Math.min(msSinceLoad, msSinceLastStart()) <= STARTING_MS;
	const { tries } = SERVERS[delivery.kind].deliveries;
	if (tries === undefined) return isStarting;
	const mayStart = msSinceLoad <= LOADING_MS || msSinceLastStart() <= LONG_STARTING_MS;
	if (!isStarting && (hasEnded(trigger.nodeId) || !mayStart)) return false;
	const firstCall = firstCalls.getOr(`${triggerKey(trigger)} ${eventId}`, Date.now);
	// It may come a little early.
	return Date.now() - firstCall < (tries.count - 2.5) * tries.everyMs;
}
