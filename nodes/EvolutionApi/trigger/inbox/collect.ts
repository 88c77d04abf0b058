import { sleep, type IDeferredPromise, type INodeExecutionData, type IRun } from 'n8n-workflow';

import { createDeferred } from '../../core/concurrency/limiter';
import type { ActiveTrigger, CollectedEvents } from '../active/activeTrigger';
import { outputsFor } from '../items/itemsWithMedia';
import { findAnnouncedBatches } from '../memory/announcedBatches';
import { type Event, messageTime } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { saveNow, saveSoon } from '../active/saveTaken';
import { isPausedForHuman } from '../memory/takeovers';
import { isSentSinceStart, StartKey } from './startKey';
import { socketTurns, turns, type Start } from './turns';
import { countBytes, startByKey, startUntilStored } from './unstored';

// Batch Events (Seconds): events that come within this time start the workflow together. Until then they count as not taken,
// so that catching up finds them if n8n is killed. The server gets its answer at once: an open call costs n8n a JavaScript
// engine of more than 10 MB.

/** A batch with this much starts the workflow before its time. */
const MAX_ITEMS = 500;
const MAX_BYTES = 10 * 1024 * 1024;

/** So long the start of a batch waits until n8n has stored which events are in it. */
const ANNOUNCE_MS = 2_000;

/** Events with which the workflow starts together. */
class Batch {
	readonly openedAt = Date.now();
	readonly events: Event[] = [];
	/** The items, for each output of the node. */
	readonly outputs: INodeExecutionData[][] = [];
	isStarted = false;
	private items = 0;
	private bytes = 0;

	/** @param announced the events of a batch that may have started before a kill, of which some may be gone */
	constructor(private readonly announced?: readonly string[]) {}

	get eventIds(): readonly string[] {
		return this.announced ?? this.events.map(({ eventId }) => eventId);
	}

	/** Of the batch as a whole. */
	get eventId(): string {
		return JSON.stringify(this.eventIds);
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

	put(event: Event, outputs: readonly INodeExecutionData[][]): void {
		this.events.push(event);
		for (const [index, items] of outputs.entries()) {
			const output = (this.outputs[index] ??= []);
			for (const item of items) output.push(item);
			this.items += items.length;
			this.bytes += countBytes(items);
		}
	}
}

/** Lets an execution start, at once or in turn. */
type Begin = (start: Start) => Promise<boolean>;

/** Starts the workflow with a batch. @returns whether it did */
type EmitBatch = (batch: Batch, done: IDeferredPromise<IRun>) => Promise<boolean>;

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

	async put(event: Event, outputs: readonly INodeExecutionData[][]): Promise<void> {
		for (;;) {
			if (this.full !== undefined) await this.full.started;
			else if (this.current.hasRoomFor(outputs)) break;
			else await this.start();
		}
		if (this.current.events.length === 0) this.current = new Batch();
		this.current.put(event, outputs);
		if (this.current.isFull) await this.start();
	}

	/** As soon as it is its turn. */
	async start(): Promise<void> {
		const batch = this.current;
		if (batch.events.length === 0) return;
		this.current = new Batch();
		const started = this.begin(async (done) => await this.emit(batch, done));
		const full = { batch, started };
		this.full = full;
		try {
			await started;
		} finally {
			if (this.full === full) this.full = undefined;
		}
	}

	/** What is to start without waiting for its turn. */
	takeAll(): Batch[] {
		const batch = this.current;
		this.current = new Batch();
		const batches = [this.full?.batch ?? batch, batch].filter(({ events }) => events.length > 0);
		return [...new Set(batches)];
	}
}

/** What a trigger has collected. */
class Collector implements CollectedEvents {
	private readonly arriving: Batches;
	private readonly missed: Batches;
	/** Batches that n8n could not store: they are tried again. */
	private readonly unstored = new Set<Batch>();
	/** Those that may have started the workflow before a kill: catching up makes them of the same events. */
	private readonly repeated = new Map<string, Batch>();
	private readonly emitBatch: EmitBatch = async (batch, done) => {
		await this.announce([batch]);
		return this.emit(batch, done);
	};
	private isClosed = false;
	private isTimed = false;

	constructor(
		private readonly trigger: ActiveTrigger,
		private readonly collectMs: number,
	) {
		const inTurn: Begin = async (start) => await turns.inTurn(start);
		const inSocketTurn: Begin = async (start) => await socketTurns.inTurn(start);
		const now: Begin = async (start) => await turns.now(start);
		this.arriving = new Batches(
			trigger.channel.holdsConnection ? inSocketTurn : now,
			this.emitBatch,
		);
		this.missed = new Batches(inTurn, this.emitBatch);
	}

	async collect(event: Event): Promise<boolean> {
		const isNew = await this.collectInto(this.arriving, event);
		if (this.isClosed || this.trigger.isLeaving) this.startAll();
		else if (isNew) void this.startInTime();
		return isNew;
	}

	async collectMissed(event: Event): Promise<boolean> {
		const announced = findAnnouncedBatches(this.trigger).findFormer(event.eventId);
		if (announced === undefined) return await this.collectInto(this.missed, event);
		const key = JSON.stringify(announced);
		const batch = this.repeated.get(key) ?? new Batch(announced);
		this.repeated.set(key, batch);
		return await this.collectInto(batch, event);
	}

	async startMissed(): Promise<void> {
		const repeated = [...this.repeated.values()].filter(({ events }) => events.length > 0);
		this.repeated.clear();
		findAnnouncedBatches(this.trigger).forgetFormer();
		for (const batch of repeated)
			await turns.inTurn(async (done) => await this.emitBatch(batch, done));
		await this.missed.start();
	}

	startAll(): void {
		for (const run of this.startAtOnce(this.takeAll())) run.catch(() => {});
	}

	async close(): Promise<void> {
		this.isClosed = true;
		const batches = this.takeAll();
		await this.announce(batches);
		const runs = this.startAtOnce(batches);
		await Promise.allSettled(runs);
		if (runs.length > 0) saveSoon(this.trigger, 0);
	}

	private takeAll(): Batch[] {
		const repeated = [...this.repeated.values()];
		this.repeated.clear();
		return [...this.unstored, ...repeated, ...this.missed.takeAll(), ...this.arriving.takeAll()];
	}

	/** @returns the executions that have begun, until they are over */
	private startAtOnce(batches: readonly Batch[]): Array<Promise<IRun>> {
		return batches.flatMap((batch) => {
			const done = createDeferred<IRun>();
			return this.emit(batch, done) ? [done.promise] : [];
		});
	}

	/** Stores which events are about to start the workflow together. If n8n cannot, they start it all the same. */
	private async announce(batches: readonly Batch[]): Promise<void> {
		const { trigger } = this;
		const waiting = batches.filter(({ isStarted }) => !isStarted);
		if (waiting.length === 0) return;
		for (const { eventIds } of waiting) findAnnouncedBatches(trigger).announce(eventIds);
		await Promise.race([saveNow(trigger), sleep(ANNOUNCE_MS)]);
	}

	private async collectInto(batches: Batches | Batch, event: Event): Promise<boolean> {
		const { trigger } = this;
		const { context, settings } = trigger;
		const { delivery, eventId, sentAt } = event;
		const seen = findSeen(trigger);
		if (seen.isTaken(eventId)) return false;
		const now = messageTime(trigger.connection, Date.now());
		if (isPausedForHuman(trigger, settings, event, now)) return false;
		// Before the next await, because the same event may come a second time meanwhile.
		seen.begin(eventId, sentAt);
		let isCollected = false;
		try {
			const outputs = await outputsFor(context, settings, delivery, trigger.server);
			isCollected = outputs.some((items) => items.length > 0);
			if (isCollected) await batches.put(event, outputs);
		} finally {
			if (!isCollected) seen.forget(eventId);
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

	/** Starts the workflow, and again until n8n has stored it. @returns whether it was started */
	private emit(batch: Batch, done: IDeferredPromise<IRun>): boolean {
		const stored = this.start(batch, done);
		if (stored === undefined) return false;
		void this.keepIfUnstored(batch, stored);
		return true;
	}

	private keyOf({ eventId, events }: Batch): StartKey {
		const isNew = events.every(({ sentAt }) => isSentSinceStart(this.trigger, sentAt));
		return new StartKey(this.trigger, eventId, isNew);
	}

	/** @returns whether n8n has stored the execution; undefined if it was not started */
	private start(batch: Batch, done: IDeferredPromise<IRun>): Promise<boolean> | undefined {
		if (batch.isStarted) return undefined;
		batch.isStarted = true;
		this.unstored.delete(batch);
		const { trigger } = this;
		try {
			return startByKey(trigger, batch.outputs, this.keyOf(batch), done);
		} catch (error) {
			this.leaveToStore(batch);
			const cause = error instanceof Error ? error.message : '';
			trigger.context.logger.warn('Collected events could not start the workflow', { cause });
			return undefined;
		}
	}

	/** A batch that n8n could not store is tried again under its key, also where no store has its messages. */
	private async keepIfUnstored(batch: Batch, first: Promise<boolean>): Promise<void> {
		const { trigger } = this;
		let isStored = await first;
		if (!isStored) {
			this.keep(batch);
			if (this.isClosed) return;
			isStored = await startUntilStored(trigger, batch.outputs, async (done) => {
				// It may have been started when n8n was about to end.
				const isStoredNow = (await this.start(batch, done)) ?? true;
				if (!isStoredNow) this.keep(batch);
				return isStoredNow;
			});
		}
		if (isStored) for (const { eventId } of batch.events) findSeen(trigger).finish(eventId);
		else this.leaveToStore(batch);
		findAnnouncedBatches(trigger).settle(batch.eventIds);
		// When n8n ends, close() has it stored.
		if (!this.isClosed) saveSoon(trigger, 0);
	}

	private keep(batch: Batch): void {
		batch.isStarted = false;
		this.unstored.add(batch);
	}

	private leaveToStore(batch: Batch): void {
		const { trigger } = this;
		this.unstored.delete(batch);
		for (const { eventId, sentAt } of batch.events) {
			if (sentAt !== undefined) trigger.searchFrom(sentAt);
			findSeen(trigger).forget(eventId);
		}
	}
}

/** @returns undefined if each event starts the workflow by itself */
export function createCollector(trigger: ActiveTrigger): CollectedEvents | undefined {
	const { batchEvents: seconds } = trigger.settings.options;
	return seconds === undefined ? undefined : new Collector(trigger, seconds * 1000);
}
