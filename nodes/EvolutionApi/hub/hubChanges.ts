import { randomBytes } from 'node:crypto';

import { RequestFailure } from '../core/failures/failure';
import type { WebhookRecord } from '../core/server/adapter';
import { decodeList, encodeList, type Decoded } from './list';
import { HubChangeRefused, type HubChange } from './hubChange';
import { NEWER_LIST, plan, stateOf, type Circumstances, type HubState } from './plan';
import { HUB_HEADER, KEY_HEADER, type Subscriber } from './list';
import { NEVER_HELD, noRoom, refusedEvents, refuseChangesFor } from './refusals';
import { inspectionOf, type HubInspection } from './repair';
import type { WebhookApi } from './webhookApi';

const MAX_TRIES = 40;
/** After so many failed writes in a row the server is the cause, and not somebody who overwrites us. */
const MAX_FAILURES = 3;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 150;
/** The pause grows with the time that the server takes, up to this. */
const SLOWEST_MS = 5000;

/** Changes that somebody asked for, and waits for. */
interface PendingChange {
	readonly changes: readonly HubChange[];
	readonly resolve: (state: HubState) => void;
	readonly reject: (error: unknown) => void;
	tries: number;
}

/** Goes from round to round until nothing is pending. */
interface Round {
	readonly api: WebhookApi;
	/** Not yet done; more may come at any time. */
	readonly pending: PendingChange[];
	/** Names of events that the server refused. */
	readonly refused: Set<string>;
	/** The longest time between the start of reading and the end of writing, in milliseconds. */
	slowestMs: number;
	/** Writes in a row that failed in a way that does not say whether they arrived. */
	failures: number;
	/** The packed list as it was last written or read. */
	list?: string;
}

/** Changes the hubs of this process. Changes of one instance that come at the same time are made together. */
export class HubChanges {
	private readonly running = new Map<string, PendingChange[]>();
	/** By key: names of events that the server refused. */
	private readonly refused = new Map<string, Set<string>>();

	/**
	 * Makes changes: reads the webhook, plans, writes, waits and reads back, until the changes hold.
	 * @param key names the server, the instance and the credential
	 * @returns the state afterwards; its `key` verifies the deliveries
	 * @throws {HubChangeRefused} if the list is full, the server does not know an event, or a conversation
	 *   cannot wait here; the other changes of the same moment go on
	 * @throws {RequestFailure} with the cause, if the server refuses, has no webhook headers, or others
	 *   overwrite the webhook again and again
	 */
	async change(key: string, api: WebhookApi, changes: readonly HubChange[]): Promise<HubState> {
		return await new Promise((resolve, reject) => {
			const entry = { changes, resolve, reject, tries: 0 };
			const pending = this.running.get(key);
			if (pending === undefined) void this.runRounds(key, api, [entry]);
			else pending.push(entry);
		});
	}

	/** Never throws: an error rejects the changes that it belongs to. */
	private async runRounds(key: string, api: WebhookApi, pending: PendingChange[]): Promise<void> {
		this.running.set(key, pending);
		const refused = this.refused.get(key) ?? new Set();
		this.refused.set(key, refused);
		const round: Round = { api, pending, refused, slowestMs: 0, failures: 0 };
		while (pending.length > 0) {
			try {
				await runRound(round);
			} catch (error) {
				for (const { reject } of removeFailed(pending, error)) reject(error);
			}
		}
		this.running.delete(key);
	}
}

/** A change that is refused fails alone; any other error fails all. */
function removeFailed(pending: PendingChange[], error: unknown): PendingChange[] {
	const all = pending.splice(0);
	if (!(error instanceof HubChangeRefused)) return all;
	const hasFailed = ({ changes }: PendingChange) => changes.includes(error.change);
	pending.push(...all.filter((entry) => !hasFailed(entry)));
	return all.filter(hasFailed);
}

/** Who listens now. @throws {RequestFailure} if the server cannot be asked */
export async function readHub(api: WebhookApi): Promise<HubState> {
	const { record, decoded } = await readWebhook(api);
	return stateOf(record, decoded);
}

/**
 * What there may be to repair.
 * @throws {RequestFailure} if the server cannot be asked, or a later version of this node keeps the list
 */
export async function inspectHub(api: WebhookApi): Promise<HubInspection> {
	const { record, decoded } = await readWebhook(api);
	if (decoded.kind === 'newer') throw new RequestFailure(NEWER_LIST);
	return inspectionOf(record, decoded);
}

const newKeyOf = ({ ownKey }: WebhookApi): string =>
	ownKey ?? randomBytes(24).toString('base64url');

/** Reads and plans. If nothing has to be written and nobody else writes, all are done; else writes and waits. */
async function runRound(round: Round): Promise<void> {
	const { api, pending } = round;
	const start = api.now();
	const { record, decoded, mustSet } = await readWebhook(api);
	const circumstances = {
		mustSet,
		oldList: await oldListIn(record, decoded, pending),
		nowMs: api.now(),
		newKey: newKeyOf(api),
		refusedEvents: round.refused,
		sends: api.sends,
	};
	resolveHeld(round, record, decoded, circumstances);
	if (pending.length === 0) return;
	const changes = pending.flatMap((entry) => entry.changes);
	const { state, setting } = plan(record, decoded, changes, circumstances);
	const isLastTry = pending.some(({ tries }) => tries >= MAX_TRIES);
	const list = listIn(record);
	const isQuiet = round.list === undefined || round.list === list;
	if (setting === undefined && (isQuiet || isLastTry)) {
		for (const { resolve } of pending.splice(0)) resolve(state);
		return;
	}
	if (isLastTry) throw new RequestFailure(NEVER_HELD);
	for (const entry of pending) entry.tries++;
	// If others write at this moment, one of them may still be about to undo our change.
	round.list = list;
	if (setting !== undefined) {
		const headers =
			state.key === undefined ? setting.headers : await headersFor(api, state, state.key, changes);
		await write(round, { ...setting, headers }, changes);
		round.slowestMs = Math.max(round.slowestMs, api.now() - start);
	}
	const pause = SHORTEST_PAUSE_MS + api.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
	// Somebody who read before we wrote will have written by then, if they are not slower than we were.
	await api.sleep(pause + Math.min(round.slowestMs, SLOWEST_MS));
}

/**
 * Those whose changes have held since the last write are done. Otherwise they would have to wait for all who come
 * after them.
 */
function resolveHeld(
	{ pending, list }: Round,
	record: WebhookRecord | null,
	decoded: Decoded,
	circumstances: Circumstances,
): void {
	const written = pending.filter(({ tries }) => tries > 0);
	if (written.length === 0 || written.length === pending.length) return;
	if (listIn(record) !== list) return;
	const changes = written.flatMap((entry) => entry.changes);
	const { state, setting } = plan(record, decoded, changes, circumstances);
	if (setting !== undefined) return;
	pending.splice(0, pending.length, ...pending.filter((entry) => !written.includes(entry)));
	for (const { resolve } of written) resolve(state);
}

async function write(
	round: Round,
	webhook: WebhookRecord,
	changes: readonly HubChange[],
): Promise<void> {
	const result = await round.api.set(webhook);
	round.list = listIn(webhook);
	if (!('failure' in result)) {
		round.failures = 0;
		return;
	}
	const names = refusedEvents(result.failure, webhook.events);
	refuseChangesFor(changes, names);
	for (const name of names) round.refused.add(name);
	if (names.length > 0) return;
	// It may have arrived all the same: the next round will see.
	round.failures++;
	const { mayHeal, nothingDone } = result.failure;
	if (mayHeal !== true || nothingDone === true || round.failures >= MAX_FAILURES)
		throw new RequestFailure(result.failure);
}

async function headersFor(
	{ addressRoom }: WebhookApi,
	{ subscribers }: HubState,
	key: string,
	changes: readonly HubChange[],
): Promise<Record<string, string>> {
	const list = await encodeList(subscribers, key, addressRoom);
	if (list === undefined) throw noRoom(changes, subscribers.length, addressRoom);
	return { [KEY_HEADER]: key, [HUB_HEADER]: list };
}

const listIn = (webhook: WebhookRecord | null) => String(webhook?.headers[HUB_HEADER] ?? '');

/** If somebody changed the key by hand, the list still fits the key that a workflow knows. */
async function oldListIn(
	record: WebhookRecord | null,
	{ kind }: Decoded,
	pending: readonly PendingChange[],
): Promise<readonly Subscriber[] | undefined> {
	if (kind !== 'damaged') return undefined;
	for (const change of pending.flatMap((entry) => entry.changes)) {
		const key = change.do === 'subscribe' ? change.key : undefined;
		const old = await decodeList(record?.headers[HUB_HEADER], key);
		if (old.kind === 'list') return old.subscribers;
	}
	return undefined;
}

async function readWebhook(api: WebhookApi) {
	const found = await api.find();
	if ('failure' in found) throw new RequestFailure(found.failure);
	const { record, mustSet } = found;
	const decoded = await decodeList(record?.headers[HUB_HEADER], record?.headers[KEY_HEADER]);
	return { record, decoded, mustSet };
}
