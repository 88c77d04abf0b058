import { limiter } from '../../core/concurrency/limiter';

// The instances of a node are dealt with a few at the same time, and one that does not answer holds up no other.

/** A server with many instances is not asked about all of them at the same moment. */
const AT_ONCE = 10;

/** Does something for each of them, a few at the same time. @returns what came of it, in their order */
export async function settleEach<One, Result>(
	all: readonly One[],
	run: (one: One) => Promise<Result>,
): Promise<Array<PromiseSettledResult<Result>>> {
	const limit = limiter(AT_ONCE);
	return await Promise.allSettled(
		all.map(async (one) => await limit.run(async () => await run(one))),
	);
}

/** One that does not answer holds up the others no longer than this. */
export const PATIENCE_MS = 12_000;

/** Either what came of it, or what still goes on. */
export type InTime<Result> = { readonly result: Result } | { readonly late: Promise<Result> };

/**
 * Like {@link settleEach}, but one that takes longer than {@link PATIENCE_MS} goes on by itself. If none of them is done
 * by then, all are waited for: there is nothing to report yet.
 */
export async function settleInTime<One, Result>(
	all: readonly One[],
	run: (one: One) => Promise<Result>,
): Promise<Array<PromiseSettledResult<InTime<Result>>>> {
	const results = await settleEach(all, async (one): Promise<InTime<Result>> => {
		const running = run(one);
		const done = running.then((result) => ({ result }));
		return await orLate<InTime<Result>>(done, () => ({ late: running }));
	});
	const isDone = results.some((one) => one.status === 'fulfilled' && 'result' in one.value);
	if (isDone) return results;
	const running = results.map(async (one): Promise<InTime<Result>> => {
		if (one.status === 'rejected') throw one.reason;
		return { result: 'late' in one.value ? await one.value.late : one.value.result };
	});
	return await Promise.allSettled(running);
}

/** Its timer does not keep n8n alive. */
async function orLate<Result>(done: Promise<Result>, whenLate: () => Result): Promise<Result> {
	const patience = AbortSignal.timeout(PATIENCE_MS);
	let giveUp = () => {};
	const late = new Promise<Result>((resolve) => (giveUp = () => resolve(whenLate())));
	patience.addEventListener('abort', giveUp, { once: true });
	try {
		return await Promise.race([done, late]);
	} finally {
		patience.removeEventListener('abort', giveUp);
	}
}

/** Those that are not done in time, with what goes on. */
export function stillRunning<Result>(
	instances: readonly string[],
	results: ReadonlyArray<PromiseSettledResult<InTime<Result>>>,
): Array<readonly [instance: string, late: Promise<Result>]> {
	return instances.flatMap((instance, index) => {
		const one = results[index];
		if (one?.status !== 'fulfilled' || !('late' in one.value)) return [];
		return [[instance, one.value.late] as const];
	});
}
