/** Runs tasks in parallel on the available cores, each after the tasks that it needs. */

export interface Task {
	readonly name: string;
	/** Number of busy cores; 0 for a task that waits for the network. */
	readonly cores: number;
	readonly needs?: readonly string[];
}

/**
 * Starts tasks in the given order, as soon as enough cores are free. If a task fails, only the tasks that need it don't run.
 * @param run resolves to whether the task passed; must not reject
 * @param skip receives each task that can't run, and the task it needs that has failed
 */
export async function runInOrder<T extends Task>(
	tasks: readonly T[],
	cores: number,
	run: (task: T) => Promise<boolean>,
	skip: (task: T, failed: string) => void,
): Promise<void> {
	const waiting = [...tasks];
	const passed = new Map<string, boolean>();
	const running = new Map<string, Promise<void>>();
	let free = cores;

	const start = (task: T): void => {
		// A task that needs more than all cores starts when all cores are free.
		const coresOfTask = Math.min(task.cores, cores);
		free -= coresOfTask;
		const end = run(task).then((isPassed) => {
			passed.set(task.name, isPassed);
			running.delete(task.name);
			free += coresOfTask;
		});
		running.set(task.name, end);
	};

	while (waiting.length > 0 || running.size > 0) {
		const before = waiting.length;
		for (const task of [...waiting]) {
			const needs = (task.needs ?? []).filter((name) => tasks.some((other) => other.name === name));
			const failed = needs.find((name) => passed.get(name) === false);
			const isReady = needs.every((name) => passed.get(name) === true);
			if (failed === undefined && !(isReady && Math.min(task.cores, cores) <= free)) continue;
			waiting.splice(waiting.indexOf(task), 1);
			if (failed === undefined) {
				start(task);
			} else {
				passed.set(task.name, false);
				skip(task, failed);
			}
		}
		if (running.size > 0) await Promise.race(running.values());
		else if (waiting.length === before) {
			const names = waiting.map(({ name }) => name).join(', ');
			throw new Error(`These steps wait for each other: ${names}`);
		}
	}
}
