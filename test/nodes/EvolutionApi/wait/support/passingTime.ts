import { untilQuiet } from '../../../../support/quiet';
import { withShortSleep } from '../../../../support/shortSleep';

// Hours pass at once: whoever sleeps is woken in turn, and what follows has happened before the next one wakes.

interface Sleeper {
	readonly at: number;
	readonly wake: () => void;
}

/** The node may be loaded more than once, and this file with it. */
const shared = globalThis as typeof globalThis & { sleepersOfTest?: Sleeper[] };
const sleepers = (shared.sleepersOfTest ??= []);

/** `n8n-workflow` for `jest.mock`. */
export const withPassingTime = () => {
	const sleep = async (ms: number) =>
		await new Promise<void>((wake) => sleepers.push({ at: Date.now() + ms, wake }));
	return withShortSleep(5, sleep, 3_000);
};

export class PassingTime {
	private aheadMs = 0;

	/** Stands in for `Date.now` until `jest.restoreAllMocks()`. @param from the time of day at which it begins, in UTC */
	constructor(from = '12:00') {
		const now = Date.now;
		const day = new Date(now() + 86_400_000).toISOString().slice(0, 10);
		this.aheadMs = Date.parse(`${day}T${from}:00Z`) - now();
		jest.spyOn(Date, 'now').mockImplementation(() => now() + this.aheadMs);
		this.kill();
	}

	/** Whoever sleeps is never woken: its process was killed. */
	kill(): void {
		sleepers.length = 0;
	}

	/** Lets so many minutes pass. */
	async pass(minutes: number): Promise<void> {
		await untilQuiet();
		const end = Date.now() + minutes * 60_000;
		for (;;) {
			const [next] = sleepers.sort((one, other) => one.at - other.at);
			if (next === undefined || next.at > end) break;
			sleepers.shift();
			this.setAhead(next.at);
			next.wake();
			await untilQuiet();
		}
		this.setAhead(end);
		await untilQuiet();
	}

	private setAhead(at: number): void {
		this.aheadMs += Math.max(0, at - Date.now());
	}
}
