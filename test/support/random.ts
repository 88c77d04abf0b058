import { createHash } from 'node:crypto';

// Values that look random, but are the same in every run, so that only a change of the code can make a test fail.

/** Returns a generator of numbers from 0 to below 1. The same seed gives the same numbers (mulberry32). */
export function randomFrom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Returns bytes that can't be compressed. */
export const randomBytes = (size: number, seed = 1): Buffer =>
	createHash('shake256', { outputLength: size }).update(String(seed)).digest();

export const randomUuid = (seed: number): string =>
	randomBytes(16, seed)
		.toString('hex')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
