import type { IExecuteFunctions } from 'n8n-workflow';

import { limiter } from '../concurrency/limiter';

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
