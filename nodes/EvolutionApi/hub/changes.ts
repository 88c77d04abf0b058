import { randomBytes } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import { createKeyedMutex } from '../core/concurrency/limiter';
import { RequestFailure, type Failure } from '../errors/failure';
import type { Request, Result, ServerAdapter, Target } from '../server/adapter';
import type { FoundWebhook, WebhookRecord } from '../server/records';
import { BoundedMap } from '../core/values/boundedMap';
import { eventsRefused } from '../fields/events';
import { findEnded } from './ask';
import { decodeList, encodeList, HUB_HEADER, MAX_LIST_BYTES } from './list';
import {
	type HubChange,
	HubChangeRefused,
	type HubState,
	NEWER_LIST,
	plan,
	readState,
	subscriptionsIn,
	unsubscribe,
} from './plan';
import { type HubInspection, inspect } from './repair';
import { KEY_HEADER } from './token';
import { replyQueue } from './waits';

// Reads and changes an instance's list of subscribers, with a node's credential. Failures throw a RequestFailure with the cause.

export async function changeHub(target: Target, ...changes: HubChange[]): Promise<HubState> {
	const { connection, instance } = target;
	const key = JSON.stringify([connection.baseUrl, instance, connection.apiKey]);
	return await hubChanges.change(key, webhookApi(target), changes);
}

export async function readInstanceHub(target: Target): Promise<HubState> {
	return await readHub(webhookApi(target));
}

/** Returns the key that currently authenticates the server's deliveries; undefined while the webhook isn't ours. */
export async function readKey(target: Target): Promise<string | undefined> {
	const unread = target.connection.server.webhook.unread?.(target);
	if (unread?.isKnown === false) return unread.key;
	return (await readInstanceHub(target)).key;
}

/** @throws {RequestFailure} also if a later version of the node wrote the list of subscribers */
export async function inspectInstanceHub(target: Target): Promise<HubInspection> {
	const { record, content } = await readWebhook(webhookApi(target));
	if (content.kind === 'newer') throw new RequestFailure(NEWER_LIST);
	return inspect(record, content);
}

/** After a logout, the server may have returned to an earlier webhook. */
export async function setHubAgain(target: Target): Promise<void> {
	const api = webhookApi(target);
	const answer = await api.find();
	if ('failure' in answer || answer.record?.enabled !== true) return;
	await api.set(answer.record);
}

export interface WebhookApi extends Pick<ServerAdapter['webhook'], 'addressRoom' | 'sends'> {
	find(): Promise<FoundWebhook | { readonly failure: Failure }>;
	set(webhook: WebhookRecord): Promise<Result>;
	sleep(ms: number): Promise<void>;
	random(): number;
	now(): number;
	/** Returns the URLs of subscribers that no longer listen; none if the server's calls still reach a subscriber. */
	readonly findEnded?: (state: HubState) => Promise<readonly string[]>;
	/** Key for a new webhook, if this credential can set webhooks but not read them. Otherwise, new webhooks get a random key. */
	readonly ownKey?: string;
}

function webhookApi({ context, connection, instance }: Target): WebhookApi {
	const { server } = connection;
	const trySend = async (request: Request) => await server.send(context, connection, request);
	const unread = server.webhook.unread?.({ context, connection });
	return {
		...createWebhookApi(trySend, instance, { ...server.webhook, ...unread }),
		findEnded: async (state) => await findEnded({ context, instance }, state),
		ownKey: unread?.key,
	};
}

export const createWebhookApi = (
	trySend: (request: Request) => Promise<Result>,
	instance: string,
	webhook: Pick<ServerAdapter['webhook'], 'find' | 'set' | 'addressRoom' | 'sends'>,
): WebhookApi => ({
	find: async () => await webhook.find(trySend, instance),
	set: async (setting) => await webhook.set(trySend, instance, setting),
	sleep: async (ms) => await sleep(ms),
	random: () => Math.random(),
	now: () => Date.now(),
	addressRoom: webhook.addressRoom,
	sends: webhook.sends,
});

/** @throws {RequestFailure} if the server cannot be asked */
export async function readHub(api: WebhookApi): Promise<HubState> {
	const { record, content } = await readWebhook(api);
	return readState(record, content);
}

async function readWebhook(api: WebhookApi) {
	const answer = await api.find();
	if ('failure' in answer) throw new RequestFailure(answer.failure);
	const { record, mustSet } = answer;
	const content = await decodeList(record?.headers[HUB_HEADER], record?.headers[KEY_HEADER]);
	return { record, content, mustSet };
}

interface PendingChange {
	readonly changes: readonly HubChange[];
	readonly resolve: (state: HubState) => void;
	readonly reject: (error: unknown) => void;
}

/** Changes an instance's list of subscribers. Concurrent changes to the same list are combined. */
export class HubChanges {
	private readonly mutex = createKeyedMutex();
	private readonly waitingByKey = new Map<string, PendingChange[]>();
	private readonly refusalsByKey = new BoundedMap<Set<string>>(500);

	/**
	 * Makes changes: reads the webhook, plans, writes, waits and reads again, until the webhook keeps the changes.
	 * @param key identifies the server, the instance and the credential
	 * @returns the state afterwards
	 * @throws {HubChangeRefused} if the list of subscribers is full, the server doesn't know an event, or no trigger can forward
	 *   the replies to a waiting execution. Other changes written at the same time aren't affected
	 * @throws {RequestFailure} with the cause, if the server refuses, lacks webhook headers, or other clients keep overwriting
	 *   the webhook
	 */
	async change(key: string, api: WebhookApi, changes: readonly HubChange[]): Promise<HubState> {
		return await new Promise((resolve, reject) => {
			const entry = { changes, resolve, reject };
			const batch = this.waitingByKey.get(key);
			if (batch !== undefined) {
				batch.push(entry);
				return;
			}
			const newBatch = [entry];
			this.waitingByKey.set(key, newBatch);
			void this.mutex.run(key, async () => {
				this.waitingByKey.delete(key);
				await this.changeTogether(key, api, newBatch);
			});
		});
	}

	/** Never throws. A refused change rejects only its own caller's promise. Any other error rejects all callers' promises. */
	private async changeTogether(key: string, api: WebhookApi, batch: PendingChange[]) {
		const refusals = this.refusalsByKey.getOr(key, () => new Set());
		let pending = batch;
		while (pending.length > 0) {
			const changes = pending.flatMap((entry) => entry.changes);
			try {
				const state = await changeUntilHeld(api, changes, refusals);
				for (const { resolve } of pending) resolve(state);
				return;
			} catch (error) {
				const hasFailed = ({ changes: own }: PendingChange) =>
					!(error instanceof HubChangeRefused) || own.includes(error.change);
				for (const { reject } of pending.filter(hasFailed)) reject(error);
				pending = pending.filter((entry) => !hasFailed(entry));
			}
		}
	}
}

const hubChanges = new HubChanges();

const MAX_TRIES = 40;
/** After this many failed writes in a row, the server is the cause, not another writer. */
const MAX_FAILURES = 3;
const MIN_WRITE_GAP_MS = 50;
const MAX_WRITE_GAP_MS = 150;
/** Maximum of the pause that {@link OTHERS_TAKE} determines. */
const SLOWEST_WRITE_MS = 5000;
/** After a write, we wait this many times as long as our slowest write took: another client's write may be that slow. */
const OTHERS_TAKE = 3;

/** @param refusals event names that the server refused; this function adds to them */
async function changeUntilHeld(
	api: WebhookApi,
	originalChanges: readonly HubChange[],
	refusals: Set<string>,
): Promise<HubState> {
	const changes = [...originalChanges];
	/** The webhook's encoded list of subscribers, as it was last written or read. */
	let lastList: string | undefined;
	/** Longest time so far between beginning to read the webhook and having written it. */
	let slowestMs = 0;
	/** Number of failed writes in a row. Each of them may have reached the server anyway. */
	let failures = 0;
	for (let tries = 0; ; tries++) {
		const nextPlan = await planForLiving(api, changes, refusals);
		const { start, record, setting } = nextPlan;
		const isLastTry = tries >= MAX_TRIES;
		// False if another client has written a different list. That client may write again, without our change.
		const isQuiet = lastList === undefined || lastList === readList(record);
		if (setting === undefined && (isQuiet || isLastTry)) return nextPlan.state;
		if (isLastTry) throw new RequestFailure(NEVER_HELD);
		const webhook = setting && (await addList(api, setting, nextPlan, changes));
		lastList = readList(webhook ?? record);
		if (webhook !== undefined) {
			const result = await api.set(webhook);
			failures = 'failure' in result ? failures + 1 : 0;
			if ('failure' in result) {
				const names = findRefused(result.failure, webhook, changes);
				for (const name of names) refusals.add(name);
				// The server may have applied the write anyway. The loop reads the webhook again to find out.
				const { mayHeal, nothingDone } = result.failure;
				const isFinal = mayHeal !== true || nothingDone === true || failures >= MAX_FAILURES;
				if (names.length === 0 && isFinal) throw new RequestFailure(result.failure);
			}
			slowestMs = Math.max(slowestMs, api.now() - start);
		}
		const pause = MIN_WRITE_GAP_MS + api.random() * (MAX_WRITE_GAP_MS - MIN_WRITE_GAP_MS);
		// Waits for clients that read the webhook before our write: they may still overwrite our change.
		await api.sleep(pause + Math.min(OTHERS_TAKE * slowestMs, SLOWEST_WRITE_MS));
	}
}

/** @param changes the requested changes; this function adds the removal of each subscriber that has ended */
async function planForLiving(api: WebhookApi, changes: HubChange[], refusedEvents: Set<string>) {
	for (let askedUrl: string | undefined; ; ) {
		const start = api.now();
		const { record, content, mustSet } = await readWebhook(api);
		const { state, setting } = plan(record, content, changes, {
			mustSet,
			nowMs: api.now(),
			newKey: api.ownKey ?? randomBytes(24).toString('base64url'),
			refusedEvents,
			sends: api.sends,
			workflowAt: (url) => replyQueue.findQuestion(url)?.workflow,
		});
		// findEnded() calls workflows with `state.key`. A workflow refuses any key except the one in the server's webhook.
		const hasServerKey = state.key === record?.headers[KEY_HEADER];
		if (askedUrl === state.ownerUrl || !hasServerKey || !mayHaveEnded(state, changes))
			return { start, record, content, state, setting };
		// findEnded() takes a while, so the loop reads the webhook again afterwards.
		askedUrl = state.ownerUrl;
		changes.push(...unsubscribe((await api.findEnded?.(state)) ?? []));
	}
}

const mayHaveEnded = ({ ownerUrl }: HubState, changes: readonly HubChange[]) =>
	changes.some((change) => change.do === 'unsubscribe') &&
	!subscriptionsIn(changes).some(({ subscriber }) => subscriber.url === ownerUrl);

const readList = (webhook: WebhookRecord | null) => String(webhook?.headers[HUB_HEADER] ?? '');

/** Adds the encoded subscribers to `setting.headers`. @throws {RequestFailure} if the list is too long */
async function addList(
	{ addressRoom }: WebhookApi,
	setting: WebhookRecord,
	{ state: { key, subscribers }, content }: Awaited<ReturnType<typeof planForLiving>>,
	changes: readonly HubChange[],
): Promise<WebhookRecord> {
	if (key === undefined) return setting;
	const list = await encodeList(subscribers, key, addressRoom);
	if (list !== undefined) return { ...setting, headers: { [KEY_HEADER]: key, [HUB_HEADER]: list } };
	const place = addressRoom === undefined ? 'a header' : 'the address';
	const kilobytes = (addressRoom ?? MAX_LIST_BYTES) / 1024;
	const failure = {
		message: 'The list of workflows that listen to this instance is full',
		description: `The list is stored in ${place} of the instance's webhook, which has room for ${kilobytes} KB. This entry would be number ${subscribers.length}. Unpublish workflows that you do not need, end executions that wait for a reply, or start several flows from one trigger.`,
	};
	const urls = content.kind === 'list' ? content.subscribers.map(({ url }) => url) : [];
	const joining = subscriptionsIn(changes);
	const isNew = ({ subscriber }: (typeof joining)[number]) => !urls.includes(subscriber.url);
	const newest = joining.filter(isNew).at(-1) ?? joining.at(-1);
	throw newest === undefined ? new RequestFailure(failure) : new HubChangeRefused(newest, failure);
}

/**
 * Returns the webhook's event names that the server refused as unknown.
 * @throws {HubChangeRefused} for the first new subscriber with such an event, because the event would never arrive
 */
function findRefused(
	{ unknownEvents = [] }: Failure,
	{ events: places }: WebhookRecord,
	changes: readonly HubChange[],
): string[] {
	const names = unknownEvents.flatMap((place) => places[place] ?? []);
	for (const change of subscriptionsIn(changes)) {
		const refusals = change.subscriber.events.filter((event) => names.includes(event));
		if (refusals.length > 0) throw new HubChangeRefused(change, eventsRefused(refusals));
	}
	return names;
}

const NEVER_HELD: Failure = {
	message: 'The webhook of the instance keeps being overwritten',
	description:
		'Something else sets it again and again, so the workflow cannot register itself. Look for another application or n8n that uses this instance, and switch its webhook off.',
};
