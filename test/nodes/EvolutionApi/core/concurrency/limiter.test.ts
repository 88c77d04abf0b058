import { createLimiter } from '../../../../../nodes/EvolutionApi/core/concurrency/limiter';

const settled = async () => await new Promise((resolve) => setImmediate(resolve));

function start(max: number, weights: number[]) {
	const limit = createLimiter(max);
	const running = new Map<number, (error?: Error) => void>();
	const results = weights.map(
		async (weight, index) =>
			await limit.run(async () => {
				await new Promise<void>((resolve, reject) => {
					running.set(index, (error) => (error === undefined ? resolve() : reject(error)));
				}).finally(() => running.delete(index));
				return index;
			}, weight),
	);
	return {
		results,
		async runs() {
			await settled();
			return [...running.keys()];
		},
		end: (index: number, error?: Error) => running.get(index)?.(error),
	};
}

it('limiter: runs as many tasks at the same time as allowed, in the order in which they came', async () => {
	const { results, runs, end } = start(2, [1, 1, 1, 1]);
	for (const now of [[0, 1], [1, 2], [2, 3], [3]]) {
		expect(await runs()).toEqual(now);
		end(now[0] ?? NaN);
	}
	expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
});

it('limiter: a task that fails makes room for the next one', async () => {
	const { results, runs, end } = start(1, [1, 1]);
	expect(await runs()).toEqual([0]);
	end(0, new Error('broken'));
	await expect(results[0]).rejects.toThrow('broken');
	expect(await runs()).toEqual([1]);
	end(1);
	expect(await results[1]).toBe(1);
});

it('limiter: a task for which there is room does not overtake an earlier one that needs more room', async () => {
	const { runs, end } = start(4, [3, 2, 1]);
	expect(await runs()).toEqual([0]);
	end(0);
	expect(await runs()).toEqual([1, 2]);
});

it('limiter: a task that holds the only slot makes the next one wait until it releases the slot', async () => {
	const limit = createLimiter(1);
	const release = await limit.acquire();
	let hasRun = false;
	const next = limit.run(async () => (hasRun = true));
	await settled();
	expect(hasRun).toBe(false);
	release();
	expect(await next).toBe(true);
});
