import { RequestFailure } from '../core/failures/failure';
import type { FoundWebhook, ServerAdapter, WebhookRecord } from '../core/server/adapter';
import type { Decoded } from './list';
import { isEveryEvent } from '../fields/events';
import { foreignOf, restored, switchedOffWebhook } from './foreign';
import { applyChanges, type HubChange } from './hubChange';
import { checkWaits, chooseOwner, withoutLoneWaits } from './owner';
import { isSocket, isWorkflow, KEY_HEADER, type Subscriber, type WorkflowSubscriber } from './list';

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
export interface Circumstances {
	readonly nowMs: number;
	/** Random, for a webhook that has no key yet. */
	readonly newKey: string;
	readonly mustSet?: FoundWebhook['mustSet'];
	/** Names that this server refuses: events that can only be set when an instance is created. */
	readonly refusedEvents?: ReadonlySet<string>;
	/** See `sends` of the port. */
	readonly sends?: ServerAdapter['webhook']['sends'];
	/** The list in the webhook, if only an earlier key fits it. */
	readonly oldList?: readonly Subscriber[];
}

/** The list counts only if the webhook goes to a workflow in it. Otherwise another tool has set its own since. */
export function stateOf(record: WebhookRecord | null, decoded: Decoded): HubState {
	if (record === null || isForgotten(record)) return { subscribers: [] };
	if (decoded.kind !== 'list' || !hasWorkflowAt(record.url, decoded.subscribers)) {
		return { subscribers: [foreignOf(record, decoded)] };
	}
	return {
		ownerUrl: record.url,
		key: keyOf(record),
		subscribers: decoded.subscribers,
	};
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
	const lost = lostList(record, decoded, changes, circumstances);
	const before = withForgotten(stateOf(record, lost ?? decoded), changes);
	const wanted = applyChanges(before.subscribers, changes, circumstances.nowMs);
	checkWaits(before.subscribers, wanted, changes);
	const subscribers = withoutLoneWaits(wanted);
	const workflows = subscribers.filter(isWorkflow);
	const owner = chooseOwner(workflows, before.ownerUrl, newOwnerIn(changes));
	if (owner === undefined) return planToLeave(record, subscribers, circumstances);
	// A new key shows the others that the list was lost, and that they may have missed something.
	const earlierKey = lost === undefined ? earlierKeyOf(record, decoded, changes) : undefined;
	const key = before.key ?? earlierKey ?? circumstances.newKey;
	const state = { ownerUrl: owner.url, key, subscribers };
	const setting = settingFor(owner, subscribers, circumstances);
	const kept = recordToKeep(record, circumstances);
	const isUpToDate =
		kept !== null &&
		lost === undefined &&
		sameJson(before.subscribers, subscribers) &&
		hasSetting(kept, setting, circumstances);
	return isUpToDate ? { state } : { state, setting };
}

const newOwnerIn = (changes: readonly HubChange[]) =>
	changes.filter(isToOwn).at(-1)?.subscriber.url;

const hasSetting = (
	record: WebhookRecord,
	setting: WebhookRecord,
	{ sends = sendsThese }: Circumstances,
) =>
	sameSetting(record, setting) &&
	(record.enabled ? sends(record.events, setting.events) : record.events.length === 0);

/**
 * Somebody set the webhook by hand, without the list or with a key that does not fit it, but it still goes to one
 * of our workflows. Then the list counts as an earlier key reads it, or as a workflow saw it last.
 */
function lostList(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
	{ oldList = [] }: Circumstances,
): Decoded | undefined {
	if (record?.enabled !== true || stateOf(record, decoded).ownerUrl !== undefined) return undefined;
	const subscribers = [oldList, ...knownLists(changes)].find((list) =>
		hasWorkflowAt(record.url, list),
	);
	return subscribers && { kind: 'list', subscribers };
}

const knownLists = (changes: readonly HubChange[]) => changes.map(({ list = [] }) => list);

/** A server that restarts may delete the row, or empty it. */
const isForgotten = (record: WebhookRecord | null): boolean => (record?.url ?? '') === '';

/** The other application has not set its webhook itself, but those who listened beside it know it. */
function withForgotten(state: HubState, changes: readonly HubChange[]): HubState {
	const isForeign = ({ kind }: Subscriber) => kind === 'foreign';
	if (state.subscribers.some(isForeign)) return state;
	const foreign = knownLists(changes).flat().find(isForeign);
	if (foreign === undefined) return state;
	return { ...state, subscribers: [...state.subscribers, foreign] };
}

/** Null if it is to be set in any case. */
const recordToKeep = (record: WebhookRecord | null, { mustSet }: Circumstances) =>
	mustSet === true ? null : record;

/** No workflow is left: the webhook becomes as if we had never been there. */
function planToLeave(
	record: WebhookRecord | null,
	subscribers: readonly Subscriber[],
	circumstances: Circumstances,
): Plan {
	const foreign = subscribers.find((subscriber) => subscriber.kind === 'foreign');
	const state = { subscribers: foreign === undefined ? [] : [foreign] };
	const isNothingSet = isForgotten(record) && foreign === undefined;
	if (isNothingSet && circumstances.mustSet !== true) return { state };
	const whole = foreign === undefined ? switchedOffWebhook(record?.url ?? '') : restored(foreign);
	const events = settable(whole.events, circumstances.refusedEvents);
	// No events would mean all of them.
	const setting = { ...whole, events, enabled: whole.enabled && events.length > 0 };
	const kept = recordToKeep(record, circumstances);
	return isLeft(kept, setting, circumstances) ? { state } : { state, setting };
}

const isLeft = (
	record: WebhookRecord | null,
	setting: WebhookRecord,
	{ sends = sameJson }: Circumstances,
): boolean =>
	record !== null &&
	sameJson(record.headers, setting.headers) &&
	sameSetting(record, setting) &&
	sends(record.events, setting.events);

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
		events: wantsAll ? [] : settable(union, refusedEvents),
		base64: served.some(({ base64 }) => base64 === true),
	};
}

const settable = (events: readonly string[], refused: ReadonlySet<string> = new Set()) =>
	events.filter((name) => !refused.has(name));

const hasWorkflowAt = (url: string, subscribers: readonly Subscriber[]) =>
	subscribers.some((subscriber) => isWorkflow(subscriber) && subscriber.url === url);

/** For values that were made in the same way. */
const sameJson = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** Compares all but headers and events. */
const sameSetting = (record: WebhookRecord, setting: WebhookRecord) =>
	record.url === setting.url &&
	record.enabled === setting.enabled &&
	record.byEvents === setting.byEvents &&
	record.base64 === setting.base64;

function sendsThese(events: readonly string[], wanted: readonly string[]): boolean {
	if (wanted.length === 0) return isEveryEvent(events);
	return wanted.length === events.length && wanted.every((name) => events.includes(name));
}

const isToOwn = (change: HubChange): change is HubChange & { do: 'subscribe' } =>
	change.do === 'subscribe' && change.asOwner === true;

const keyOf = (record: WebhookRecord | null): string | undefined => {
	const key = record?.headers[KEY_HEADER];
	return typeof key === 'string' && key !== '' ? key : undefined;
};

/** A key that other workflows may know from before the webhook was lost. */
function earlierKeyOf(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
): string | undefined {
	const known = changes.flatMap((change) => (change.do === 'subscribe' ? (change.key ?? []) : []));
	return known[0] ?? (decoded.kind === 'list' ? keyOf(record) : undefined);
}

export const NEWER_LIST = {
	message: 'Another n8n uses this instance with a newer version of this node',
	description: 'Update the package of this node here to the version that runs there.',
};
