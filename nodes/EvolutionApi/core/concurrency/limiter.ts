import type { IExecuteFunctions } from 'n8n-workflow';

/** A semaphore: first come, first served. */
interface Limiter {
	/** @param weight the capacity that the task needs @returns a function that releases the capacity; call it exactly once */
	acquire(weight?: number): Promise<() => void>;
	run<Result>(task: () => Promise<Result>, weight?: number): Promise<Result>;
}

/** Limits concurrency: the weights of all running tasks add up to at most `max`. A task without a weight counts as 1. */
export function createLimiter(max: number): Limiter {
	let weightInUse = 0;
	// A set, since removing the first entry of a long array would move every later entry.
	const queue = new Set<{ readonly weight: number; readonly admit: () => void }>();
	const admitNext = () => {
		for (const next of queue) {
			if (weightInUse + next.weight > max) return;
			queue.delete(next);
			weightInUse += next.weight;
			next.admit();
		}
	};
	const acquire = async (weight = 1) => {
		await new Promise<void>((admit) => {
			queue.add({ weight, admit });
			admitNext();
		});
		return () => {
			weightInUse -= weight;
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
 * Starts the jobs in order, and runs at most `max` of them at the same time. Waiting jobs are plain values, not promises, so
 * ten thousand of them need little memory.
 * @param run runs a job, and returns whether to continue. After `false`, or if the execution is cancelled, no more jobs start,
 * but running jobs are awaited.
 */
export async function inParallel<Job>(
	context: IExecuteFunctions,
	max: number,
	jobs: readonly Job[],
	run: (job: Job) => Promise<boolean>,
): Promise<void> {
	const cancelSignal = context.getExecutionCancelSignal();
	const queue = jobs.values();
	let goesOn = true;
	const work = async () => {
		for (const job of queue) {
			if (!goesOn || cancelSignal?.aborted === true) return;
			if (!(await run(job))) goesOn = false;
		}
	};
	await Promise.all(Array.from({ length: Math.min(max, jobs.length) }, work));
}

/** Runs tasks that share a key one after another, in order of arrival. Tasks without a common key don't wait for each other. */
interface KeyedMutex {
	run<Result>(keys: string | readonly string[], task: () => Promise<Result>): Promise<Result>;
}

export function createKeyedMutex(): KeyedMutex {
	const last = new Map<string, Promise<unknown>>();
	return {
		async run(keys, task) {
			const names = [keys].flat();
			const before = names.map((name) => last.get(name));
			// Locks all keys at once, so that two tasks can't deadlock.
			const running = Promise.allSettled(before).then(task);
			for (const name of names) last.set(name, running);
			try {
				return await running;
			} finally {
				for (const name of names) if (last.get(name) === running) last.delete(name);
			}
		},
	};
}
