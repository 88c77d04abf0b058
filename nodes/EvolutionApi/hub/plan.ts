import { RequestFailure, type Failure } from '../errors/failure';
import type { ServerAdapter } from '../server/adapter';
import type { FoundWebhook, WebhookRecord } from '../server/records';
import { textBefore } from '../core/values/text';
import { isEveryEvent } from '../fields/events';
import {
	type ListContent,
	executionOf,
	foreignInList,
	type ForeignSubscriber,
	HUB_HEADER,
	isExpired,
	isSocket,
	isWorkflow,
	type Subscriber,
	type WorkflowSubscriber,
	withoutSecrets,
	workflowInList,
} from './list';
import { KEY_HEADER } from './token';

// Plans changes to an instance's webhook and its subscribers. This file only decides: `changes.ts` reads and writes.

export type HubChange =
	| {
			readonly do: 'subscribe';
			/** An existing subscriber with the same URL is replaced. */
			readonly subscriber: WorkflowSubscriber;
			/** If the server has lost the webhook, the new one gets the same key. */
			readonly key?: string;
			readonly list?: KnownList;
			/** Makes the server call this trigger, because the subscriber that the server calls now is known to be dead. */
			readonly asOwner?: boolean;
	  }
	| { readonly do: 'unsubscribe'; readonly url: string; readonly list?: KnownList };

export const subscriptionsIn = (changes: readonly HubChange[]) =>
	changes.filter((change) => change.do === 'subscribe');

export const unsubscribe = (urls: readonly string[]): HubChange[] =>
	urls.map((url) => ({ do: 'unsubscribe', url }));

/** A workflow's copy of the list of subscribers, in case the server loses the list. */
type KnownList = readonly Subscriber[];

export interface HubState {
	/** URL that the server sends to; undefined while no workflow listens. */
	readonly ownerUrl?: string;
	/** The `jwt_key` of deliveries; undefined while no workflow listens. */
	readonly key?: string;
	/** At most one subscriber is another application's webhook, of the kind `foreign`. */
	readonly subscribers: readonly Subscriber[];
}

interface Plan {
	/** The webhook to write; undefined if it stays the same. `changes.ts` adds the headers with key and subscribers. */
	readonly setting?: WebhookRecord;
	readonly state: HubState;
}

interface Circumstances {
	readonly nowMs: number;
	readonly newKey: string;
	readonly mustSet?: FoundWebhook['mustSet'];
	/** Names of events that this server refuses, because they can only be set when an instance is created. */
	readonly refusedEvents?: ReadonlySet<string>;
	readonly sends?: ServerAdapter['webhook']['sends'];
	readonly workflowAt?: (url: string) => string | undefined;
}

/** Refusal of one change. Other changes that were requested at the same time are still made. */
export class HubChangeRefused extends RequestFailure {
	constructor(
		readonly change: HubChange,
		failure: Failure,
	) {
		super(failure);
	}
}

/** If no workflow in the list of subscribers has the webhook's URL, another application has set the webhook. */
export function readState(record: WebhookRecord | null, content: ListContent): HubState {
	if (record === null || isForgotten(record)) return { subscribers: [] };
	if (content.kind !== 'list' || !hasWorkflowAt(record.url, content.subscribers))
		return { subscribers: [readForeign(record, content)] };
	return { ownerUrl: record.url, key: keyOf(record), subscribers: content.subscribers };
}

/** @throws {HubChangeRefused} see {@link checkWaits}; {RequestFailure} if a later version of this package set the webhook */
export function plan(
	record: WebhookRecord | null,
	content: ListContent,
	changes: readonly HubChange[],
	circumstances: Circumstances,
): Plan {
	if (content.kind === 'newer') throw new RequestFailure(NEWER_LIST);
	const lostList = findLostList(record, content, changes);
	const before = withForgotten(readState(record, lostList ?? content), changes);
	const after = applyChanges(before.subscribers, changes, circumstances.nowMs);
	checkWaits(before.subscribers, after, changes, circumstances);
	const subscribers = withoutLoneWaits(after);
	const newOwner = subscriptionsIn(changes)
		.filter((change) => change.asOwner === true)
		.at(-1);
	const preferredUrl = newOwner?.subscriber.url;
	const owner = chooseOwner(subscribers.filter(isWorkflow), before.ownerUrl, preferredUrl);
	if (owner === undefined) return planToLeave(record, subscribers, circumstances);
	// If the list of subscribers was lost, the webhook gets a new key, which makes all workflows search for missed messages.
	const earlierKey = lostList === undefined ? findEarlierKey(record, content, changes) : undefined;
	const key = before.key ?? earlierKey ?? circumstances.newKey;
	const state = { ownerUrl: owner.url, key, subscribers };
	const setting = settingFor(owner, subscribers, circumstances);
	const { sends = sendsThese } = circumstances;
	const isUpToDate =
		lostList === undefined &&
		sameJson(before.subscribers, subscribers) &&
		isSet(record, setting, circumstances) &&
		(record.enabled ? sends(record.events, setting.events) : record.events.length === 0);
	return isUpToDate ? { state } : { state, setting };
}

/**
 * Restores the webhook's list of subscribers from a copy that a workflow keeps. The list is lost, for example, after a user
 * changed the webhook by hand.
 */
function findLostList(
	record: WebhookRecord | null,
	content: ListContent,
	changes: readonly HubChange[],
): ListContent | undefined {
	if (record?.enabled !== true || readState(record, content).ownerUrl !== undefined)
		return undefined;
	const subscribers = knownLists(changes).find((list) => hasWorkflowAt(record.url, list));
	return subscribers && { kind: 'list', subscribers };
}

function findEarlierKey(
	record: WebhookRecord | null,
	content: ListContent,
	changes: readonly HubChange[],
): string | undefined {
	const { key } = subscriptionsIn(changes).find((change) => change.key !== undefined) ?? {};
	return key ?? (content.kind === 'list' ? keyOf(record) : undefined);
}

/** Restores another application's webhook that the server has lost, from a workflow's copy of the list of subscribers. */
function withForgotten(state: HubState, changes: readonly HubChange[]): HubState {
	const foreign = [state.subscribers, ...knownLists(changes)].flat().find(isForeign);
	if (foreign === undefined || state.subscribers.includes(foreign)) return state;
	return { ...state, subscribers: [...state.subscribers, foreign] };
}

function applyChanges(
	subscribers: readonly Subscriber[],
	changes: readonly HubChange[],
	nowMs: number,
): Subscriber[] {
	const list = [...subscribers];
	for (const change of changes) {
		const { url } = change.do === 'subscribe' ? change.subscriber : change;
		const index = list.findIndex((subscriber) => subscriber.url === url);
		// Parsed like the subscribers in the webhook, so that `plan()` can compare old and new subscribers as JSON.
		const entry = change.do === 'subscribe' ? [workflowInList.parse(change.subscriber)] : [];
		list.splice(index === -1 ? list.length : index, 1, ...entry);
	}
	return list.filter((subscriber) => !isExpired(subscriber, nowMs));
}

/**
 * Refuses a waiting execution that shares the webhook with another execution or application, unless a trigger forwards events.
 * @throws {HubChangeRefused} for the newest execution that breaks this rule
 */
function checkWaits(
	before: readonly Subscriber[],
	after: readonly Subscriber[],
	changes: readonly HubChange[],
	{ workflowAt }: Circumstances,
): void {
	if (after.some(({ kind }) => kind === 'trigger')) return;
	const isBesideForeign = after.some(isEnabledForeign);
	if (after.some(isSocket) && !isBesideForeign) return;
	const waits = after.filter(({ kind }) => kind === 'wait');
	const executions = new Set(waits.map(({ url }) => textBefore('#', url)));
	if (executions.size <= 1 && !isBesideForeign) return;
	const has = (list: readonly Subscriber[], url: string) => list.some((one) => one.url === url);
	const change = subscriptionsIn(changes)
		.filter(({ subscriber: { url } }) => has(waits, url) && !has(before, url))
		.at(-1);
	if (change === undefined) return;
	const own = textBefore('#', change.subscriber.url);
	const others = after.filter(({ url }) => textBefore('#', url) !== own);
	throw new HubChangeRefused(change, needsTrigger(others, workflowAt));
}

/** Removes all workflows if another application needs events, but no trigger or test session could forward them. */
const withoutLoneWaits = (subscribers: readonly Subscriber[]) =>
	subscribers.some(({ kind }) => kind === 'trigger' || kind === 'test') ||
	!subscribers.some(isEnabledForeign)
		? subscribers
		: subscribers.filter(isForeign);

/**
 * Chooses the subscriber whose URL the webhook gets, in the order of kinds `trigger`, `test`, `socket`, `wait`. Among several
 * triggers, the one at `preferredUrl` wins, or else the one at `currentUrl`. Among executions, the one whose wait ends last
 * wins, so that the server calls a waiting execution for as long as possible.
 */
function chooseOwner(
	workflows: readonly WorkflowSubscriber[],
	currentUrl: string | undefined,
	preferredUrl: string | undefined,
): WorkflowSubscriber | undefined {
	for (const kind of ['trigger', 'test', 'socket'] as const) {
		const candidates = workflows.filter((workflow) => workflow.kind === kind);
		const at = (url: string | undefined) => candidates.find((workflow) => workflow.url === url);
		const owner = at(preferredUrl) ?? at(currentUrl) ?? candidates[0];
		if (owner !== undefined) return owner;
	}
	const end = ({ expires }: WorkflowSubscriber) => expires ?? Infinity;
	return [...workflows].sort((left, right) => end(right) - end(left))[0];
}

function settingFor(
	owner: WorkflowSubscriber,
	subscribers: readonly Subscriber[],
	{ refusedEvents }: Circumstances,
): WebhookRecord {
	if (isSocket(owner)) return switchedOffWebhook(owner.url);
	return {
		url: owner.url,
		enabled: true,
		headers: {},
		byEvents: false,
		events: withoutRefused(eventsFor(subscribers), refusedEvents),
		base64: subscribers.some((one) => getsDeliveries(one) && one.base64 === true),
	};
}

const getsDeliveries = (one: Subscriber) => (isWorkflow(one) ? !isSocket(one) : one.enabled);

export function eventsFor(subscribers: readonly Subscriber[]): readonly string[] {
	const recipients = subscribers.filter(getsDeliveries);
	if (recipients.some((one) => isWorkflow(one) && one.events.length === 0)) return [];
	return [...new Set(recipients.flatMap(({ events }) => events))].sort();
}

function planToLeave(
	record: WebhookRecord | null,
	subscribers: readonly Subscriber[],
	circumstances: Circumstances,
): Plan {
	const foreign = subscribers.find(isForeign);
	const state = { subscribers: foreign === undefined ? [] : [foreign] };
	const isNothingSet = isForgotten(record) && foreign === undefined;
	if (isNothingSet && circumstances.mustSet !== true) return { state };
	const next = foreign === undefined ? switchedOffWebhook(record?.url ?? '') : restore(foreign);
	const events = withoutRefused(next.events, circumstances.refusedEvents);
	// An empty list would mean all events, so the webhook is switched off instead.
	const setting = { ...next, events, enabled: next.enabled && events.length > 0 };
	const { sends = sameJson } = circumstances;
	const isLeft =
		isSet(record, setting, circumstances) &&
		sameJson(record.headers, setting.headers) &&
		sends(record.events, setting.events);
	return isLeft ? { state } : { state, setting };
}

const withoutRefused = (events: readonly string[], refusals: ReadonlySet<string> = new Set()) =>
	events.filter((name) => !refusals.has(name));

const isSet = (
	record: WebhookRecord | null,
	setting: WebhookRecord,
	{ mustSet }: Circumstances,
): record is WebhookRecord =>
	record !== null &&
	mustSet !== true &&
	record.url === setting.url &&
	record.enabled === setting.enabled &&
	record.byEvents === setting.byEvents &&
	record.base64 === setting.base64;

function sendsThese(events: readonly string[], names: readonly string[]): boolean {
	if (names.length === 0) return isEveryEvent(events);
	return names.length === events.length && names.every((name) => events.includes(name));
}

/** Removes our headers: the server keeps them if another application sets its webhook without headers. */
function readForeign(record: WebhookRecord, content: ListContent): ForeignSubscriber {
	const isTheirs = ([name]: [string, unknown]) =>
		content.kind === 'none' || ![HUB_HEADER, KEY_HEADER].includes(name);
	return foreignInList.parse({
		kind: 'foreign',
		...record,
		// A webhook that is on but has no events counts as off. Restoring it with an empty list of events would select all events.
		enabled: record.enabled && record.events.length > 0,
		headers: Object.fromEntries(Object.entries(record.headers).filter(isTheirs)),
	});
}

/** `headers` is `{}` if the webhook had none, because the server refuses `null`. */
const restore = (foreign: ForeignSubscriber): WebhookRecord => ({
	url: foreign.url,
	enabled: foreign.enabled,
	events: foreign.enabled ? foreign.events : [],
	headers: foreign.headers,
	byEvents: foreign.byEvents,
	base64: foreign.base64,
});

/** A webhook can't be deleted, and must have some URL. */
const switchedOffWebhook = (url: string): WebhookRecord => ({
	url,
	enabled: false,
	events: [],
	headers: {},
	byEvents: false,
	base64: false,
});

const isForeign = (subscriber: Subscriber): subscriber is ForeignSubscriber =>
	subscriber.kind === 'foreign';

const isEnabledForeign = (subscriber: Subscriber) => isForeign(subscriber) && subscriber.enabled;

const knownLists = (changes: readonly HubChange[]) => changes.map(({ list = [] }) => list);

const isForgotten = (record: WebhookRecord | null): boolean => (record?.url ?? '') === '';

const hasWorkflowAt = (url: string, subscribers: readonly Subscriber[]) =>
	subscribers.some((subscriber) => isWorkflow(subscriber) && subscriber.url === url);

/** Compares values whose keys are in the same order. */
const sameJson = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

export const keyOf = (record: WebhookRecord | null): string | undefined => {
	const key = record?.headers[KEY_HEADER];
	return typeof key === 'string' && key !== '' ? key : undefined;
};

export const NEWER_LIST = {
	message: 'Another n8n uses this instance with a newer version of this node',
	description: 'Update the package of this node here to the version that runs there.',
};

function needsTrigger(
	inTheWay: readonly Subscriber[],
	nameOf: Circumstances['workflowAt'],
): Failure {
	const foreign = inTheWay.find(isEnabledForeign);
	const publish =
		'Publish a workflow with the Evolution API Trigger for this instance: it passes every event on to the executions that wait for it.';
	if (foreign !== undefined) {
		return {
			message: 'Waiting for a reply needs a published workflow with the Evolution API Trigger',
			description: `The instance has only one webhook, and another application uses it (${withoutSecrets(foreign.url)}). ${publish}`,
		};
	}
	const { url = '' } = inTheWay.find(({ kind }) => kind === 'wait') ?? {};
	const workflow = nameOf?.(url);
	const of = workflow === undefined ? '' : ` of the workflow "${workflow}"`;
	return {
		message: `Execution ${executionOf(url)}${of} is still waiting for an answer`,
		description: `The instance has only one webhook. Answer that question, or stop the execution under Executions. To ask several questions at the same time: ${publish}`,
	};
}
