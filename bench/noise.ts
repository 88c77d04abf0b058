import { loadavg } from 'node:os';

import { median, spread } from './statistics';

/** How quiet the machine was. `probe` runs before each round, and should always take the same time. */
export interface Noise {
	/** Median duration of `probe`, ms. */
	readonly median: number;
	/** Relative spread of the durations of `probe`. 0.1 and more means a busy machine. */
	readonly spread: number;
	/** The longest duration of `probe`, divided by the shortest. */
	readonly worst: number;
	/** Number of processes that needed a core, averaged over the last minute. */
	readonly load: number;
}

let samples: number[] = [];

export function probe(): void {
	const start = performance.now();
	let sum = 0;
	for (let n = 0; n < 2e6; n++) sum = (sum * 31 + n) % 1_000_003;
	// Uses the sum, so that the loop isn't optimized away.
	if (sum >= 0) samples.push(performance.now() - start);
}

/** Returns the figures since the last call. */
export function noise(): Noise {
	const batch = samples;
	samples = [];
	return {
		median: median(batch),
		spread: spread(batch),
		worst: Math.max(...batch) / Math.min(...batch),
		load: loadavg()[0],
	};
}
