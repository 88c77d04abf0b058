import { setTimeout as sleep } from 'node:timers/promises';

import type { Simulator } from '../../simulator/server';

export interface Held {
	/** Resolves when this many requests are waiting. */
	until(count: number): Promise<void>;
	waiting(): number;
	/** Returns the largest number of requests that were waiting at the same time. */
	most(): number;
	/** Answers the request with this index. Without an index, answers all waiting requests, and no longer holds later ones. */
	release(position?: number): void;
}

/** Makes the simulator hold its answers, until `jest.restoreAllMocks()` is called. */
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
			// A new request takes 1 ms even after release(), so that `most` counts simultaneous requests.
			if (isOpen) void sleep(1).then(resolve);
		});
		pending.delete(position);
	});
	return {
		async until(size) {
			while (pending.size < size) await sleep(5);
		},
		waiting: () => pending.size,
		most: () => most,
		release(position) {
			if (position !== undefined) {
				pending.get(position)?.();
				// Deleted immediately, so that a test that waits for the next request doesn't count this one again.
				pending.delete(position);
				return;
			}
			isOpen = true;
			for (const resolve of pending.values()) resolve();
		},
	};
}
