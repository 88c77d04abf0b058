import { setImmediate as settle } from 'node:timers/promises';

/** A clock that jumps to the end of the next sleep when everything waits. So nothing takes real time, and all runs are the same. */
export class Clock {
	private ms = 1_800_000_000_000;
	private readonly waiting: Array<{ atMs: number; wake: () => void }> = [];

	readonly now = (): number => this.ms;

	readonly sleep = async (ms: number): Promise<void> =>
		await new Promise<void>((wake) => this.waiting.push({ atMs: this.ms + ms, wake }));

	async until<Value>(work: Promise<Value>): Promise<Value> {
		let isDone = false;
		const end = () => {
			isDone = true;
		};
		work.then(end, end);
		for (await settle(); !isDone; await settle()) {
			const [next] = this.waiting.sort((one, other) => one.atMs - other.atMs).splice(0, 1);
			if (next === undefined) throw new Error('Nobody waits, and it is not done');
			this.ms = next.atMs;
			next.wake();
		}
		return await work;
	}
}
