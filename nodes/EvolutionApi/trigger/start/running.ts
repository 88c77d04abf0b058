import { sleep } from 'n8n-workflow';

/** Each takes n8n 2 about 11 MB. With answers of a model that take 10 s, it is still five conversations a second. */
export const MAX_RUNNING = 50;
/** Executions that only wait must not hold up the others for ever: beside so many of them, one starts each second. */
const PACE_MS = 1_000;
/** n8n may never say that one is over. */
const FORGOTTEN_MS = 5 * 60_000;

/** The place of an execution. @param over settles when the execution is over */
export type Leave = (over: Promise<unknown>) => void;

/** The executions that triggers of this process have started, and that have not ended or been put to wait. */
export class Running {
	private readonly open = new Set<{ readonly since: number }>();
	private lastStart = 0;
	private readonly waiting: Array<() => void> = [];
	private isPaced = false;

	constructor(private readonly max = MAX_RUNNING) {}

	/** Whether the next one has to wait. */
	isFull(): boolean {
		const now = Date.now();
		for (const one of this.open) {
			if (now - one.since < FORGOTTEN_MS) break;
			this.open.delete(one);
		}
		return this.open.size >= this.max && Math.abs(now - this.lastStart) < PACE_MS;
	}

	/** An execution that is about to start. */
	enter(): Leave {
		const one = { since: Date.now() };
		this.lastStart = one.since;
		this.open.add(one);
		return (over) =>
			void Promise.allSettled([over]).then(() => {
				this.open.delete(one);
				this.wake();
			});
	}

	/** Calls it once, when it is worth asking again. */
	whenFree(ask: () => void): void {
		if (!this.waiting.includes(ask)) this.waiting.push(ask);
		if (this.isPaced) return;
		this.isPaced = true;
		void sleep(PACE_MS).then(() => {
			this.isPaced = false;
			this.wake();
		});
	}

	/** Settles when it is worth asking again. */
	async change(): Promise<void> {
		await new Promise<void>((resolve) => this.whenFree(resolve));
	}

	private wake(): void {
		for (const ask of this.waiting.splice(0)) ask();
	}
}

/** Shared by all triggers of this process, however their events come. */
export const running = new Running();
