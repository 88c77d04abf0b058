import { loadavg } from 'node:os';

import { median, spread } from './statistics';

/** How quiet the machine was: the same work before each round should always take the same time. */
export interface Noise {
	/** Time of the work, ms. */
	readonly median: number;
	/** See `spread`; 0.1 and more is a busy machine. */
	readonly spread: number;
	/** Slowest against fastest. */
	readonly worst: number;
	/** Processes that wanted a core at the end, averaged over a minute. */
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

/** Since the last call. */
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
