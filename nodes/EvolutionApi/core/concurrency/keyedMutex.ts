/** Runs tasks with a key in common one after the other, in the order in which they came; others do not wait. */
export interface KeyedMutex {
	run<Result>(keys: string | readonly string[], task: () => Promise<Result>): Promise<Result>;
}

/** A mutex for each key. A key is forgotten as soon as nobody uses it. */
export function keyedMutex(): KeyedMutex {
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
