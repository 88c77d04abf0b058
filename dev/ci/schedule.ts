/** Runs steps in parallel on the available cores, each after the steps it needs. */

export interface Task {
	readonly name: string;
	/** Number of busy cores; 0 for a task that waits for the network. */
	readonly cores: number;
	/** Names of the tasks that must have passed before. */
	readonly needs?: readonly string[];
}

/**
 * Starts what is ready, in the order given, as soon as there is room. A failure stops only what needs the failed task.
 * @param run answers whether the task passed; must not reject
 * @param skip is told of a task that cannot run, and which of those that it needs failed
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
		// A step that needs more cores than exist waits until it's alone.
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
