import { sleep } from 'n8n-workflow';

interface RetryPolicy<Result> {
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

/**
 * Until it is done, or so much time has passed. The clock keeps no process alive.
 * @returns whether it is done
 */
export async function inTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
	const clock = AbortSignal.timeout(milliseconds);
	let giveUp = () => {};
	const late = new Promise<boolean>((resolve) => (giveUp = () => resolve(false)));
	clock.addEventListener('abort', giveUp, { once: true });
	try {
		return await Promise.race([work.then(() => true), late]);
	} finally {
		clock.removeEventListener('abort', giveUp);
	}
}

/** All requests of a run pass it, so that a 429 to one of them slows all of them down. */
interface Gate {
	running: number;
	/** How many may be under way. The callers have limits of their own. */
	limit: number;
	/** Nothing is sent before this is settled. */
	closed: Promise<unknown>;
	readonly waiting: Array<() => void>;
}

/** By connection: a run has one for each server. */
const gates = new WeakMap<object, Gate>();

function openGate(connection: object): Gate {
	const known = gates.get(connection);
	if (known !== undefined) return known;
	const gate: Gate = { running: 0, limit: Infinity, closed: Promise.resolve(), waiting: [] };
	gates.set(connection, gate);
	return gate;
}

/**
 * Sends the request as soon as the server may be asked.
 * @param pauseAfter if the answer is that there were too many requests: milliseconds in which nothing may be sent. Then
 *   half as many may be under way.
 */
export async function passGate<Answer>(
	connection: object,
	request: () => Promise<Answer>,
	pauseAfter: (answer: Answer) => number | undefined,
): Promise<Answer> {
	const gate = openGate(connection);
	while (gate.running >= gate.limit) {
		await new Promise<void>((resolve) => gate.waiting.push(resolve));
	}
	gate.running++;
	try {
		// It may be closed for longer meanwhile.
		for (let waited; waited !== gate.closed; ) await (waited = gate.closed);
		const answer = await request();
		adjustLimit(gate, pauseAfter(answer));
		return answer;
	} finally {
		gate.running--;
		for (const resume of gate.waiting.splice(0)) resume();
	}
}

function adjustLimit(gate: Gate, pauseMs: number | undefined): void {
	if (pauseMs === undefined) {
		// One more after each full round, until the server is asked as fast as before.
		gate.limit += 1 / gate.limit;
		return;
	}
	gate.limit = Math.max(1, Math.floor(Math.min(gate.limit, gate.running) / 2));
	gate.closed = Promise.all([gate.closed, sleep(pauseMs)]);
}
