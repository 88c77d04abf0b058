import { randomBytes } from 'node:crypto';

import { RequestFailure } from '../core/server/request';
import { decodeHub, encodeHub, type Decoded } from './codec';
import type { HubChange } from './hubChange';
import { NEWER_LIST, plan, stateOf, type Circumstances, type HubState } from './plan';
import {
	HUB_HEADER,
	KEY_HEADER,
	RAW_KEY_HEADER,
	parseRecord,
	type Headers,
	type Subscriber,
	type WebhookRecord,
	type WebhookSetting,
} from './record';
import {
	BAD_ADDRESS,
	isBadAddress,
	NEVER_HELD,
	noRoom,
	refusedEvents,
	refuseChangesFor,
} from './refusals';
import { inspectionOf, type HubInspection } from './repair';
import { bodyOf, type WebhookApi } from './webhookApi';

const MAX_TRIES = 40;
/** Writes in a row that fail: then the server is the cause, and nobody who overwrites us. */
const MAX_FAILURES = 3;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 150;
/** The pause grows with the time that the server takes, up to this. */
const SLOWEST_MS = 5000;

/** The changes of somebody, who waits for them. */
export interface PendingChange {
	readonly changes: readonly HubChange[];
	readonly resolve: (state: HubState) => void;
	readonly reject: (error: unknown) => void;
	tries: number;
}

/** A change in the making. */
export interface Round {
	readonly api: WebhookApi;
	/** Those whose changes are not yet fulfilled; more may come at any time. */
	readonly pending: PendingChange[];
	/** Names that the server did not take. */
	readonly refused: Set<string>;
	/** The longest from the start of a look to the end of the write after it, in milliseconds. */
	slowestMs: number;
	/** Writes in a row that failed, although nobody knows whether they arrived. */
	failures: number;
	/** The packed list as it was written or seen last. */
	list?: string;
	/** Asked once for the change. */
	signs?: Promise<boolean | undefined>;
}

/** Who listens now. @throws {RequestFailure} where the server cannot be asked */
export async function readHub(
	talk: WebhookApi,
): Promise<HubState & { readonly record: WebhookRecord | null }> {
	const record = parseRecord(bodyOf(await talk.find()));
	return { ...stateOf(record, await decodeFrom(record)), record };
}

/**
 * What there may be to repair.
 * @throws {RequestFailure} where the server cannot be asked, or a later version of this node keeps the list
 */
export async function inspectHub(
	talk: WebhookApi,
): Promise<HubInspection & { readonly record: WebhookRecord | null }> {
	const record = parseRecord(bodyOf(await talk.find()));
	const decoded = await decodeFrom(record);
	if (decoded.kind === 'newer') throw new RequestFailure(NEWER_LIST);
	return { ...inspectionOf(record, decoded), record };
}

/** Looks and plans; where all is as wished and quiet, nobody waits any more, else it writes and lets it settle. */
export async function runRound(round: Round): Promise<void> {
	const { api, pending, refused } = round;
	const start = api.now();
	const record = parseRecord(bodyOf(await api.find()));
	const decoded = await decodeFrom(record);
	const newKey = randomBytes(24).toString('base64url');
	const signs = await (round.signs ??= api.signs());
	const oldList = await oldListIn(record, decoded, pending);
	const circumstances = { nowMs: api.now(), newKey, signs, refusedEvents: refused, oldList };
	release(round, record, decoded, circumstances);
	if (pending.length === 0) return;
	const changes = pending.flatMap((entry) => entry.changes);
	const { state, setting } = plan(record, decoded, changes, circumstances);
	const isTired = pending.some(({ tries }) => tries >= MAX_TRIES);
	const list = listIn(record?.headers);
	if (setting === undefined && (isTired || [undefined, list].includes(round.list))) {
		for (const { resolve } of pending.splice(0)) resolve(state);
		return;
	}
	if (isTired) throw new RequestFailure(NEVER_HELD);
	for (const entry of pending) entry.tries++;
	// Where others write at this moment, one of them may still be about to undo our change.
	round.list = list;
	if (setting !== undefined) {
		const hub = state.key === undefined ? undefined : await headersOf(state, state.key, changes);
		await write(round, { ...setting, headers: hub ?? setting.headers }, changes);
		round.slowestMs = Math.max(round.slowestMs, api.now() - start);
	}
	const pause = SHORTEST_PAUSE_MS + api.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
	// Whoever read before us and writes after us is done when it takes no longer than we did.
	await api.sleep(pause + Math.min(round.slowestMs, SLOWEST_MS));
}

/** Those whose changes held since the last write do not wait for those who came after it, one after the other. */
function release(
	{ pending, list }: Round,
	record: WebhookRecord | null,
	decoded: Decoded,
	circumstances: Circumstances,
): void {
	const written = pending.filter(({ tries }) => tries > 0);
	if (written.length === 0 || written.length === pending.length) return;
	if (listIn(record?.headers) !== list) return;
	const changes = written.flatMap((entry) => entry.changes);
	const { state, setting } = plan(record, decoded, changes, circumstances);
	if (setting !== undefined) return;
	pending.splice(0, pending.length, ...pending.filter((entry) => !written.includes(entry)));
	for (const { resolve } of written) resolve(state);
}

async function write(
	round: Round,
	webhook: WebhookSetting,
	changes: readonly HubChange[],
): Promise<void> {
	const result = await round.api.set({ webhook });
	round.list = listIn(webhook.headers);
	if (!('failure' in result)) {
		round.failures = 0;
		return;
	}
	if (isBadAddress(result.failure)) throw new RequestFailure(BAD_ADDRESS);
	const names = refusedEvents(result.failure, webhook.events);
	refuseChangesFor(changes, names);
	for (const name of names) round.refused.add(name);
	if (names.length > 0) return;
	// Where nobody knows whether it arrived, the next look shows it.
	round.failures++;
	const { mayHeal, nothingDone } = result.failure;
	if (mayHeal !== true || nothingDone === true || round.failures >= MAX_FAILURES) bodyOf(result);
}

async function headersOf(
	{ subscribers, isRaw = false }: HubState,
	key: string,
	changes: readonly HubChange[],
): Promise<Record<string, string>> {
	const list = await encodeHub(subscribers, key);
	if (list === undefined) throw noRoom(changes, subscribers.length);
	return { [KEY_HEADER]: key, [HUB_HEADER]: list, ...(isRaw ? { [RAW_KEY_HEADER]: key } : {}) };
}

const listIn = (headers: Headers | null | undefined) => String(headers?.[HUB_HEADER] ?? '');

/** Somebody may have changed the key by hand: the list is still packed with the one that those who change know. */
async function oldListIn(
	record: WebhookRecord | null,
	{ kind }: Decoded,
	entries: readonly PendingChange[],
): Promise<readonly Subscriber[] | undefined> {
	if (kind !== 'damaged') return undefined;
	const changes = entries.flatMap((entry) => entry.changes);
	for (const change of changes) {
		const key = change.do === 'subscribe' ? change.key : undefined;
		const old = await decodeHub(record?.headers?.[HUB_HEADER], key);
		if (old.kind === 'list') return old.subscribers;
	}
	return undefined;
}

const decodeFrom = async (record: WebhookRecord | null) =>
	await decodeHub(record?.headers?.[HUB_HEADER], record?.headers?.[KEY_HEADER]);
