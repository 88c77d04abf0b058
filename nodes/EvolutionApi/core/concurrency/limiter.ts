import type { IExecuteFunctions } from 'n8n-workflow';

/** A semaphore: first come, first served. */
interface Limiter {
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
export function createLimiter(max: number): Limiter {
	let used = 0;
	// A set, since taking the first of a long array moves all others.
	const queue = new Set<{ readonly weight: number; readonly admit: () => void }>();
	const admitNext = () => {
		for (const next of queue) {
			if (used + next.weight > max) return;
			queue.delete(next);
			used += next.weight;
			next.admit();
		}
	};
	const acquire = async (weight = 1) => {
		await new Promise<void>((admit) => {
			queue.add({ weight, admit });
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
 * Runs the jobs in their order, at most `max` of them at the same time. A job is taken when there is room for it: of ten
 * thousand items, none waits in a queue.
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
	const left = jobs.values();
	let goesOn = true;
	const work = async () => {
		for (const job of left) {
			if (!goesOn || cancelled?.aborted === true) return;
			if (!(await run(job))) goesOn = false;
		}
	};
	await Promise.all(Array.from({ length: Math.min(max, jobs.length) }, work));
}

/** Runs tasks with a key in common one after the other, in the order in which they came; others do not wait. */
interface KeyedMutex {
	run<Result>(keys: string | readonly string[], task: () => Promise<Result>): Promise<Result>;
}

/** A mutex for each key. A key is forgotten as soon as nobody uses it. */
export function createKeyedMutex(): KeyedMutex {
	/** By key: the last task that came. */
	const last = new Map<string, Promise<unknown>>();
	return {
		async run(keys, task) {
			const names = [keys].flat();
			const before = names.map((name) => last.get(name));
			// All keys are taken at once, so two tasks never wait for each other.
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
