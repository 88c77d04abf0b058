import { sleep } from 'n8n-workflow';

interface RetryPolicy<Result> {
	/** The number of attempts, including the first one. */
	readonly attempts: number;
	/** Milliseconds before the next attempt. @param attempt the number of attempts so far */
	readonly delay: (attempt: number, result: Result) => number;
	readonly isRetryable: (result: Result, attempt: number) => boolean;
	/** When aborted, ends the attempts early; the result of the last attempt is returned. */
	readonly signal?: AbortSignal;
}

/** Thrown errors aren't retried: a task returns temporary failures as results. */
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
 * @param longest maximum delay, in ms
 * @param jitter from 0 to 1: the random share of each delay, so that clients don't all retry at the same moment
 * @returns a function from the number of attempts so far to the delay in ms: `first`, then twice as long, …
 */
export const backoff =
	(first: number, longest: number, jitter = 0, random = Math.random) =>
	(attempt: number): number =>
		Math.min(longest, first * 2 ** (attempt - 1)) * (1 - jitter * (1 - random()));

/** Maximum time until a pause notices that the execution was cancelled. */
const SLICE_MS = 250;

/** Waits in slices, since some versions of n8n lack `sleepWithAbort`. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	if (signal === undefined) {
		if (milliseconds > 0) await sleep(milliseconds);
		return;
	}
	const end = Date.now() + milliseconds;
	for (let rest = milliseconds; rest > 0 && !signal.aborted; rest = end - Date.now()) {
		await sleep(Math.min(rest, SLICE_MS));
	}
}

/** The timer doesn't keep the process alive. @returns whether the work is done */
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

/** Gate for all requests of a run: one HTTP 429 slows down every request. */
export class Gate {
	private running = 0;
	/** Maximum requests at a time. Unlimited until the first HTTP 429, since the callers have their own limits. */
	private limit = Infinity;
	private pause: Promise<unknown> = Promise.resolve();
	private readonly waiting: Array<() => void> = [];

	/** @param pauseAfter returns the pause for all requests (ms) if the answer is HTTP 429 */
	async pass<Answer>(
		request: () => Promise<Answer>,
		pauseAfter: (answer: Answer) => number | undefined,
	): Promise<Answer> {
		while (this.running >= this.limit) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
		this.running++;
		try {
			// Another pause may begin while this request waits.
			for (let current; current !== this.pause; ) await (current = this.pause);
			const answer = await request();
			this.adjustLimit(pauseAfter(answer));
			return answer;
		} finally {
			this.running--;
			for (const resume of this.waiting.splice(0)) resume();
		}
	}

	private adjustLimit(pauseMs: number | undefined): void {
		if (pauseMs === undefined) {
			// Recovers slowly: at a limit of 10, ten answers without HTTP 429 raise the limit to about 11.
			this.limit += 1 / this.limit;
			return;
		}
		this.limit = Math.max(1, Math.floor(Math.min(this.limit, this.running) / 2));
		this.pause = Promise.all([this.pause, sleep(pauseMs)]);
	}
}
