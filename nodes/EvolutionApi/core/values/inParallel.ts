import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Runs the jobs in their order, at most `limit` of them at the same time.
 * @param run returns whether to go on. After a `false`, or a cancellation of the execution, no more jobs are
 *   started, but those that are running are awaited.
 */
export async function inParallel<Job>(
	context: IExecuteFunctions,
	limit: number,
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
	await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
}
