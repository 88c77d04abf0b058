import { setTimeout as sleep } from 'node:timers/promises';

import type { Simulator } from '../../simulator/server';

/** Requests that have reached the server and wait for their answer. */
export interface Held {
	/** Resolves when that many are waiting; if they don't come, the test times out. */
	until(count: number): Promise<void>;
	waiting(): number;
	/** The most that were ever waiting. */
	most(): number;
	/** Answers the request in that position; by default these and all later ones. */
	release(position?: number): void;
}

/** Makes the simulator hold its answers. Undone by `jest.restoreAllMocks()`. */
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
			// Waits first, so that all current requests are counted.
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
				// Deletes it immediately, so that a test waiting for the next one doesn't count this one.
				pending.delete(position);
				return;
			}
			isOpen = true;
			for (const resolve of pending.values()) resolve();
		},
	};
}
