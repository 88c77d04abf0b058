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
