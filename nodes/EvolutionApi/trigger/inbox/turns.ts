import { sleep, type IDeferredPromise, type IRun } from 'n8n-workflow';

import { createDeferred } from '../../n8n/compat';
import { createScopedCache } from '../memory/scopedCache';

// The concurrency of executions: how many start, and run, at the same time. `createLimiter()` does not do: an execution keeps its
// place after its start, until it is over or has lasted long, and some start without waiting for a place.

/** Each takes n8n 2 about 11 MB. With answers of a model that take 10 s, it is still five conversations a second. */
export const MAX_RUNNING = 50;
/** Executions that only wait must not hold up the others without end: next to so many of them, one starts each second. */
const PACE_MS = 1_000;
/** n8n may never say that one is over. */
const FORGOTTEN_MS = 5 * 60_000;

/** The place of an execution. @param over settles when the execution is over */
type Leave = (over: Promise<unknown>) => void;

/** Takes one place. @returns true if it needs more */
type TakePlace = () => boolean | void;

/** The executions that triggers of this process have started, and that have not ended or been put to wait. */
export class Running {
	private readonly open = new Set<{ readonly since: number }>();
	private lastStart = 0;
	private readonly waiting: TakePlace[] = [];
	private isPaced = false;

	constructor(private readonly max = MAX_RUNNING) {}

	/** Tells whether a new one has to wait: also for those that came before. */
	mustWait(): boolean {
		return this.waiting.length > 0 || this.isFull();
	}

	isFull(): boolean {
		const now = Date.now();
		for (const turn of this.open) {
			if (now - turn.since < FORGOTTEN_MS) break;
			this.open.delete(turn);
		}
		return this.open.size >= this.max && Math.abs(now - this.lastStart) < PACE_MS;
	}

	/** An execution that is about to start. */
	enter(): Leave {
		const turn = { since: Date.now() };
		this.lastStart = turn.since;
		this.open.add(turn);
		return (over) =>
			void Promise.allSettled([over]).then(() => {
				this.open.delete(turn);
				this.wake();
			});
	}

	/** Calls it when there is a place, after those that have asked before. */
	whenFree(ask: TakePlace): void {
		if (!this.waiting.includes(ask)) this.waiting.push(ask);
		this.wake();
		if (this.isPaced || this.waiting.length === 0) return;
		this.isPaced = true;
		void sleep(PACE_MS).then(() => {
			this.isPaced = false;
			const [first] = this.waiting;
			if (first !== undefined) this.whenFree(first);
		});
	}

	/** Settles when it is worth asking again. */
	async change(): Promise<void> {
		const isFree = new Promise<void>((resolve) => this.whenFree(resolve));
		await Promise.race([isFree, sleep(PACE_MS)]);
	}

	/** One place, then the next queue: none starves the others. */
	private wake(): void {
		while (this.waiting.length > 0 && !this.isFull()) {
			const ask = this.waiting.shift();
			if (ask?.() === true) this.waiting.push(ask);
		}
	}
}

/** Shared by all triggers of this process, however their events come. */
export const running = new Running();

/** Each running execution of n8n 2 has a JavaScript engine of its own, of 10 MB or more. */
const AT_ONCE = 10;
/** An execution that takes longer is usually waiting for something. */
const LONG_EXECUTION_MS = 15_000;

/** Starts one execution. @param done n8n settles it when the execution is over. @returns whether it did */
export type Start = (done: IDeferredPromise<IRun>) => Promise<boolean>;

/**
 * Lets only a few executions run at the same time, in the order in which they are to start. Those that cannot wait
 * for their turn count as well: next to many of them, the others run one after the other.
 */
export class Turns {
	private inTurns = 0;
	private outOfTurn = 0;
	private readonly waiting: Array<(leave: Leave) => void> = [];
	private readonly ask = () => this.startOne();

	/**
	 * @param longMs an execution that takes longer no longer holds up the others
	 * @param all that run, however long: of these there may be only so many, too
	 */
	constructor(
		private readonly atOnce = AT_ONCE,
		private readonly longMs = LONG_EXECUTION_MS,
		private readonly all: Running = running,
	) {}

	/** @returns the result of `start` */
	async inTurn(start: Start): Promise<boolean> {
		const turn = new Promise<Leave>((go) => this.waiting.push(go));
		this.all.whenFree(this.ask);
		return await this.run(start, await turn, () => this.inTurns--);
	}

	/** Starts it without waiting. @returns the result of `start` */
	async now(start: Start): Promise<boolean> {
		this.outOfTurn++;
		return await this.run(start, this.all.enter(), () => this.outOfTurn--);
	}

	private async run(start: Start, leaveAll: Leave, leave: () => void): Promise<boolean> {
		const done = createDeferred<IRun>();
		let isStarted = false;
		try {
			isStarted = await start(done);
		} finally {
			leaveAll(isStarted ? done.promise : Promise.resolve());
			const isOver = isStarted ? Promise.race([done.promise, sleep(this.longMs)]) : undefined;
			// An execution is also over if it was cancelled or could not be stored.
			void Promise.allSettled([isOver]).then(() => {
				leave();
				this.all.whenFree(this.ask);
			});
		}
		return isStarted;
	}

	private startOne(): boolean {
		if (!this.isNext()) return false;
		this.inTurns++;
		this.waiting.shift()?.(this.all.enter());
		return this.isNext();
	}

	private isNext(): boolean {
		return this.waiting.length > 0 && this.inTurns < Math.max(1, this.atOnce - this.outOfTurn);
	}
}

/** Shared by all workflows of this process, or each of them would start as many. */
export const turns = new Turns();

/** n8n works for all executions on one thread: more of them at once would only make each of them slower. */
const SOCKET_AT_ONCE = 3;
const LONG_SOCKET_EXECUTION_MS = 150;

/** For what comes through WebSocket: twenty executions start in a second, until too many of them run. */
export const socketTurns = new Turns(SOCKET_AT_ONCE, LONG_SOCKET_EXECUTION_MS);

/** By instance. */
const floodTurns = createScopedCache<Turns>();

/** For what the server has delivered, in a flood: as soon as another execution may run at all. */
export const floodTurnsOf = (instanceId: string): Turns =>
	floodTurns.getOr(instanceId, () => new Turns(Infinity));
