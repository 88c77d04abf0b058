import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Starts the jobs in their order, `limit` of them at once.
 * @param run answers whether to go on. After a `false`, or when the execution was cancelled, no other job is
 *   started, and those under way are waited for.
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
