import { RequestFailure, type Failure } from '../errors/failure';
import type { ServerAdapter } from '../server/adapter';
import type { FoundWebhook, WebhookRecord } from '../server/records';
import { textBefore } from '../core/values/text';
import { isEveryEvent } from '../fields/events';
import {
	asListed,
	type Decoded,
	executionOf,
	type ForeignSubscriber,
	HUB_HEADER,
	isExpired,
	isSocket,
	isWorkflow,
	type Subscriber,
	type WorkflowSubscriber,
	withoutSecrets,
} from './list';
import { KEY_HEADER } from './token';

// What a webhook is to be when workflows come and leave. It only decides: `changes.ts` reads and writes.

/** What one workflow wants changed in the list. */
export type HubChange =
	| {
			readonly do: 'subscribe';
			/** Replaces a subscriber with the same URL. */
			readonly subscriber: WorkflowSubscriber;
			/** The key that this workflow knows. A lost webhook gets it again, so that the others know it, too. */
			readonly key?: string;
			readonly list?: KnownList;
			/** The server is to send to this trigger, because the owner is known to be dead. */
			readonly asOwner?: boolean;
	  }
	/** Whoever listens at this URL leaves: the workflow itself, or one that turned out to be gone. */
	| { readonly do: 'unsubscribe'; readonly url: string; readonly list?: KnownList };

export const unsubscribe = (urls: readonly string[]): HubChange[] =>
	urls.map((url) => ({ do: 'unsubscribe', url }));

/**
 * The list as a workflow saw it last. It counts where the webhook has none any more, and still goes to a workflow on this
 * one. The webhook of another application in it counts wherever the server has forgotten that.
 */
type KnownList = readonly Subscriber[];

/** Who listens to an instance. */
export interface HubState {
	/** Whom the server sends to; undefined while no workflow listens. */
	readonly ownerUrl?: string;
	/** The `jwt_key` of deliveries; undefined while no workflow listens. */
	readonly key?: string;
	/** At most one of them is foreign. */
	readonly subscribers: readonly Subscriber[];
}

/** What to do about the changes, and the state after it. */
interface Plan {
	/** Undefined: nothing has to be set. If the state has a key, its list still has to go into the headers. */
	readonly setting?: WebhookRecord;
	readonly state: HubState;
}

/** What a plan depends on besides the record. */
interface Circumstances {
	readonly nowMs: number;
	/** Random, for a webhook that has no key yet. */
	readonly newKey: string;
	readonly mustSet?: FoundWebhook['mustSet'];
	/** Names that this server refuses: events that can only be set when an instance is created. */
	readonly refusedEvents?: ReadonlySet<string>;
	/** See `sends` of the adapter. */
	readonly sends?: ServerAdapter['webhook']['sends'];
	/** The name of the workflow whose execution waits at an address, if this process knows it. */
	readonly workflowAt?: (url: string) => string | undefined;
}

/** This change cannot be made; the others of the same moment can. */
export class HubChangeRefused extends RequestFailure {
	constructor(
		readonly change: HubChange,
		failure: Failure,
	) {
		super(failure);
	}
}

/** The list counts only if the webhook goes to a workflow in it. Otherwise another tool has set its own since. */
export function readState(record: WebhookRecord | null, decoded: Decoded): HubState {
	if (record === null || isForgotten(record)) return { subscribers: [] };
	if (decoded.kind !== 'list' || !hasWorkflowAt(record.url, decoded.subscribers))
		return { subscribers: [readForeign(record, decoded)] };
	return { ownerUrl: record.url, key: readKey(record), subscribers: decoded.subscribers };
}

/**
 * @throws {HubChangeRefused} for a conversation that cannot wait here
 * @throws {RequestFailure} if a later version of this node keeps the list
 */
export function plan(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
	circumstances: Circumstances,
): Plan {
	if (decoded.kind === 'newer') throw new RequestFailure(NEWER_LIST);
	const lost = findLostList(record, decoded, changes);
	const before = withForgotten(readState(record, lost ?? decoded), changes);
	const wanted = applyChanges(before.subscribers, changes, circumstances.nowMs);
	checkWaits(before.subscribers, wanted, changes, circumstances);
	const subscribers = withoutLoneWaits(wanted);
	const newOwner = changes.filter(isToOwn).at(-1)?.subscriber.url;
	const owner = chooseOwner(subscribers.filter(isWorkflow), before.ownerUrl, newOwner);
	if (owner === undefined) return planToLeave(record, subscribers, circumstances);
	// A new key shows the others that the list was lost, and that they may have missed something.
	const earlierKey = lost === undefined ? findEarlierKey(record, decoded, changes) : undefined;
	const key = before.key ?? earlierKey ?? circumstances.newKey;
	const state = { ownerUrl: owner.url, key, subscribers };
	const setting = settingFor(owner, subscribers, circumstances);
	const { sends = sendsThese } = circumstances;
	const isUpToDate =
		lost === undefined &&
		sameJson(before.subscribers, subscribers) &&
		isSet(record, setting, circumstances) &&
		(record.enabled ? sends(record.events, setting.events) : record.events.length === 0);
	return isUpToDate ? { state } : { state, setting };
}

/**
 * Somebody set the webhook by hand, without the list or with a key that does not fit it, but it still goes to one
 * of our workflows. Then the list counts as a workflow saw it last.
 */
function findLostList(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
): Decoded | undefined {
	if (record?.enabled !== true || readState(record, decoded).ownerUrl !== undefined)
		return undefined;
	const subscribers = knownLists(changes).find((list) => hasWorkflowAt(record.url, list));
	return subscribers && { kind: 'list', subscribers };
}

/** A key that other workflows may know from before the webhook was lost. */
function findEarlierKey(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
): string | undefined {
	const known = changes.flatMap((change) => (change.do === 'subscribe' ? (change.key ?? []) : []));
	return known[0] ?? (decoded.kind === 'list' ? readKey(record) : undefined);
}

/** The other application has not set its webhook itself, but those who listened beside it know it. */
function withForgotten(state: HubState, changes: readonly HubChange[]): HubState {
	const foreign = [state.subscribers, ...knownLists(changes)].flat().find(isForeign);
	if (foreign === undefined || state.subscribers.includes(foreign)) return state;
	return { ...state, subscribers: [...state.subscribers, foreign] };
}

/** The list after the changes, in their order, without those whose time is over. */
function applyChanges(
	subscribers: readonly Subscriber[],
	changes: readonly HubChange[],
	nowMs: number,
): Subscriber[] {
	const list = [...subscribers];
	for (const change of changes) {
		const { url } = change.do === 'subscribe' ? change.subscriber : change;
		const index = list.findIndex((subscriber) => subscriber.url === url);
		const added = change.do === 'subscribe' ? [asListed(change.subscriber)] : [];
		list.splice(index === -1 ? list.length : index, 1, ...added);
	}
	return list.filter((subscriber) => !isExpired(subscriber, nowMs));
}

/**
 * A waiting execution must not own the webhook of others, nor share it with another waiting execution. It may have several
 * places on the list, which have its address and differ in the mark behind it.
 * @throws {HubChangeRefused} for the newest that would
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
	const isNewWait = (change: HubChange) =>
		change.do === 'subscribe' &&
		waits.some(({ url }) => url === change.subscriber.url) &&
		!before.some(({ url }) => url === change.subscriber.url);
	const change = changes.filter(isNewWait).at(-1);
	if (change?.do !== 'subscribe') return;
	const own = textBefore('#', change.subscriber.url);
	const others = after.filter(({ url }) => textBefore('#', url) !== own);
	throw new HubChangeRefused(change, needsTrigger(others, workflowAt));
}

/**
 * Without a trigger or a test session, waits and sockets leave: they could not serve a foreign webhook, and its
 * application must not get the list.
 */
const withoutLoneWaits = (subscribers: readonly Subscriber[]) =>
	subscribers.some(({ kind }) => kind === 'trigger' || kind === 'test') ||
	!subscribers.some(isEnabledForeign)
		? subscribers
		: subscribers.filter(isForeign);

/**
 * Whom the server sends to: a trigger if there is one, else a test session. The current owner stays unless there is a
 * reason to change. To a socket nothing is sent: its webhook is switched off, and only keeps the list. Of executions that
 * wait it is the one that waits longest, because n8n runs none of our code once the owner's time is over.
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

const isToOwn = (change: HubChange): change is HubChange & { do: 'subscribe' } =>
	change.do === 'subscribe' && change.asOwner === true;

/** The webhook of the owner. Its headers are added when the list is packed. */
function settingFor(
	owner: WorkflowSubscriber,
	subscribers: readonly Subscriber[],
	{ refusedEvents }: Circumstances,
): WebhookRecord {
	if (isSocket(owner)) return switchedOffWebhook(owner.url);
	const served = subscribers.filter((subscriber) =>
		isWorkflow(subscriber) ? !isSocket(subscriber) : subscriber.enabled,
	);
	const wantsAll = served.some(
		(subscriber) => isWorkflow(subscriber) && subscriber.events.length === 0,
	);
	const union = [...new Set(served.flatMap(({ events }) => events))].sort();
	return {
		url: owner.url,
		enabled: true,
		headers: {},
		byEvents: false,
		events: wantsAll ? [] : withoutRefused(union, refusedEvents),
		base64: served.some(({ base64 }) => base64 === true),
	};
}

/** No workflow is left: the webhook becomes as if we had never been there. */
function planToLeave(
	record: WebhookRecord | null,
	subscribers: readonly Subscriber[],
	circumstances: Circumstances,
): Plan {
	const foreign = subscribers.find(isForeign);
	const state = { subscribers: foreign === undefined ? [] : [foreign] };
	const isNothingSet = isForgotten(record) && foreign === undefined;
	if (isNothingSet && circumstances.mustSet !== true) return { state };
	const whole = foreign === undefined ? switchedOffWebhook(record?.url ?? '') : restore(foreign);
	const events = withoutRefused(whole.events, circumstances.refusedEvents);
	// No events would mean all of them.
	const setting = { ...whole, events, enabled: whole.enabled && events.length > 0 };
	const { sends = sameJson } = circumstances;
	const isLeft =
		isSet(record, setting, circumstances) &&
		sameJson(record.headers, setting.headers) &&
		sends(record.events, setting.events);
	return isLeft ? { state } : { state, setting };
}

const withoutRefused = (events: readonly string[], refused: ReadonlySet<string> = new Set()) =>
	events.filter((name) => !refused.has(name));

/** Compares all but headers and events. */
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

function sendsThese(events: readonly string[], wanted: readonly string[]): boolean {
	if (wanted.length === 0) return isEveryEvent(events);
	return wanted.length === events.length && wanted.every((name) => events.includes(name));
}

/**
 * The webhook of another application, as it is to be set again. If the application set it without headers,
 * the server kept ours: they are left out.
 */
function readForeign(record: WebhookRecord, decoded: Decoded): ForeignSubscriber {
	const isTheirs = ([name]: [string, unknown]) =>
		decoded.kind === 'none' || ![HUB_HEADER, KEY_HEADER].includes(name);
	return {
		kind: 'foreign',
		url: record.url,
		// An enabled webhook without events receives none, but to set none would mean all.
		enabled: record.enabled && record.events.length > 0,
		events: record.events,
		headers: Object.fromEntries(Object.entries(record.headers).filter(isTheirs)),
		byEvents: record.byEvents,
		base64: record.base64,
	};
}

/** The foreign webhook as it was. No headers are `{}`: the server refuses `null`, and keeps what is left out. */
const restore = (foreign: ForeignSubscriber): WebhookRecord => ({
	url: foreign.url,
	enabled: foreign.enabled,
	events: foreign.enabled ? foreign.events : [],
	headers: foreign.headers,
	byEvents: foreign.byEvents,
	base64: foreign.base64,
});

/** For an instance that had no webhook before us: it cannot be deleted, and must have some URL. */
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

/** A server that restarts may delete the row, or empty it. */
const isForgotten = (record: WebhookRecord | null): boolean => (record?.url ?? '') === '';

const hasWorkflowAt = (url: string, subscribers: readonly Subscriber[]) =>
	subscribers.some((subscriber) => isWorkflow(subscriber) && subscriber.url === url);

/** For values that were made in the same way. */
const sameJson = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

const readKey = (record: WebhookRecord | null): string | undefined => {
	const key = record?.headers[KEY_HEADER];
	return typeof key === 'string' && key !== '' ? key : undefined;
};

export const NEWER_LIST = {
	message: 'Another n8n uses this instance with a newer version of this node',
	description: 'Update the package of this node here to the version that runs there.',
};

/** @param inTheWay what has the webhook already */
function needsTrigger(
	inTheWay: readonly Subscriber[],
	nameOf: Circumstances['workflowAt'],
): Failure {
	const wait = inTheWay.find(({ kind }) => kind === 'wait');
	const foreign = inTheWay.find(isEnabledForeign);
	const workflow = wait && nameOf?.(wait.url);
	const of = workflow === undefined ? '' : ` of the workflow "${workflow}"`;
	const user =
		wait !== undefined && foreign === undefined
			? `execution ${executionOf(wait.url)}${of} waits for an answer with it`
			: `another application uses it${foreign === undefined ? '' : ` (${withoutSecrets(foreign.url)})`}`;
	const end =
		wait !== undefined && foreign === undefined
			? ' Or end that execution: answer its question, or stop it under Executions.'
			: '';
	return {
		message: 'Waiting for a reply needs a published workflow with the Evolution API Trigger here',
		description: `The instance has only one webhook, and ${user}. Publish a workflow with the Evolution API Trigger for this instance: it passes every event on to whoever waits for it.${end}`,
	};
}
