import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isRecord } from '../../core/values/answer';
import type { Delivery } from '../../events';
import { forgetThoseWhoLeft, isEnding, isSwitchedOff } from '../active/activeTriggers';
import { nodeIdOf, triggerIdOf } from '../active/ids';
import { isListed, readNamed, suffixOf } from '../active/instances';
import { channelOf } from '../channel/channels';
import type { Event } from '../memory/deliveredEvent';
import { kept } from '../memory/kept';
import {
	instancesIn,
	staticDataOf,
	type Activation,
	type Registration,
} from '../memory/staticData';
import { loadTakenOnce, type TriggerId } from '../memory/takenEvents';
import { noteWritten } from '../memory/writtenLately';
import { readServer, readSettings, type TriggerSettings } from '../settings/triggerSettings';
import { passOn, type Incoming } from '../share/passOn';
import { prune } from '../share/prune';
import { chooseEvent, takeEvent } from '../start/startWorkflow';
import { leavesChats, noteOwnMessage } from '../takeover/leaveToPerson';
import { warnOfMixedUpChats } from '../start/warnOfMixedUpChats';
import { loadTakeovers, storeTakeovers } from '../takeover/takeoverMemory';
import { doTakeover, type TakeoverAnswer, type TakeoverRequest } from '../takeover/takeoverRequest';
import { ACKNOWLEDGED, askAgain, type Place } from './place';
import { SERVERS } from '../../core/server/connection';

/** trigger() does not run in this process. n8n starts the workflow with what the call returns. */
abstract class ByCall implements Place {
	readonly settings: TriggerSettings;
	private readonly registration: Partial<Registration>;

	constructor(
		protected readonly context: IWebhookFunctions,
		isTest: boolean,
	) {
		this.registration = staticDataOf(context).registration(isTest);
		this.settings = readSettings(context);
	}

	get url(): string | undefined {
		return this.registration.url;
	}

	async instanceCalled(delivery: Delivery | undefined): Promise<string | undefined> {
		const { context } = this;
		const { isOnList, additionalInstances } = this.settings;
		const known = isOnList
			? instancesIn(this.registration)
			: (await readNamed(context, additionalInstances)).instances;
		const named = delivery?.instance ?? '';
		if (known.includes(named)) return named;
		// The process with trigger() may have joined it since that was stored.
		const isNew =
			additionalInstances === 'all' && (await isListed(context, nodeIdOf(context), named));
		return isNew ? named : (known[0] ?? (isOnList ? '' : undefined));
	}

	abstract admit(): boolean;
	abstract store(toStore: unknown): void;
	abstract takeover(request: TakeoverRequest, instance: string): TakeoverAnswer | undefined;
	abstract memoryOf(instance: string): TriggerId | undefined;
	abstract take(incoming: Incoming): Promise<IWebhookResponseData>;

	/** @param trigger left out for a test session, which remembers nothing */
	protected async startByCall(
		incoming: Incoming,
		trigger?: TriggerId,
	): Promise<IWebhookResponseData> {
		const { context, settings } = this;
		const { delivery } = incoming;
		const server = async () => await readServer(context, delivery.instance);
		const start = async (event: Event): Promise<INodeExecutionData[][] | undefined> => {
			if (SERVERS[delivery.kind].store === undefined)
				noteWritten((await server()).connection, event);
			const chosen = await chooseEvent(context, settings, event, server);
			if (chosen === undefined) return undefined;
			return await takeEvent(context, settings, chosen, { getServer: server, trigger });
		};
		const result = await passOn(context, incoming, { settings, start, trigger });
		const { own: workflowData } = result;
		if (result.gone.length > 0) void prune(context, undefined, incoming, result.gone);
		if (trigger !== undefined) storeTakeovers(trigger, context);
		if (result.status === 503) return { ...askAgain(context), workflowData };
		return workflowData ? { workflowData } : ACKNOWLEDGED;
	}
}

/** It remembers nothing, and nobody asks it anything. */
export class TestSession extends ByCall {
	constructor(context: IWebhookFunctions) {
		super(context, true);
	}

	admit(): boolean {
		return true;
	}

	store(): void {}

	takeover(): undefined {
		return undefined;
	}

	memoryOf(): undefined {
		return undefined;
	}

	async take(incoming: Incoming): Promise<IWebhookResponseData> {
		return await this.startByCall(incoming);
	}
}

/**
 * A webhook processor of queue mode, or n8n while it starts or ends. It stores no static data after a call that starts an
 * execution, so only this process knows that the event was taken.
 */
export class Elsewhere extends ByCall {
	constructor(context: IWebhookFunctions) {
		super(context, false);
	}

	/** While n8n ends, it would not store that the event was taken, so it would start the workflow once more. */
	admit(): boolean {
		return !(this.settings.isOnList && isEnding(nodeIdOf(this.context)));
	}

	store(toStore: unknown): void {
		if (!isRecord(toStore) || isSwitchedOff(nodeIdOf(this.context))) return;
		const stored = staticDataOf(this.context);
		// The key of the call is that of the process with trigger().
		if (isRecord(toStore.activation))
			stored.copyActivation(toStore.activation as unknown as Activation);
		stored.put(toStore);
	}

	takeover(request: TakeoverRequest, instance: string): TakeoverAnswer | undefined {
		const { context, settings } = this;
		// The global webhook is not signed: anybody could ask.
		if (!settings.isOnList) return undefined;
		// What the process with trigger() hears by itself does not come here, and nothing reaches that from here.
		if (channelOf(settings).comesHere) return { isWatching: leavesChats(settings), isKnown: false };
		const id = this.idAt(instance);
		loadTakeovers(id, context);
		const answer = doTakeover(id, settings, request);
		storeTakeovers(id, context);
		return answer;
	}

	memoryOf(instance: string): TriggerId | undefined {
		return this.settings.isOnList ? this.idAt(instance) : undefined;
	}

	async take(incoming: Incoming): Promise<IWebhookResponseData> {
		const { context, settings } = this;
		if (mayHaveStarted(incoming)) return askAgain(context);
		const trigger = this.idAt(incoming.delivery.instance);
		forgetThoseWhoLeft();
		if (settings.options.batchEvents !== undefined) sayNotCollected(context, trigger);
		loadTakenOnce(trigger, context);
		loadTakeovers(trigger, context);
		noteOwnMessage(trigger, settings, incoming);
		warnOfMixedUpChats(context, trigger.nodeId, incoming.delivery);
		return await this.startByCall(incoming, trigger);
	}

	private idAt(instance: string): TriggerId {
		return triggerIdOf(nodeIdOf(this.context), suffixOf(this.settings, instance));
	}
}

/** When this process of n8n loaded the node, Unix ms. */
const LOADED_AT = Date.now();
/** By then trigger() runs, or never will: a webhook processor of queue mode has none. */
const STARTING_MS = 30_000;

/**
 * An execution that a call starts has no deduplication key. So whoever sends a message again that the process before this
 * one may have taken right before it was killed has to wait until trigger() runs, which starts executions by their key.
 * A server that keeps messages is not asked: what it delivers again was stored as taken.
 */
function mayHaveStarted({ delivery, sentAt }: Incoming): boolean {
	if (SERVERS[delivery.kind].store !== undefined || sentAt === undefined) return false;
	if (Date.now() - LOADED_AT > STARTING_MS) return false;
	// Times of messages are whole seconds.
	return sentAt + 999 < LOADED_AT;
}

/** Names of nodes of which the log says so already. */
const saidNotCollected = kept<true>();

function sayNotCollected({ logger }: IWebhookFunctions, { nodeId }: TriggerId): void {
	if (saidNotCollected.has(nodeId)) return;
	saidNotCollected.set(nodeId, true);
	logger.info(
		'Batch Events (Seconds) has no effect in this process of n8n, which only takes calls of webhooks: each event starts the workflow at once',
	);
}
