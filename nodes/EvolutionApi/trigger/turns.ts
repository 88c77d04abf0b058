import { sleep, type IDeferredPromise, type IRun } from 'n8n-workflow';

/** n8n 2 has a JavaScript engine for each execution that runs, of 10 MB and more. */
const AT_ONCE = 10;
/** An execution that lasts longer waits for something, mostly. */
const LONG_MS = 15_000;

/** Starts one execution. @param done n8n settles it when the execution is over. @returns whether it did */
export type Start = (done: IDeferredPromise<IRun>) => Promise<boolean>;

/** Lets few executions run at the same time, in the order in which they are to start. */
export class Turns {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	/** @param longMs one that lasts longer holds up the others no more */
	constructor(
		private readonly atOnce = AT_ONCE,
		private readonly longMs = LONG_MS,
	) {}

	/** @returns what `start` does, as soon as it has */
	async inTurn(start: Start): Promise<boolean> {
		if (this.running >= this.atOnce) await new Promise<void>((go) => this.waiting.push(go));
		else this.running++;
		const done = deferred();
		let isStarted = false;
		try {
			isStarted = await start(done);
		} finally {
			const isOver = isStarted ? Promise.race([done.promise, sleep(this.longMs)]) : undefined;
			// One that was cancelled or could not be stored is over, too.
			void Promise.allSettled([isOver]).then(() => this.leave());
		}
		return isStarted;
	}

	private leave(): void {
		const next = this.waiting.shift();
		if (next === undefined) this.running--;
		else next();
	}
}

/** n8n 2.41 exports none. */
function deferred(): IDeferredPromise<IRun> {
	let settle: Pick<IDeferredPromise<IRun>, 'resolve' | 'reject'> | undefined;
	const promise = new Promise<IRun>((resolve, reject) => (settle = { resolve, reject }));
	return { promise, resolve: (run) => settle?.resolve(run), reject: (e) => settle?.reject(e) };
}
