import { setTimeout as realTime } from 'node:timers/promises';

import type { Simulator } from '../../simulator/server';

/**
 * Time for executions that wait for long. It passes while the test waits for something and every execution sleeps;
 * requests, however slow the machine, last no time. So tests take as long as their requests, and the same happens in
 * every run. The test mocks `n8n-workflow` with {@link withSkippedTime}.
 */
export const time = {
	/**
	 * Stands in for `Date.now` from now on, until `jest.restoreAllMocks()`, and for the clock of the simulator.
	 * @param isAlone one execution after the other: time passes as soon as it sleeps, whatever the test waits for
	 */
	start({ state }: Simulator, isAlone = false): void {
		nowMs = Date.now();
		executions = 0;
		sleepers.length = 0;
		sleepsAlone = isAlone;
		jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
		const later: typeof state.later = (ms, action) => void wakeAfter(ms, false).then(action);
		if (!isAlone) jest.spyOn(state, 'later').mockImplementation(later);
	},

	/** Resolves after so many milliseconds, which pass while the test waits for something. */
	after: async (ms: number): Promise<void> => await wakeAfter(ms, false),

	/** Lets so many milliseconds pass. */
	async pass(ms: number): Promise<void> {
		await time.until(time.after(ms));
	},

	/** An execution that takes part until it ends: no time passes unless it sleeps. */
	async run<Value>(execution: Promise<Value>): Promise<Value> {
		executions++;
		return await execution.finally(() => executions--);
	},

	/** Lets time pass until it is done. */
	async until<Value>(work: Promise<Value>): Promise<Value> {
		let isDone = false;
		const end = () => {
			isDone = true;
		};
		work.then(end, end);
		for (await realTime(1); !isDone; await realTime(1)) {
			if (sleepers.filter(({ isExecution }) => isExecution).length < executions) continue;
			const [next] = sleepers.sort((one, other) => one.atMs - other.atMs).splice(0, 1);
			if (next === undefined) continue;
			nowMs = Math.max(nowMs, next.atMs);
			next.wake();
		}
		return await work;
	},
};

/** `n8n-workflow` for `jest.mock`. */
export const withSkippedTime = () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (ms: number): Promise<void> => {
		if (!sleepsAlone) return await wakeAfter(ms, true);
		nowMs += ms;
		await realTime(1);
	},
});

interface Sleeper {
	readonly atMs: number;
	readonly isExecution: boolean;
	readonly wake: () => void;
}

let nowMs = 0;
let executions = 0;
let sleepsAlone = false;
const sleepers: Sleeper[] = [];

const wakeAfter = async (ms: number, isExecution: boolean) =>
	await new Promise<void>((wake) => sleepers.push({ atMs: nowMs + ms, isExecution, wake }));
