import { sleep, type IDeferredPromise, type IRun } from 'n8n-workflow';

/** n8n 2 has a JavaScript engine for each execution that runs, of 10 MB and more. */
const AT_ONCE = 10;
/** An execution that lasts longer waits for something, mostly. */
const LONG_MS = 15_000;

/** Starts one execution. @param done n8n settles it when the execution is over. @returns whether it did */
export type Start = (done: IDeferredPromise<IRun>) => Promise<boolean>;

/**
 * Lets few executions run at the same time, in the order in which they are to start. Those that cannot wait for
 * their turn count as well: beside many of them, the others run one after the other.
 */
export class Turns {
	private inTurns = 0;
	private outOfTurn = 0;
	private readonly waiting: Array<() => void> = [];

	/** @param longMs one that lasts longer holds up the others no more */
	constructor(
		private readonly atOnce = AT_ONCE,
		private readonly longMs = LONG_MS,
	) {}

	/** @returns what `start` does, as soon as it has */
	async inTurn(start: Start): Promise<boolean> {
		const turn = new Promise<void>((go) => this.waiting.push(go));
		this.letStart();
		await turn;
		return await this.run(start, () => this.inTurns--);
	}

	/** Starts it without waiting. @returns what `start` does, as soon as it has */
	async now(start: Start): Promise<boolean> {
		this.outOfTurn++;
		return await this.run(start, () => this.outOfTurn--);
	}

	private async run(start: Start, leave: () => void): Promise<boolean> {
		const done = deferred();
		let isStarted = false;
		try {
			isStarted = await start(done);
		} finally {
			const isOver = isStarted ? Promise.race([done.promise, sleep(this.longMs)]) : undefined;
			// One that was cancelled or could not be stored is over, too.
			void Promise.allSettled([isOver]).then(() => {
				leave();
				this.letStart();
			});
		}
		return isStarted;
	}

	private letStart(): void {
		const room = Math.max(1, this.atOnce - this.outOfTurn);
		for (; this.inTurns < room && this.waiting.length > 0; this.inTurns++) this.waiting.shift()?.();
	}
}

/** n8n 2.41 exports none. */
function deferred(): IDeferredPromise<IRun> {
	let settle: Pick<IDeferredPromise<IRun>, 'resolve' | 'reject'> | undefined;
	const promise = new Promise<IRun>((resolve, reject) => (settle = { resolve, reject }));
	return { promise, resolve: (run) => settle?.resolve(run), reject: (e) => settle?.reject(e) };
}
