import { backoff, retry } from '../../../../../nodes/EvolutionApi/core/concurrency/retry';
import { onSleep, realSleep } from '../../../../support/time';

onSleep(realSleep);

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

function attempts(...results: string[]) {
	const times: number[] = [];
	const task = async (attempt: number) => {
		times.push(Date.now());
		return results[attempt - 1] ?? 'none';
	};
	return { task, times };
}

const isRetryable = (result: string) => result !== 'good';
const second = () => 1_000;

it('retry: tries again until an attempt succeeds, and waits longer before each new attempt', async () => {
	const { task, times } = attempts('bad', 'bad', 'good');
	const delay = backoff(1_000, 60_000);
	const result = retry(task, { attempts: 5, delay, isRetryable });
	await jest.advanceTimersByTimeAsync(3_000);
	expect(await result).toBe('good');
	expect(times).toEqual([0, 1_000, 3_000]);
});

it('retry: gives the result of the last attempt when none is left, without waiting once more', async () => {
	const { task, times } = attempts('bad', 'worse');
	const result = retry(task, { attempts: 2, delay: second, isRetryable });
	await jest.advanceTimersByTimeAsync(1_000);
	// This would hang if another attempt were made.
	expect(await result).toBe('worse');
	expect(times).toEqual([0, 1_000]);
});

it('retry: passes on the error of an attempt that throws, without another attempt', async () => {
	const task = jest.fn().mockRejectedValue(new Error('refused'));
	await expect(retry(task, { attempts: 5, delay: second, isRetryable })).rejects.toThrow('refused');
	expect(task).toHaveBeenCalledTimes(1);
});

it('retry: makes no further attempt once it is aborted, and stops waiting for one', async () => {
	const { task, times } = attempts('bad', 'good');
	const abort = new AbortController();
	setTimeout(() => abort.abort(), 100);
	const policy = { attempts: 5, delay: () => 60_000, isRetryable, signal: abort.signal };
	const result = retry(task, policy);
	await jest.advanceTimersByTimeAsync(1_000);
	expect(await result).toBe('bad');
	expect(times).toEqual([0]);
});

describe('retry: backoff', () => {
	it('doubles up to the longest delay', () => {
		expect([1, 2, 3, 4].map(backoff(500, 1_800))).toEqual([500, 1_000, 1_800, 1_800]);
	});

	it.each([
		[0, 800],
		[0.5, 900],
		[1, 1_000],
	])('makes a part of the delay random: the random value %d gives %d ms', (random, expected) => {
		expect(backoff(1_000, 60_000, 0.2, () => random)(1)).toBeCloseTo(expected);
	});
});
