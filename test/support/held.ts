import { setTimeout as sleep } from 'node:timers/promises';

import type { Simulator } from '../../simulator/server';

/** Requests that have reached the server and wait for their answer. */
export interface Held {
	/** Resolves when that many are waiting; never, where they do not come: the test's time limit says so. */
	until(count: number): Promise<void>;
	waiting(): number;
	/** The most that were ever waiting. */
	most(): number;
	/** Answers the one that arrived at that position; left out: these and all that come. */
	release(position?: number): void;
}

/** Lets the simulator keep its answers back. Undone by `jest.restoreAllMocks()`. */
export function holdRequests({ state }: Simulator): Held {
	const pending = new Map<number, () => void>();
	let count = 0;
	let most = 0;
	let isOpen = false;
	jest.spyOn(state, 'sleep').mockImplementation(async () => {
		const position = count++;
		await new Promise<void>((resolve) => {
			pending.set(position, resolve);
			most = Math.max(most, pending.size);
			// Not at once, so that all that is under way is counted.
			if (isOpen) void sleep(1).then(resolve);
		});
		pending.delete(position);
	});
	return {
		async until(wanted) {
			while (pending.size < wanted) await sleep(5);
		},
		waiting: () => pending.size,
		most: () => most,
		release(position) {
			if (position !== undefined) {
				pending.get(position)?.();
				// At once, so that whoever waits for the next one does not take this one for it.
				pending.delete(position);
				return;
			}
			isOpen = true;
			for (const resolve of pending.values()) resolve();
		},
	};
}
