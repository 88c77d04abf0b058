import type { IExecuteFunctions } from 'n8n-workflow';

/** A semaphore: first come, first served. */
interface Limiter {
	/**
	 * Waits until there is room.
	 * @param weight the room that the task needs
	 * @returns a function that frees the room; call it once
	 */
	acquire(weight?: number): Promise<() => void>;
	/** Runs the task as soon as there is room for it. */
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
 * Runs the jobs in order, at most `max` at the same time. Jobs wait as plain values, not as promises, so that ten thousand need
 * little memory.
 * @param run returns whether to continue. After `false`, or if the execution is cancelled, no more jobs start, but running jobs
 * are awaited.
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

/** Creates a mutex for each key. Unused keys are removed. */
export function createKeyedMutex(): KeyedMutex {
	/** The latest task of each key. */
	const last = new Map<string, Promise<unknown>>();
	return {
		async run(keys, task) {
			const names = [keys].flat();
			const before = names.map((name) => last.get(name));
			// Locks all keys at once, so that two tasks never wait for each other.
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
