import { sleep, type IDeferredPromise, type INodeExecutionData, type IRun } from 'n8n-workflow';

import { createDeferred } from '../../core/concurrency/limiter';
import type { ActiveTrigger, CollectedEvents } from '../active/activeTrigger';
import { type Event, messageTime } from '../memory/deliveredEvent';
import { claimEvent, findTakenEvents, releaseEvent } from '../memory/takenEvents';
import { saveSoon } from '../active/saveTaken';
import { isPausedForHuman } from '../memory/takeovers';
import { noteIfFailed } from './failedExecutions';
import { executionKey, isAnswerToQuestion, makeOutputs, type Emit } from './startWorkflow';
import { socketTurns, turns, type Start } from './turns';
import { wasStored } from './unstored';

// Batch Events (Seconds): events that come within this time start the workflow together. Until then they count as not taken,
// so that catching up finds them if n8n is killed. The server gets its answer at once: an open call costs n8n a JavaScript
// engine of more than 10 MB.

/** A batch with this much starts the workflow before its time. */
const MAX_ITEMS = 500;
const MAX_BYTES = 10 * 1024 * 1024;

/** So soon n8n may store executions again. */
const UNSTORED_PAUSE_MS = 10_000;

/** Events with which the workflow starts together. */
class Batch {
	readonly openedAt = Date.now();
	readonly events: Event[] = [];
	/** The items, for each output of the node. */
	readonly outputs: INodeExecutionData[][] = [];
	isStarted = false;
	private items = 0;
	private bytes = 0;

	/** Of the batch as a whole. */
	get eventId(): string {
		return JSON.stringify(this.events.map(({ eventId }) => eventId));
	}

	get isFull(): boolean {
		return this.items >= MAX_ITEMS || this.bytes >= MAX_BYTES;
	}

	/** The items of one event stay together, however many they are. */
	hasRoomFor(outputs: readonly INodeExecutionData[][]): boolean {
		if (this.events.length === 0) return true;
		const items = outputs.flat();
		const fits = this.items + items.length <= MAX_ITEMS;
		return fits && this.bytes + countBytes(items) <= MAX_BYTES;
	}

	add(event: Event, outputs: readonly INodeExecutionData[][]): void {
		this.events.push(event);
		for (const [index, items] of outputs.entries()) {
			const output = (this.outputs[index] ??= []);
			for (const item of items) output.push(item);
			this.items += items.length;
			this.bytes += countBytes(items);
		}
	}
}

/** In memory. n8n may keep files there, too, as Base64. */
const countBytes = (items: readonly INodeExecutionData[]): number =>
	items.reduce((bytes, { json, binary = {} }) => {
		const files = Object.values(binary).reduce((sum, { data }) => sum + data.length, 0);
		return bytes + Buffer.byteLength(JSON.stringify(json)) + files;
	}, 0);

/** Lets an execution start, at once or in turn. */
type Begin = (start: Start) => Promise<boolean>;

/** Starts the workflow with a batch. @returns whether it did */
type EmitBatch = (batch: Batch, done: IDeferredPromise<IRun>) => boolean;

/** Collects one batch after the other. */
class Batches {
	/** The one that is being filled. */
	private current = new Batch();
	/** A full one that waits for its turn: until it has started, nothing more is collected. */
	private full?: { readonly batch: Batch; readonly started: Promise<boolean> };

	constructor(
		private readonly begin: Begin,
		private readonly emit: EmitBatch,
	) {}

	/** When the first event of the batch came, Unix ms; undefined while there is none. */
	get openedAt(): number | undefined {
		return this.current.events.length === 0 ? undefined : this.current.openedAt;
	}

	async add(event: Event, outputs: readonly INodeExecutionData[][]): Promise<void> {
		for (;;) {
			if (this.full !== undefined) await this.full.started;
			else if (this.current.hasRoomFor(outputs)) break;
			else await this.start();
		}
		if (this.current.events.length === 0) this.current = new Batch();
		this.current.add(event, outputs);
		if (this.current.isFull) await this.start();
	}

	/** As soon as it is its turn. */
	async start(): Promise<void> {
		const batch = this.current;
		if (batch.events.length === 0) return;
		this.current = new Batch();
		const started = this.begin(async (done) => this.emit(batch, done));
		const full = { batch, started };
		this.full = full;
		try {
			await started;
		} finally {
			if (this.full === full) this.full = undefined;
		}
	}

	/** @returns the executions that have begun, until they are over */
	startAtOnce(): Array<Promise<IRun>> {
		const batch = this.current;
		this.current = new Batch();
		const batches = [this.full?.batch ?? batch, batch].filter(({ events }) => events.length > 0);
		return [...new Set(batches)].flatMap((part) => startAtOnce(part, this.emit));
	}
}

/** @returns its execution, until it is over; nothing if it has started before, or cannot start */
function startAtOnce(batch: Batch, emit: EmitBatch): Array<Promise<IRun>> {
	const done = createDeferred<IRun>();
	return emit(batch, done) ? [done.promise] : [];
}

/** What a trigger has collected. */
class Collector implements CollectedEvents {
	/** By event: what is to be called when it has started the workflow. */
	private readonly pending = new Map<string, () => void>();
	private readonly arriving: Batches;
	private readonly missed: Batches;
	/** Batches that n8n could not store: they are tried again. */
	private readonly unstored = new Set<Batch>();
	private readonly emitBatch: EmitBatch = (batch, done) => this.emit(batch, done);
	private isClosed = false;
	private isTimed = false;

	constructor(
		private readonly trigger: ActiveTrigger,
		private readonly collectMs: number,
	) {
		const inTurn: Begin = async (start) => await turns.inTurn(start);
		const inSocketTurn: Begin = async (start) => await socketTurns.inTurn(start);
		const now: Begin = async (start) => await turns.now(start);
		this.arriving = new Batches(trigger.channel.redelivers ? now : inSocketTurn, this.emitBatch);
		this.missed = new Batches(inTurn, this.emitBatch);
	}

	async add(event: Event): Promise<boolean> {
		const isNew = await this.collect(event, this.arriving);
		if (this.isClosed || this.trigger.isLeaving) this.startAll();
		else if (isNew) void this.startInTime();
		return isNew;
	}

	async addMissed(event: Event): Promise<boolean> {
		return await this.collect(event, this.missed);
	}

	async startMissed(): Promise<void> {
		await this.missed.start();
	}

	startAll(): void {
		for (const run of this.startAllAtOnce()) run.catch(() => {});
	}

	async close(): Promise<void> {
		this.isClosed = true;
		const runs = this.startAllAtOnce();
		await Promise.allSettled(runs);
		if (runs.length > 0) saveSoon(this.trigger, 0);
	}

	private startAllAtOnce(): Array<Promise<IRun>> {
		const unstored = [...this.unstored].flatMap((batch) => startAtOnce(batch, this.emitBatch));
		return [...unstored, ...this.missed.startAtOnce(), ...this.arriving.startAtOnce()];
	}

	private async collect(event: Event, batches: Batches): Promise<boolean> {
		const { trigger, pending } = this;
		const { context, settings, nodeId } = trigger;
		const { delivery, eventId, sentAt } = event;
		if (pending.has(eventId) || findTakenEvents(trigger).wasTaken(eventId, nodeId)) return false;
		const now = messageTime(trigger.connection, Date.now());
		if (isPausedForHuman(trigger, settings, event, now)) return false;
		if (isAnswerToQuestion(trigger, settings, event)) return false;
		// Before the next await, because the same event may come a second time meanwhile.
		pending.set(eventId, trigger.pending.add(eventId, sentAt));
		let isCollected = false;
		try {
			const outputs = await makeOutputs(context, settings, delivery, async () => trigger);
			isCollected = outputs.some((items) => items.length > 0);
			if (isCollected) await batches.add(event, outputs);
		} finally {
			if (!isCollected) this.settle(eventId);
		}
		return isCollected;
	}

	/** One timer for all batches, because a sleep cannot be ended. */
	private async startInTime(): Promise<void> {
		if (this.isTimed) return;
		this.isTimed = true;
		for (let since = this.arriving.openedAt; since !== undefined; since = this.arriving.openedAt) {
			const rest = since + this.collectMs - Date.now();
			// Somebody may set the clock back.
			if (rest > 0) await sleep(Math.min(rest, this.collectMs));
			else await this.arriving.start();
		}
		this.isTimed = false;
	}

	/** Starts the workflow, and remembers that the events were taken. @returns whether it was started */
	private emit(batch: Batch, done: IDeferredPromise<IRun>): boolean {
		if (batch.isStarted) return false;
		batch.isStarted = true;
		this.unstored.delete(batch);
		const { trigger } = this;
		try {
			const emit: Emit = trigger.context.emit;
			void this.keepIfUnstored(batch, done);
			void noteIfFailed(trigger, done.promise);
			emit(batch.outputs, undefined, done, executionKey(trigger, batch));
			for (const { eventId, sentAt } of batch.events) claimEvent(trigger, eventId, sentAt);
		} catch (error) {
			for (const { sentAt } of batch.events) if (sentAt !== undefined) trigger.searchFrom(sentAt);
			const cause = error instanceof Error ? error.message : '';
			trigger.context.logger.warn('Collected events could not start the workflow', { cause });
			return false;
		} finally {
			for (const { eventId } of batch.events) this.settle(eventId);
		}
		// When n8n ends, it may not run this any more: then the events must not be stored as taken.
		if (!this.isClosed) saveSoon(trigger, 0);
		return true;
	}

	/**
	 * Until n8n has stored its execution, the events are not taken: after a kill catching up finds them. The same batch is tried
	 * again, under the same key, also where no store has its messages.
	 */
	private async keepIfUnstored(batch: Batch, done: IDeferredPromise<IRun>): Promise<void> {
		const { trigger, pending } = this;
		if (await wasStored(trigger.context, done.promise)) return;
		for (const { eventId, sentAt } of batch.events) {
			releaseEvent(trigger, eventId);
			pending.set(eventId, trigger.pending.add(eventId, sentAt));
		}
		batch.isStarted = false;
		this.unstored.add(batch);
		if (this.isClosed) return;
		await sleep(UNSTORED_PAUSE_MS);
		await turns.inTurn(async (again) => !this.isClosed && this.emit(batch, again));
	}

	private settle(eventId: string): void {
		this.pending.get(eventId)?.();
		this.pending.delete(eventId);
	}
}

/** @returns undefined if each event starts the workflow by itself */
export function createCollector(trigger: ActiveTrigger): CollectedEvents | undefined {
	const { batchEvents: seconds } = trigger.settings.options;
	return seconds === undefined ? undefined : new Collector(trigger, seconds * 1000);
}
