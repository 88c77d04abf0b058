import { sleep } from 'n8n-workflow';

interface RetryPolicy<Result> {
	/** The number of attempts, including the first one. */
	readonly attempts: number;
	/** Milliseconds before the next attempt. @param attempt the number of attempts so far */
	readonly delay: (attempt: number, result: Result) => number;
	readonly isRetryable: (result: Result, attempt: number) => boolean;
	/** Ends it early, with the last result. */
	readonly signal?: AbortSignal;
}

/**
 * Makes attempts until the result needs no other one. Errors aren't retried: temporary failures are results.
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
 * @param longest limit in milliseconds
 * @param jitter from 0 to 1: the random share of each delay, so that clients don't all return at the same moment
 * @returns the delay after that many attempts: the first one, twice as long, four times …
 */
export const backoff =
	(first: number, longest: number, jitter = 0, random = Math.random) =>
	(attempt: number): number =>
		Math.min(longest, first * 2 ** (attempt - 1)) * (1 - jitter * (1 - random()));

/** Time until a pause notices that the execution was cancelled. */
const SLICE_MS = 250;

/**
 * Waits, but ends early when the execution is cancelled. It waits in slices, since some versions of n8n lack `sleepWithAbort`.
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
 * Waits until the work is done or the time is over. The timer doesn't keep the process alive.
 * @returns whether it's done
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

/** Gate for all requests of a run, so that one 429 slows down all of them. */
interface Gate {
	running: number;
	/** Most requests at a time. The callers have their own limits. */
	limit: number;
	/** Requests wait until this settles. */
	closed: Promise<unknown>;
	readonly waiting: Array<() => void>;
}

/** Gates by connection: a run has one for each server. */
const gates = new WeakMap<object, Gate>();

function openGate(connection: object): Gate {
	const known = gates.get(connection);
	if (known !== undefined) return known;
	const gate: Gate = { running: 0, limit: Infinity, closed: Promise.resolve(), waiting: [] };
	gates.set(connection, gate);
	return gate;
}

/**
 * Sends the request as soon as the gate opens.
 * @param pauseAfter milliseconds without requests, if the answer is "too many requests". Halves the limit, too.
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
		// Another pause may begin in the meantime.
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
		// Adds one after each full round, until requests are as fast as before.
		gate.limit += 1 / gate.limit;
		return;
	}
	gate.limit = Math.max(1, Math.floor(Math.min(gate.limit, gate.running) / 2));
	gate.closed = Promise.all([gate.closed, sleep(pauseMs)]);
}
