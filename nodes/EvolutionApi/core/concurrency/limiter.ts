import type { IExecuteFunctions } from 'n8n-workflow';

/** A semaphore: first come, first served. */
export interface Limiter {
	/**
	 * Waits until there is room.
	 * @param weight how much of the room it takes
	 * @returns gives the room back; to be called once
	 */
	acquire(weight?: number): Promise<() => void>;
	/** Runs the task as soon as there is room for it. */
	run<Result>(task: () => Promise<Result>, weight?: number): Promise<Result>;
}

/** Limits concurrency: what runs at the same time weighs at most `max` together. Without a weight, each counts as one. */
export function limiter(max: number): Limiter {
	let used = 0;
	const queue: Array<{ readonly weight: number; readonly admit: () => void }> = [];
	const admitNext = () => {
		for (let next = queue[0]; next !== undefined && used + next.weight <= max; next = queue[0]) {
			queue.shift();
			used += next.weight;
			next.admit();
		}
	};
	const acquire = async (weight = 1) => {
		await new Promise<void>((admit) => {
			queue.push({ weight, admit });
			admitNext();
		});
		return () => {
			used -= weight;
			admitNext();
		};
	};
	return {
		acquire,
		async run(task, weight) {
			const release = await acquire(weight);
			try {
				return await task();
			} finally {
				release();
			}
		},
	};
}

/**
 * Runs the jobs in their order, at most `max` of them at the same time.
 * @param run returns whether to go on. After a `false`, or a cancellation of the execution, no more jobs are
 *   started, but those that are running are awaited.
 */
export async function inParallel<Job>(
	context: IExecuteFunctions,
	max: number,
	jobs: readonly Job[],
	run: (job: Job) => Promise<boolean>,
): Promise<void> {
	const cancelled = context.getExecutionCancelSignal();
	const limit = limiter(max);
	let goesOn = true;
	const runNext = async (job: Job) => {
		if (goesOn && cancelled?.aborted !== true && !(await run(job))) goesOn = false;
	};
	await Promise.all(jobs.map(async (job) => await limit.run(async () => await runNext(job))));
}
