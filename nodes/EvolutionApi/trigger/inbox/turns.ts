import { sleep, type IDeferredPromise, type IRun } from 'n8n-workflow';

import { createDeferred } from '../../n8n/compat';

// Limits how many executions start, and run, at the same time. `createLimiter()` isn't enough: an execution keeps its place
// after its start, until it's over or has run for a long time, and some executions start without waiting for a place.

/** In n8n 2, each execution takes about 11 MB. If an AI model takes 10 s to answer, this limit allows five answers a second. */
export const MAX_RUNNING = 50;
/** With MAX_RUNNING executions, one more starts every PACE_MS: executions that only wait must not block others forever. */
const PACE_MS = 1_000;
/** After this long, an execution no longer counts toward the limit: n8n may never report its end. */
const FORGOTTEN_MS = 5 * 60_000;

/** Starts a queue's next execution. @returns true if the queue has another execution that could start now */
type TakePlace = () => boolean;

/** The executions that triggers of this process have started, until they end or begin to wait. */
export class Running {
	private readonly open = new Set<{ readonly since: number }>();
	private lastStart = 0;
	private readonly waiting: TakePlace[] = [];
	private isPaced = false;

	constructor(private readonly max = MAX_RUNNING) {}

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

	enter(): () => void {
		const turn = { since: Date.now() };
		this.lastStart = turn.since;
		this.open.add(turn);
		return () => {
			this.open.delete(turn);
			this.wake();
		};
	}

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

	/** Gives free places to the queues in turn, one place at a time, so that no queue starves the others. */
	private wake(): void {
		while (this.waiting.length > 0 && !this.isFull()) {
			const ask = this.waiting.shift();
			if (ask?.() === true) this.waiting.push(ask);
		}
	}
}

export const running = new Running();

/** In n8n 2, each execution has its own JavaScript engine, of 10 MB or more. */
const AT_ONCE = 10;
/** An execution that takes longer no longer prevents others from starting: it's usually waiting for something. */
const LONG_EXECUTION_MS = 15_000;

/** @param end n8n settles it when the execution is over. @returns whether the execution was started */
export type Start = (end: IDeferredPromise<IRun>) => Promise<boolean>;

/**
 * A queue of executions. inTurn() runs up to `atOnce` executions at a time, in the order of its calls. now() starts one more
 * immediately. While that execution runs, the limit for inTurn() is one lower, but never below one.
 */
export class Turns {
	private inTurns = 0;
	private outOfTurn = 0;
	private readonly waiting: Array<(leaveAll: () => void) => void> = [];
	private readonly ask = () => this.startOne();

	constructor(
		private readonly atOnce = AT_ONCE,
		private readonly longMs = LONG_EXECUTION_MS,
		private readonly all: Running = running,
	) {}

	async inTurn(start: Start): Promise<boolean> {
		const turn = new Promise<() => void>((go) => this.waiting.push(go));
		this.all.whenFree(this.ask);
		return await this.run(start, await turn, () => this.inTurns--);
	}

	async now(start: Start): Promise<boolean> {
		this.outOfTurn++;
		return await this.run(start, this.all.enter(), () => this.outOfTurn--);
	}

	private async run(start: Start, leaveAll: () => void, leave: () => void): Promise<boolean> {
		const end = createDeferred<IRun>();
		let over: Promise<unknown> | undefined;
		try {
			if (await start(end)) over = end.promise;
			return over !== undefined;
		} finally {
			// A cancelled execution counts as over, and so does one that n8n couldn't store.
			void Promise.allSettled([over]).then(leaveAll);
			const isOverSoon = over && Promise.race([over, sleep(this.longMs)]);
			void Promise.allSettled([isOverSoon]).then(() => {
				leave();
				this.all.whenFree(this.ask);
			});
		}
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

/** Shared by all workflows of this process: otherwise, each workflow could run {@link AT_ONCE} executions at the same time. */
export const turns = new Turns();

/** n8n runs all executions on one thread: more at once would only slow down each of them. */
const SOCKET_AT_ONCE = 3;
const LONG_SOCKET_EXECUTION_MS = 150;

export const socketTurns = new Turns(SOCKET_AT_ONCE, LONG_SOCKET_EXECUTION_MS);
