import { RequestFailure } from '../core/server/request';
import { isRawKey } from './authentic';
import type { Decoded } from './codec';
import { isEveryEvent } from './eventCodes';
import { foreignOf, restored, switchedOffWebhook } from './foreign';
import { applyChanges, type HubChange } from './hubChange';
import { checkWaits, chooseOwner, withoutLoneWaits } from './owner';
import {
	isWorkflow,
	KEY_HEADER,
	RAW_KEY_HEADER,
	type ForeignSubscriber,
	type WorkflowSubscriber,
	type Subscriber,
	type WebhookRecord,
	type WebhookSetting,
} from './record';
import { sameJson, sameSetting } from './sameSetting';

/** Who listens to an instance. */
export interface HubState {
	/** Whom the server sends to; undefined while none of ours listens. */
	readonly ownerUrl?: string;
	/** The `jwt_key` of deliveries; undefined while none of ours listens. */
	readonly key?: string;
	/** The server does not sign with the key, but sends it. */
	readonly isRaw?: boolean;
	/** At most one of them is foreign. */
	readonly subscribers: readonly Subscriber[];
}

/** What to do about the changes, and how it will be then. */
export interface Plan {
	/** Undefined: it is so already. The list of `state` goes into its headers, if it has a key. */
	readonly setting?: WebhookSetting;
	readonly state: HubState;
}

/** What a plan depends on besides the record. */
export interface Circumstances {
	readonly nowMs: number;
	/** Random; taken where there is no key yet. */
	readonly newKey: string;
	/** Undefined where the server does not say its version. */
	readonly signs?: boolean;
	/** Names that this server does not take: events that can only be set when an instance is created. */
	readonly refusedEvents?: ReadonlySet<string>;
	/** The list in the webhook, where only a key of before fits it. */
	readonly oldList?: readonly Subscriber[];
}

/** The list counts only where the webhook goes to somebody in it: else another tool has set its own since. */
export function stateOf(record: WebhookRecord | null, decoded: Decoded): HubState {
	if (record === null) return { subscribers: [] };
	const { url } = record;
	if (
		decoded.kind === 'list' &&
		decoded.subscribers.some((one) => isWorkflow(one) && one.url === url)
	) {
		const isRaw = record.headers?.[RAW_KEY_HEADER] !== undefined;
		return { ownerUrl: url, key: keyOf(record), isRaw, subscribers: decoded.subscribers };
	}
	return { subscribers: [foreignOf(record, decoded)] };
}

/**
 * @throws {WishRefused} for a conversation that cannot wait here
 * @throws {RequestFailure} where a later version of this node keeps the list
 */
export function plan(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
	circumstances: Circumstances,
): Plan {
	if (decoded.kind === 'newer') throw new RequestFailure(NEWER_LIST);
	const lost = lostList(record, decoded, changes, circumstances);
	const before = stateOf(record, lost ?? decoded);
	const wanted = applyChanges(before.subscribers, changes, circumstances.nowMs);
	checkWaits(before.subscribers, wanted, changes);
	const subscribers = withoutLoneWaits(wanted);
	const own = subscribers.filter(isWorkflow);
	const foreign = subscribers.find((one): one is ForeignSubscriber => !isWorkflow(one));
	const owner = chooseOwner(own, before.ownerUrl, changes.filter(isToOwn).at(-1)?.subscriber.url);
	if (owner === undefined) return planWithout(record, foreign, circumstances);
	// By a new key the others notice that the list was lost, and that they may have missed something.
	const known = lost === undefined ? knownKey(record, decoded, changes) : undefined;
	const key = before.key ?? known ?? circumstances.newKey;
	const setting = settingFor(owner, subscribers, circumstances);
	const isRaw = isRawKey(before.isRaw === true, circumstances.signs);
	const state = { ownerUrl: owner.url, key, isRaw, subscribers };
	const isSo =
		record !== null &&
		lost === undefined &&
		sameJson(before.subscribers, subscribers) &&
		record.headers?.[RAW_KEY_HEADER] === (isRaw ? key : undefined) &&
		sameSetting(record, setting, isSameEvents);
	return isSo ? { state } : { state, setting };
}

/**
 * Somebody has set the webhook by hand, without the list or with a key that does not fit it, and it still goes to one
 * of ours: then the list counts as the key of before reads it, or as it was seen last.
 */
function lostList(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
	{ oldList = [] }: Circumstances,
): Decoded | undefined {
	if (record?.enabled !== true || stateOf(record, decoded).ownerUrl !== undefined) return undefined;
	const lists = changes.flatMap((change) => (change.do === 'subscribe' ? [change.list ?? []] : []));
	const subscribers = [oldList, ...lists].find((list) =>
		list.some((one) => isWorkflow(one) && one.url === record.url),
	);
	return subscribers && { kind: 'list', subscribers };
}

/** None of ours is left: as if we had never been there. */
function planWithout(
	record: WebhookRecord | null,
	foreign: ForeignSubscriber | undefined,
	{ refusedEvents }: Circumstances,
): Plan {
	const state = { subscribers: foreign === undefined ? [] : [foreign] };
	if (record === null) return { state };
	const whole = foreign === undefined ? switchedOffWebhook(record.url) : restored(foreign);
	const events = settable(whole.events, refusedEvents);
	// No events would mean all of them.
	const setting = { ...whole, events, enabled: whole.enabled && events.length > 0 };
	const isSo =
		sameJson(record.headers ?? {}, setting.headers) &&
		sameSetting(record, setting, (current, wanted) => current.join() === wanted.join());
	return isSo ? { state } : { state, setting };
}

/** The webhook of the owner, without the list: it must be packed first. */
function settingFor(
	{ url }: WorkflowSubscriber,
	subscribers: readonly Subscriber[],
	{ refusedEvents }: Circumstances,
): WebhookSetting {
	const served = subscribers.filter((one) => isWorkflow(one) || one.enabled);
	const wantsAll = served.some((one) => isWorkflow(one) && one.events.length === 0);
	const union = [...new Set(served.flatMap(({ events }) => events))].sort();
	return {
		url,
		enabled: true,
		headers: {},
		byEvents: false,
		events: wantsAll ? [] : settable(union, refusedEvents),
		base64: served.some(({ base64 }) => base64 === true),
	};
}

const settable = (events: readonly string[], refused: ReadonlySet<string> = new Set()) =>
	events.filter((name) => !refused.has(name));

function isSameEvents(current: readonly string[], wanted: readonly string[]): boolean {
	if (wanted.length === 0) return isEveryEvent(current);
	return wanted.length === current.length && wanted.every((name) => current.includes(name));
}

const isToOwn = (change: HubChange): change is HubChange & { do: 'subscribe' } =>
	change.do === 'subscribe' && change.asOwner === true;

const keyOf = (record: WebhookRecord | null): string | undefined => {
	const key = record?.headers?.[KEY_HEADER];
	return typeof key === 'string' && key !== '' ? key : undefined;
};

/** One that other workflows may know from before the webhook was lost. */
function knownKey(
	record: WebhookRecord | null,
	decoded: Decoded,
	changes: readonly HubChange[],
): string | undefined {
	const known = changes.flatMap((change) => (change.do === 'subscribe' ? (change.key ?? []) : []));
	return known[0] ?? (decoded.kind === 'list' ? keyOf(record) : undefined);
}

export const NEWER_LIST = {
	message: 'Another n8n uses this instance with a newer version of this node',
	description: 'Update n8n-nodes-evolution-whatsapp here to the version that runs there.',
};
