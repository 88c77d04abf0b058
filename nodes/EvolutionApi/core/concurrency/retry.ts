import { sleep } from 'n8n-workflow';

export interface RetryPolicy<Result> {
	/** How many attempts there are, the first one included. */
	readonly attempts: number;
	/** Milliseconds before the next attempt. @param attempt how many there were */
	readonly delay: (attempt: number, result: Result) => number;
	readonly isRetryable: (result: Result, attempt: number) => boolean;
	/** Ends it early, with the last result. */
	readonly signal?: AbortSignal;
}

/**
 * Makes attempts until the result is not worth another one. Errors are not retried: what may heal is a result.
 * @returns the result of the last attempt
 */
export async function retry<Result>(
	task: (attempt: number) => Promise<Result>,
	{ attempts, delay, isRetryable, signal }: RetryPolicy<Result>,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		const result = await task(attempt);
		if (attempt >= attempts || !isRetryable(result, attempt)) return result;
		await pause(delay(attempt, result), signal);
		if (signal?.aborted === true) return result;
	}
}

/**
 * Exponential backoff.
 * @param longest milliseconds, at most
 * @param jitter from 0 to 1: how much of each delay is random, so that not all come back at the same moment
 * @returns the delay after so many attempts: the first one, twice as long, four times …
 */
export const backoff =
	(first: number, longest: number, jitter = 0, random = Math.random) =>
	(attempt: number): number =>
		Math.min(longest, first * 2 ** (attempt - 1)) * (1 - jitter * (1 - random()));

/** How long a cancelled execution goes on waiting at most. */
const SLICE_MS = 250;

/**
 * Waits, but ends early when the execution is cancelled. It waits in slices, since not every version of n8n has
 * `sleepWithAbort`.
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	if (signal === undefined) {
		if (milliseconds > 0) await sleep(milliseconds);
		return;
	}
	const end = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0 && !signal.aborted; left = end - Date.now()) {
		await sleep(Math.min(left, SLICE_MS));
	}
}
